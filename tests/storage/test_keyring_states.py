"""What a keyring's behavior becomes: a state, what happened, what to do. Seen with keyring 25.7 on Debian."""

from __future__ import annotations

import pytest

from nango_tui.model.environment import HeldKey
from nango_tui.model.ports import KeyringState, NoKey
from nango_tui.model.secret import Secret
from nango_tui.storage import keyring_words
from nango_tui.storage.keyring_os import REAL_BACKENDS

from .fakes import CANARY, DEV, Store, chain, keys_finding, keys_with, named, raising, real


def error(name: str, *bases: type[BaseException], cause: BaseException | None = None) -> BaseException:
    """Return an error of this class name; its text holds a secret, which must not come through."""
    made: BaseException = type(name, bases or (Exception,), {})(f"told by the keyring: {CANARY}")
    made.__cause__ = cause
    return made


FAIL = named("keyring.backends.fail.Keyring", raising(error("NoKeyringError", RuntimeError)))
NULL = named("keyring.backends.null.Keyring")
PLAIN = named("keyrings.alt.file.PlaintextKeyring")
ENCRYPTED = named("keyrings.alt.file.EncryptedKeyring")

CASES: dict[str, tuple[object, KeyringState, str]] = {
    "no D-Bus": (FAIL, "none", "session only"),
    "plain text files": (PLAIN, "insecure", "plain text"),
    "any other keyring": (ENCRYPTED, "insecure", "gnome-keyring"),
    "switched off": (NULL, "none", "switched off"),
    "no login keyring": (real(raising(error("InitError"))), "failed", "Create one"),
    "locked": (real(raising(error("KeyringLocked"))), "locked", "Unlock your keyring"),
    "locked, told by SecretStorage": (real(raising(error("LockedException"))), "locked", "Unlock your keyring"),
    "prompt dismissed": (
        real(raising(error("InitError", cause=error("PromptDismissedException")))),
        "locked",
        "Unlock your keyring",
    ),
    "bus lost": (real(raising(FileNotFoundError(2, CANARY))), "failed", "lost"),
    "daemon gone": (real(raising(ConnectionResetError(CANARY))), "failed", "lost"),
    "service gone": (
        real(raising(error("InitError", cause=error("SecretServiceNotAvailableException")))),
        "failed",
        "lost",
    ),
    "an error nobody knows": (real(raising(error("Surprise"))), "failed", "Surprise"),
    "a panic of a native library": (real(raising(error("PanicException", BaseException))), "failed", "PanicException"),
    "a chain of nothing real": (chain(PLAIN, NULL), "insecure", "plain text"),
    "an empty chain": (chain(), "none", "session only"),
}


@pytest.mark.parametrize("case", CASES)
async def test_each_keyring_state_has_its_own_words_when_a_key_is_looked_for(case: str) -> None:
    backend, state, word = CASES[case]
    found = await keys_with(backend).find(DEV)
    assert isinstance(found, NoKey)
    assert found.state == state
    assert word in f"{found.happened} {found.do}"
    assert CANARY not in repr(found)


@pytest.mark.parametrize("case", CASES)
async def test_a_key_that_no_keyring_takes_is_held_for_this_session(case: str) -> None:
    backend, state, _ = CASES[case]
    keys = keys_with(backend)
    problem = await keys.keep(DEV, Secret(CANARY))
    assert problem is not None
    assert problem.state == state
    assert "session only" in problem.do
    assert keys.held(DEV) == HeldKey(Secret(CANARY), "session")
    for store in (PLAIN, ENCRYPTED, NULL):
        assert not store.kept


@pytest.mark.parametrize("case", CASES)
async def test_removing_tells_when_the_keyring_could_not_be_looked_into(case: str) -> None:
    backend, state, _ = CASES[case]
    keys = keys_with(backend)
    keys.hold(DEV, Secret(CANARY))
    problem = await keys.remove(DEV)
    assert problem is not None
    assert problem.state == state
    assert keys.held(DEV) is None


async def test_what_goes_wrong_while_a_keyring_is_looked_for_is_told_too() -> None:
    def find() -> object:
        raise RuntimeError(CANARY)

    found = await keys_finding(find).find(DEV)
    assert isinstance(found, NoKey)
    assert found.state == "failed"
    assert CANARY not in repr(found)


async def test_a_keyring_that_takes_a_key_and_does_not_give_it_back_is_not_trusted() -> None:
    class Forgetful(Store):
        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password[:8]

    keys = keys_with(real(Forgetful))
    problem = await keys.keep(DEV, Secret(CANARY))
    assert problem is not None
    assert problem.state == "failed"
    assert "did not give it back" in problem.happened
    assert keys.held(DEV) == HeldKey(Secret(CANARY), "session")


@pytest.mark.parametrize("name", REAL_BACKENDS)
async def test_each_operating_systems_own_keyring_is_used(name: str) -> None:
    store = named(name)
    assert await keys_with(store).keep(DEV, Secret(CANARY)) is None
    assert store.kept == {("nango-tui", DEV.id): CANARY}


async def test_of_a_chain_only_the_real_keyrings_are_written_to_and_read() -> None:
    plain, null, wallet, service = (
        named("keyrings.alt.file.PlaintextKeyring"),
        named("keyring.backends.null.Keyring"),
        named("keyring.backends.kwallet.DBusKeyring"),
        real(),
    )
    keys = keys_with(chain(plain, wallet, null, service))
    assert await keys.keep(DEV, Secret(CANARY)) is None
    assert wallet.kept == {("nango-tui", DEV.id): CANARY}
    assert not service.kept
    assert not plain.calls
    assert not null.calls


async def test_a_key_in_any_real_keyring_of_a_chain_is_found_and_removed() -> None:
    wallet, service = named("keyring.backends.kwallet.DBusKeyring"), real()
    service.kept["nango-tui", DEV.id] = CANARY
    keys = keys_with(chain(wallet, service))
    assert await keys.find(DEV) == HeldKey(Secret(CANARY), "keyring")
    assert await keys.remove(DEV) is None
    assert not service.kept


async def test_a_keyring_that_was_started_meanwhile_is_found_by_trying_again() -> None:
    store = real()
    answers: list[object] = [FAIL, store]
    keys = keys_finding(lambda: answers.pop(0))
    assert isinstance(await keys.find(DEV), NoKey)
    assert await keys.keep(DEV, Secret(CANARY)) is None
    assert store.kept


async def test_a_keyring_that_was_restarted_is_looked_for_anew() -> None:
    old, new = real(), real()
    new.kept["nango-tui", DEV.id] = CANARY
    answers: list[object] = [old, new]
    keys = keys_finding(lambda: answers.pop(0))
    await keys.find(DEV)
    old.get_password = raising(ConnectionResetError())().get_password  # type: ignore[method-assign]  # it dies
    assert isinstance(await keys.find(DEV), NoKey)
    assert await keys.find(DEV) == HeldKey(Secret(CANARY), "keyring")


def test_a_machine_without_a_keyring_says_what_its_system_needs() -> None:
    assert "gnome-keyring" in keyring_words.no_keyring("linux", bus=True).do
    assert "D-Bus" in keyring_words.no_keyring("linux", bus=False).happened
    assert "D-Bus" not in repr(keyring_words.no_keyring("darwin", bus=False))
    assert "D-Bus" not in repr(keyring_words.no_keyring("win32", bus=False))
