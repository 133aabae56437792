"""Keyring backends that behave as real ones were seen to, and a keyring thread that can be looked into."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from nango_tui.model.environment import Environment
from nango_tui.storage.keyring_os import OsKeyring
from nango_tui.storage.keys import KeyRing

DEV = Environment("id-dev", "dev")
PROD = Environment("id-prod", "prod", production=True)
CANARY = "canary-4f1d-secret-key"


class Store:
    """A keyring in memory: what is asked of it, and what it answers."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.calls.append("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls.append("set")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls.append("delete")
        if (service, username) not in self.kept:
            raise PasswordDeleteError("No such password!")
        del self.kept[service, username]


class PasswordDeleteError(Exception):
    """As keyring.errors has it; errors are told apart by name, so that keyring need not be loaded."""


def named(name: str, base: type[Store] = Store) -> Store:
    """Return a backend of this class name, as "keyring.backends.SecretService.Keyring"."""
    module, _, qualname = name.rpartition(".")
    made: Store = type(qualname, (base,), {"__module__": module})()
    return made


def real(base: type[Store] = Store) -> Store:
    """Return a backend that passes for the Secret Service."""
    return named("keyring.backends.SecretService.Keyring", base)


def chain(*backends: object) -> Store:
    """Return keyring's own chain of several backends."""
    made = named("keyring.backends.chainer.ChainerBackend")
    made.__dict__["backends"] = list(backends)
    return made


def raising(error: BaseException) -> type[Store]:
    """Return a kind of backend that answers every call with this error."""

    class Raising(Store):
        def get_password(self, service: str, username: str) -> str | None:
            raise error

        def set_password(self, service: str, username: str, password: str) -> None:
            raise error

        def delete_password(self, service: str, username: str) -> None:
            raise error

    return Raising


class Hanging(Store):
    """Answers nothing until it is let go, like a daemon that is stopped or shows a prompt."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.go = threading.Event()
        self.at_once = 0
        self.most_at_once = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.asked.set()
        assert self.go.wait(30), "nobody let the keyring go"
        self.at_once -= 1
        return super().get_password(service, username)


def keys_with(
    backend: object,
    environ: Mapping[str, str] | None = None,
    active: str = "",
    probe: float = 10.0,
    patience: float = 10.0,
) -> KeyRing:
    """Return the keys over a backend."""
    return keys_finding(lambda: backend, environ, active, probe, patience)


def keys_finding(
    find: Callable[[], object],
    environ: Mapping[str, str] | None = None,
    active: str = "",
    probe: float = 10.0,
    patience: float = 10.0,
) -> KeyRing:
    """Return the keys over what looks for a backend."""
    return KeyRing(environ or {}, active, OsKeyring(find), probe=probe, patience=patience)
