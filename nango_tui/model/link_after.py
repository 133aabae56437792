"""After a customer had a link: whether they are through, and which metadata must be written back."""

from __future__ import annotations

from typing import Literal

from nango_tui.model.connection import Edit, Look
from nango_tui.model.link import EMPTIES_METADATA, KEEPS_METADATA
from nango_tui.model.moments import moment_of
from nango_tui.model.same import same
from nango_tui.model.stored import readable

Through = Literal["through", "perhaps", "no"]
_RENEWED = frozenset(("access_token", "token", "refresh_token"))
"""Credentials that Nango also renews by itself."""


def metadata_due(before: Look, after: Look, mode: str) -> Edit | None:
    """Return the change that writes back what a reconnect emptied; None where there is nothing to write unasked.

    What is there now is never written over: a sync may have written it since. So only missing keys go back, and only
    where the mode empties metadata, or where all of them are gone.
    """
    wanted, found = before.connection.metadata, after.connection.metadata
    missing = {key: value for key, value in wanted.items() if key not in found}
    if not missing or mode in KEEPS_METADATA or (found and mode not in EMPTIES_METADATA):
        return None
    return Edit(metadata=missing, replace_metadata=not found)


def came_through(before: Look, after: Look, mode: str) -> tuple[Through, str]:
    """Say whether two looks show that the customer used the link, and by what.

    For connections without an auth error, of which the list shows nothing. `updated_at` does not move at OAuth
    reconnects, and moves at changes of other kinds too (seen on Nango 0.71.4).
    """
    old, new = before.connection, after.connection
    if new.row.auth_error:
        return "no", "There is an auth error now: what the customer entered does not work, or the old token expired."
    if readable(before) and readable(after):
        names = {name for name in old.credentials.keys() & new.credentials.keys() if name not in _RENEWED}
        if any(old.credentials[name] != new.credentials[name] for name in names):
            return "through", "Other credentials are stored now: the customer is through."
    if before.config_whole == after.config_whole and not same(old.config, new.config):
        return "through", "The configuration is another now: the customer is through."
    if mode in EMPTIES_METADATA and old.metadata and not new.metadata:
        return "through", "The metadata were emptied, as a reconnect does: the customer is through."
    renewed = any(old.credentials.get(name) != new.credentials.get(name) for name in _RENEWED & new.credentials.keys())
    if readable(before) and renewed:
        return "perhaps", "There is a new token: from the customer, or renewed by Nango itself."
    was, now = moment_of(old.updated_at), moment_of(new.updated_at)
    if was and now and now > was:
        return "perhaps", "It was changed since the link was made: by the customer, or by somebody else."
    return "no", "Nothing has changed yet."
