"""The API keys: from environment variables, from this session's memory, from the keyring, in this order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from threading import Event

from nango_tui.model.environment import (
    PRODUCTION_URL,
    VARIABLES_ID,
    Environment,
    HeldKey,
    clean_url,
    server_of,
    url_problem,
    variable_suffix,
)
from nango_tui.model.ports import NoKey
from nango_tui.model.secret import Secret
from nango_tui.storage.keyring_os import OsKeyring
from nango_tui.storage.keyring_words import hanging, missing
from nango_tui.storage.one_thread import OneThread, answer

PLAIN_VARIABLES = ("NANGO_SECRET_KEY", "NANGO_API_KEY")
"""The variables without an environment's name, in the order in which they count."""
HOST_VARIABLE = "NANGO_HOSTPORT"


class KeyRing:
    """Where the API keys are; implements the port Keys.

    `environ`: the variables. `active`: the id of the environment that is active at the start: for it alone count
    the variables without a name, since a key that follows the engineer into another environment is how a test lands
    in production. `probe`, `patience`: seconds that a keyring gets at the start, and when a person is unlocking it.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        active: str = "",
        keyring: OsKeyring | None = None,
        *,
        probe: float = 3.0,
        patience: float = 300.0,
    ) -> None:
        self._environ = environ
        self._active = active
        self._keyring = keyring or OsKeyring()
        self._probe = probe
        self._patience = patience
        self._thread = OneThread("keyring")
        self._session: dict[str, HeldKey] = {}
        self._reads: dict[str, Future[Secret | NoKey | None]] = {}
        self._changes: dict[str, int] = {}

    def held(self, environment: Environment) -> HeldKey | None:
        """Return the key if it is at hand without asking the keyring."""
        return self._variable(environment) or self._session.get(environment.account)

    async def find(self, environment: Environment, *, patient: bool = False) -> HeldKey | NoKey:
        """Return the key, asking the keyring if need be; the answer is remembered for the session.

        `patient`: wait some minutes, while a person unlocks the keyring; otherwise 3 s. Cancelling ends the waiting
        at once. A later call takes up the question that is still under way, so that one prompt is enough.
        """
        account = environment.account
        while True:
            if held := self.held(environment):
                return held
            change = self._changes.get(account, 0)
            seconds = self._patience if patient else self._probe
            read = self._reads.get(account)
            if read is None:
                read = self._reads[account] = self._thread.submit(partial(self._keyring.read, account))
            try:
                found = await answer(read, seconds)
            except TimeoutError:
                return hanging(seconds)
            if self._changes.get(account, 0) != change:
                continue  # stored, held or removed meanwhile: this answer is older than that
            self._reads.pop(account, None)
            if found is None:
                return missing(environment)
            if isinstance(found, NoKey):
                return found
            held = self._session[account] = HeldKey(found, "keyring")
            return held

    async def keep(self, environment: Environment, key: Secret) -> NoKey | None:
        """Store the key in the keyring and read it back; None when that succeeded. Held in memory either way.

        Waits some minutes, while a person unlocks the keyring. Cancelling ends the waiting at once, leaves the key
        held for this session, and a keyring that is unlocked later does not get it.
        """
        account = environment.account
        self.hold(environment, key)
        given_up = Event()
        write = self._thread.submit(partial(self._keyring.write, account, key, given_up.is_set))
        try:
            problem = await answer(write, self._patience)
        except TimeoutError:
            problem = hanging(self._patience)
        finally:
            given_up.set()
            write.cancel()
        if problem is None and self._session.get(account) == HeldKey(key, "session"):
            self._session[account] = HeldKey(key, "keyring")
        return problem

    def hold(self, environment: Environment, key: Secret) -> None:
        """Keep the key for this session only. A variable that is set still wins."""
        self._changed(environment.account)
        self._session[environment.account] = HeldKey(key, "session")

    async def remove(self, environment: Environment) -> NoKey | None:
        """Remove the key from memory and from the keyring; None when that succeeded. A variable stays set."""
        account = environment.account
        self._changed(account)
        self._session.pop(account, None)
        # A key of before the URL was changed by hand would stay for ever.
        accounts = tuple(dict.fromkeys((account, environment.id)))
        removal = self._thread.submit(partial(self._remove, accounts))
        try:
            return await answer(removal, self._patience)
        except TimeoutError:
            return hanging(self._patience)
        except asyncio.CancelledError:
            removal.cancel()
            raise

    def _remove(self, accounts: tuple[str, ...]) -> NoKey | None:
        return next((problem for account in accounts if (problem := self._keyring.remove(account))), None)

    def _changed(self, account: str) -> None:
        self._changes[account] = self._changes.get(account, 0) + 1
        self._reads.pop(account, None)

    def _variable(self, environment: Environment) -> HeldKey | None:
        suffix = variable_suffix(environment.name)
        names = [f"{PLAIN_VARIABLES[0]}_{suffix}"] if suffix else []
        if environment.id == self._active and self._meant_for(environment):
            names += PLAIN_VARIABLES
        return next((HeldKey(Secret(text), name) for name in names if (text := _value(self._environ, name))), None)

    def unused(self, start: Environment | None) -> str:
        """Return why a variable without a name is set and not used, "" if there is none such.

        `start`: the environment that is opened at the start.
        """
        name = next((name for name in PLAIN_VARIABLES if _value(self._environ, name)), "")
        if not name or (start is not None and self._variable(start)):
            return ""
        if start is None:
            return f"{name} is not used: it counts for the environment that is opened at the start. Use --environment."
        return f"{name} is not used: {HOST_VARIABLE} names another server than {start.host}, the one of {start.name}."

    def _meant_for(self, environment: Environment) -> bool:
        """Say whether the variables without a name are for this server; without NANGO_HOSTPORT they do not say."""
        named = clean_url(self._environ.get(HOST_VARIABLE, ""))
        return not named or server_of(named) == server_of(environment.url)


def hostport_problem(environ: Mapping[str, str]) -> str:
    """Return what is wrong with NANGO_HOSTPORT, "" if it is fine or not set."""
    problem = url_problem(clean_url(environ.get(HOST_VARIABLE, "") or PRODUCTION_URL))
    return f"{HOST_VARIABLE} cannot be used. {problem}" if problem else ""


def variables_environment(environ: Mapping[str, str]) -> Environment | None:
    """Return the environment that the variables describe, for a machine without an environment file.

    None without NANGO_SECRET_KEY or NANGO_API_KEY, and with a NANGO_HOSTPORT that cannot be used: a key for one
    server must not go to another. Its name is not known here: ask the server.
    """
    if not any(_value(environ, name) for name in PLAIN_VARIABLES) or hostport_problem(environ):
        return None
    url = clean_url(environ.get(HOST_VARIABLE, "")) or PRODUCTION_URL
    return Environment(id=VARIABLES_ID, name=VARIABLES_ID, url=url)


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()
