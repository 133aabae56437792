"""The operating system's keyring: the only module that imports `keyring`, and only when it is first asked.

Left to itself, `keyring` falls back to plain text files or to a backend that keeps nothing (seen with 25.7), so the
real ones are listed here and nothing else is trusted. Every method may block for ever: call it from `OneThread`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret
from nango_tui.storage.keyring_words import (
    Unusable,
    explain,
    insecure,
    no_keyring,
    not_kept,
    not_loaded,
    not_removed,
    switched_off,
)

SERVICE = "nango-tui"
"""The service under which keys are stored; the account is the environment's id."""

REAL_BACKENDS = (
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
)
"""The keyrings of the operating systems. Any other may write plain text, or nothing at all."""

_CHAINER = "keyring.backends.chainer.ChainerBackend"
_FAIL = "keyring.backends.fail.Keyring"
_NULL = "keyring.backends.null.Keyring"


@runtime_checkable
class Backend(Protocol):
    """What is used of a backend of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the stored text, None if there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the text."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the text; raises where there is none."""


def system_backend() -> object:
    """Return the backend that is configured for Python programs, else the best real one, else what `keyring` has.

    It looks anew each time, where `keyring` remembers that it found nothing: a keyring that was started meanwhile
    is found by trying again.
    """
    import keyring.core

    # Without a handler, a warning about keyringrc.cfg would be written over the screen.
    logging.getLogger("keyring").addHandler(logging.NullHandler())
    try:
        named = os.environ.get("PYTHON_KEYRING_BACKEND", "").strip()
        configured = keyring.core.load_env() if named else keyring.core.load_config()
    except RuntimeError as error:  # it exists and does not run here
        raise Unusable(no_keyring()) from error
    except Exception as error:
        raise Unusable(not_loaded()) from error
    if configured is not None:
        return configured
    found = []
    for name in REAL_BACKENDS:
        try:
            backend = keyring.core.load_keyring(name)
            found.append((float(backend.priority), backend))
        except Exception:
            continue  # not on this system, or not running
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    return keyring.get_keyring()


class OsKeyring:
    """Reads, writes and removes keys in the system's keyring. Nothing raises; each refusal is a NoKey.

    `find` returns a backend of `keyring`; tests hand in others.
    """

    def __init__(self, find: Callable[[], object] = system_backend) -> None:
        self._find = find
        self._found: tuple[Backend, ...] = ()

    def read(self, account: str) -> Secret | NoKey | None:
        """Return the key, None where none is stored."""
        try:
            return self._read(account)
        except BaseException as error:
            return self._failed(error)

    def write(self, account: str, key: Secret, abandoned: Callable[[], bool] = lambda: False) -> NoKey | None:
        """Store the key and read it back; return why that failed.

        It reads first, since that is what waits for an unlocking: a key that nobody wants stored any more by then
        (`abandoned`) is not written.
        """
        try:
            if self._read(account) == key or abandoned():
                return None
            self._backends()[0].set_password(SERVICE, account, key.reveal())
            return None if self._read(account) == key else not_kept()
        except BaseException as error:
            return self._failed(error)

    def remove(self, account: str) -> NoKey | None:
        """Remove the key; return why it is still there. That there was none is fine."""
        try:
            for backend in self._backends():
                if backend.get_password(SERVICE, account) is not None:
                    backend.delete_password(SERVICE, account)
            return None if self._read(account) is None else not_removed()
        except BaseException as error:
            return self._failed(error)

    def _read(self, account: str) -> Secret | None:
        for backend in self._backends():
            if (text := backend.get_password(SERVICE, account)) is not None:
                return Secret(text)
        return None

    def _backends(self) -> tuple[Backend, ...]:
        if not self._found:
            self._found = _real(self._find())
        return self._found

    def _failed(self, error: BaseException) -> NoKey:
        self._found = ()  # a keyring that was restarted is another one
        return explain(error)


def _real(backend: object) -> tuple[Backend, ...]:
    """Return the real keyrings of what `keyring` found, best first; raises Unusable where there is none.

    A chain may hold plain text files beside a real keyring: these are left out, for reading too.
    """
    chain = getattr(backend, "backends", ()) if _name(backend) == _CHAINER else (backend,)
    real = tuple(each for each in chain if _name(each) in REAL_BACKENDS and isinstance(each, Backend))
    if real:
        return real
    names = {_name(each) for each in chain} - {_FAIL, _CHAINER}
    if not names:
        raise Unusable(no_keyring())
    raise Unusable(switched_off() if names == {_NULL} else insecure())


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"
