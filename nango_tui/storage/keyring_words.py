"""What a keyring's refusals mean, in words: the state, what happened, what to do."""

from __future__ import annotations

import os
import sys

from nango_tui.model.environment import Environment
from nango_tui.model.ports import NoKey

_SESSION = "or use the key for this session only"


class Unusable(Exception):
    """No keyring that keys may be given to, and why."""

    def __init__(self, no_key: NoKey) -> None:
        super().__init__(no_key.state)
        self.no_key = no_key


def missing(environment: Environment) -> NoKey:
    """The keyring works and has no key for this environment on its server."""
    name = environment.name
    if environment.account == environment.id:
        return NoKey("missing", f"No API key is stored for {name}.", "Enter its API key.")
    return NoKey(
        "missing",
        f"No API key is stored for {name} on {environment.host}. A key goes only to the server that it was meant for.",
        "If this is the right server, enter its API key.",
    )


def no_keyring(platform: str = sys.platform, bus: bool | None = None) -> NoKey:
    """This machine has no keyring; `bus`: there is a D-Bus session, None: look. A shell over SSH often has none."""
    if platform in ("win32", "darwin"):
        return NoKey("none", "The system's keyring cannot be reached.", f"Log in at the desktop, {_SESSION}.")
    if bus is None:
        bus = "DBUS_SESSION_BUS_ADDRESS" in os.environ
    if not bus:
        return NoKey(
            "none",
            "No keyring can be reached from this terminal: it has no D-Bus session.",
            f"Start nango-tui in a desktop session or under dbus-run-session, {_SESSION}.",
        )
    return NoKey(
        "none", "This machine has no keyring.", f"Install gnome-keyring or KWallet, then try again, {_SESSION}."
    )


def switched_off() -> NoKey:
    """The null backend is configured: it takes every key and keeps none."""
    return NoKey(
        "none",
        "The keyring is switched off for Python programs.",
        f"Unset PYTHON_KEYRING_BACKEND, or take the null keyring out of keyringrc.cfg; {_SESSION}.",
    )


def insecure() -> NoKey:
    """Only a keyring that is none of the systems' own, like the ones that write files."""
    return NoKey(
        "insecure",
        "The only keyring here may keep keys in plain text, so it is not used.",
        f"Install gnome-keyring or KWallet, then try again, {_SESSION}.",
    )


def hanging(seconds: float) -> NoKey:
    """No answer in so many seconds: a person may be looking at its prompt, or it is stuck."""
    return NoKey(
        "hanging",
        f"Your keyring has not answered for {seconds:.0f} s. It may be waiting to be unlocked.",
        f"Unlock your keyring, then try again, {_SESSION}.",
    )


def not_kept() -> NoKey:
    """The key was written, and reading it back gave something else or nothing."""
    return NoKey(
        "failed",
        "Your keyring took the key but did not give it back.",
        f"Check your keyring's program, then try again, {_SESSION}.",
    )


def not_removed() -> NoKey:
    """The key was to be removed and is still there."""
    return NoKey(
        "failed",
        "Your keyring did not remove the key.",
        'Remove the entry "nango-tui" in your keyring\'s program.',
    )


def not_loaded() -> NoKey:
    """PYTHON_KEYRING_BACKEND or keyringrc.cfg names a backend that does not exist."""
    return NoKey(
        "failed",
        "The keyring that is configured for Python programs cannot be loaded.",
        f"Unset PYTHON_KEYRING_BACKEND and check keyringrc.cfg, then try again, {_SESSION}.",
    )


def explain(error: BaseException) -> NoKey:
    """Translate whatever a keyring raised; its own text is not shown, as nobody vouches for what is in it.

    Errors are told apart by their names, since importing the libraries that define them would load them all. Which
    ones come when was seen with keyring 25.7 and SecretStorage 3.5.
    """
    if isinstance(error, Unusable):
        return error.no_key
    names = _names(error) | (_names(error.__cause__) if error.__cause__ else set())
    if names & {"KeyringLocked", "LockedException", "PromptDismissedException"}:
        return NoKey("locked", "Your keyring is locked.", f"Unlock your keyring, then try again, {_SESSION}.")
    if "NoKeyringError" in names:
        return no_keyring()
    if names & {"SecretServiceNotAvailableException", "OSError", "EOFError"}:
        return NoKey(
            "failed",
            "The connection to your keyring is lost.",
            f"Start your keyring, or log in again, then try again, {_SESSION}.",
        )
    if "InitError" in names:
        return NoKey(
            "failed",
            "Your keyring has no default keyring that could be opened.",
            f"Create one in your keyring's program, then try again, {_SESSION}.",
        )
    return NoKey(
        "failed",
        f"Your keyring answered with an error ({type(error).__name__}).",
        f"Check your keyring's program, then try again, {_SESSION}.",
    )


def _names(error: BaseException) -> set[str]:
    return {base.__name__ for base in type(error).__mro__}
