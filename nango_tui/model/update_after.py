"""After an update: what a read shows to be other than it must be, and how that is put back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nango_tui.model.check_connection import MOST_TAGS
from nango_tui.model.connection import Connection, Edit, Look
from nango_tui.model.same import same
from nango_tui.model.secret import Secret
from nango_tui.model.text import plain
from nango_tui.model.tree import Tree, as_trees
from nango_tui.model.update import Difference, Expected, Part
from nango_tui.model.update_people import People, Said, said
from nango_tui.model.update_words import value_words

_REFRESH_TOKEN = re.compile(r"refresh[_\- ]?token", re.IGNORECASE)


def differences(expected: Expected, after: Look) -> tuple[Difference, ...]:
    """Return what is not as it must be after an update; what was added since is none.

    Only what the plan expects is compared. Keys of the configuration that a read may have left out (those that spell
    refresh token) are not, unless it was read whole.
    """
    found = after.connection
    lines: list[Difference] = []
    if expected.config is not None:
        whole = after.config_whole
        wanted_config = expected.config if whole else _object(_without_refresh_tokens(dict(expected.config)))
        found_config = found.config if whole else _object(_without_refresh_tokens(dict(found.config)))
        lines.extend(_in_map("Configuration", wanted_config, found_config))
    if expected.metadata is not None:
        lines.extend(_in_map("Metadata", as_trees(expected.metadata), as_trees(found.metadata)))
    if expected.tags is not None:
        lines.extend(_in_map("Tags", expected.tags, found.row.tags))
    if expected.webhook_url is not None and expected.webhook_url != found.webhook_url:
        wanted = expected.webhook_url
        lines.append(Difference("Webhook URL", "", plain(wanted), plain(found.webhook_url), wanted))
    if expected.end_user is not None:
        lines.extend(_in_map("End user", expected.end_user, found.row.end_user))
    return tuple(lines)


def _in_map(part: Part, wanted: Mapping[str, Tree], found: Mapping[str, Tree]) -> Iterator[Difference]:
    for key, value in wanted.items():
        if key not in found:
            yield Difference(part, plain(key), value_words(value), "", value)
        elif not same(value, found[key]):
            before, now = value_words(value), value_words(found[key])
            if before == now and not isinstance(value, Secret):
                now = f"{now}, otherwise inside"
            yield Difference(part, plain(key), before, now, value)


def _without_refresh_tokens(value: Tree) -> Tree:
    if isinstance(value, dict):
        return {key: _without_refresh_tokens(item) for key, item in value.items() if not _REFRESH_TOKEN.fullmatch(key)}
    if isinstance(value, list):
        return [_without_refresh_tokens(item) for item in value]
    return value


def _object(value: Tree) -> Mapping[str, Tree]:
    return value if isinstance(value, dict) else {}


def verdict(expected: Expected, after: Look | None) -> str:
    """Say whether anything was lost. That nothing was is only said where a read showed it."""
    if after is None:
        return "Not checked: the connection could not be read after the update."
    found = differences(expected, after)
    if found:
        parts = ", ".join(dict.fromkeys(item.part.lower() for item in found))
        return f"Not all is as it was: {parts}."
    compared = [
        name
        for name, value in (
            ("configuration", expected.config),
            ("metadata", expected.metadata),
            ("tags", expected.tags),
            ("webhook URL", expected.webhook_url),
            ("end user", expected.end_user),
        )
        if value is not None
    ]
    if not compared:
        return "Not checked: what was stored before is not known."
    return f"Nothing was lost: {', '.join(compared)} read again and compared."


def restoring(found: tuple[Difference, ...], expected: Expected, after: Look) -> tuple[Edit | None, str]:
    """Return what puts back what is missing, and in words what that is and what it cannot put back.

    Metadata go back by their own call, only the keys that differ; tags, webhook URL and end user by PATCH. The
    configuration has no call of its own: it needs an import, and so the credentials. None: nothing can be put back.
    """
    stored = after.connection
    parts = {item.part for item in found}
    metadata = webhook = None
    tags: Mapping[str, str] | None = None
    end_user: Mapping[str, str] | None = None
    user_tags: Mapping[str, str] = {}
    said_so: list[str] = []
    if "Metadata" in parts and expected.metadata is not None:
        metadata = {
            key: value
            for key, value in expected.metadata.items()
            if key not in stored.metadata or not same(value, stored.metadata[key])
        }
        said_so.append(f"Metadata: puts back {', '.join(plain(key) for key in metadata)}.")
    if "Tags" in parts or "End user" in parts:
        told = _people(expected, stored, relink="End user" in parts)
        if told.left:
            said_so.append(f"Tags: there are more than the {MOST_TAGS} that Nango takes at once. Edit them by hand.")
        else:
            tags, end_user, user_tags = told.tags, told.end_user, told.user_tags
            said_so.append("Tags: puts back all that were there." if "Tags" in parts else "End user: links it again.")
    if "Webhook URL" in parts:
        webhook = expected.webhook_url
        said_so.append("Webhook URL: puts it back." if webhook else "Webhook URL: clears it.")
    edit = Edit(tags, end_user, webhook, metadata, replace_metadata=False, end_user_tags=user_tags)
    if "Configuration" in parts:
        names = ", ".join(item.name for item in found if item.part == "Configuration")
        said_so.append(f"Configuration ({names}): only an import can put it back, with the credentials.")
    return (edit if edit != Edit(replace_metadata=False) else None), " ".join(said_so)


def _people(expected: Expected, stored: Connection, *, relink: bool) -> Said:
    """Return tags and end user for a PATCH, which replaces all tags. What was added since stays."""
    tags = {**stored.row.tags, **(expected.tags or {})}
    linked = stored.row.end_user if stored.row.end_user.get("id") else {}
    user = dict(expected.end_user or {}) if relink else dict(linked)
    own = stored.end_user_tags if user.get("id") == linked.get("id") else {}
    return said(People(tags, user, own, edited=True, relinked=relink and bool(user)), stored.organization)
