"""By which endpoint an update goes: the one that replaces least."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nango_tui.model.auth import AuthMode, Endpoint
from nango_tui.model.check_value import has
from nango_tui.model.draft import Draft
from nango_tui.model.endpoint import TESTED_MODES
from nango_tui.model.form import Form
from nango_tui.model.form_rules import NO_LEGACY_CERTIFICATE, NO_LEGACY_MODE, NO_LEGACY_USERNAME
from nango_tui.model.text import plain
from nango_tui.model.update import Lines
from nango_tui.model.update_config import Configuration, respelled
from nango_tui.model.update_people import NO_ORGANIZATION, People, said

KEEPS_ON_SERVER = ("OAUTH2", "OAUTH2_CC", "OAUTH1", "NONE")
"""POST /connection leaves metadata and tags of these alone when none are sent (seen on Nango 0.71.4)."""
FORGETS_METADATA = ("API_KEY", "BASIC", "TBA")
"""POST /connection sets the metadata of these to nothing when none are sent (seen on Nango 0.71.4)."""
SPELLING = ("Scopes", "that they are one text: Nango stores the same scopes as a list")
"""Connect sessions store scopes as a text, imports as a list; Nango reads both alike."""


@dataclass(frozen=True, slots=True)
class Case:
    """An update, as far as the choice of the endpoint needs it.

    `full`: the draft with what is stored filled in. `metadata_edited`: so are they. `known`: a look showed what is
    stored besides the credentials.
    """

    full: Draft
    form: Form
    mode: AuthMode
    config: Configuration
    people: People
    metadata_edited: bool
    known: bool
    organization: str = ""

    @property
    def never(self) -> bool:
        """Whether the token is to be stored as one that never expires."""
        return self.mode.expires and self.full.expiry.choice == "never" and not self.full.fetch

    @property
    def edits_beside(self) -> str:
        """What else is changed that only POST /connections changes along with credentials, "" if nothing."""
        what = [
            name
            for name, edited in (("the tags or the customer", self.people.edited), ("metadata", self.metadata_edited))
            if edited
        ]
        return " and ".join(what)


@dataclass(frozen=True, slots=True)
class Road:
    """The endpoint, why it was taken, what it destroys, and why it cannot be taken ("" if it can).

    `ignores`: it would not do all that the engineer asked for.
    """

    endpoint: Endpoint
    reason: str
    lost: Lines = ()
    blocked: str = ""
    ignores: bool = False


def choose_road(case: Case, legacy_only: bool) -> Road:
    """Return the endpoint of an update: POST /connection where the server itself keeps metadata and tags.

    So a sync that writes metadata meanwhile loses nothing. Where tags, metadata or the customer change as well, and
    for auth types whose metadata or configuration that endpoint destroys, it is POST /connections with everything.
    What the engineer or the environment fixed counts; what it destroys is in `lost`. An environment's setting that
    would destroy something does not count.
    """
    current, legacy = _current(case), _legacy(case)
    if legacy_only:
        return _with_reason(legacy, "This server does not have POST /connections.")
    if case.full.endpoint:
        return _with_reason(legacy if case.full.endpoint is Endpoint.LEGACY else current, "You chose it.")
    least, other = (legacy, current) if _server_keeps(case) else (current, legacy)
    if _costs(other) < _costs(least):
        least = _with_reason(other, _instead(least))
    fixed = case.full.environment.endpoint
    if fixed:
        road = legacy if fixed is Endpoint.LEGACY else current
        if _costs(road) <= _costs(least):
            return _with_reason(road, f"The environment {plain(case.full.environment.name)} is set to it.")
    return least


def _with_reason(road: Road, reason: str) -> Road:
    return replace(road, reason=reason)


def _costs(road: Road) -> tuple[bool, bool, int]:
    return bool(road.blocked), road.ignores, len(road.lost)


def _server_keeps(case: Case) -> bool:
    """Say whether POST /connection is the one that replaces least."""
    if case.edits_beside:
        return False
    if not case.known:
        return True
    return case.mode.code in KEEPS_ON_SERVER and not _legacy(case).blocked


def _legacy(case: Case) -> Road:
    """Return POST /connection with what it cannot do for this update."""
    mode, lost = case.mode, []
    if case.people.edited:
        lost.append(("Tags", "your changes to tags and customer: the legacy endpoint stores neither"))
    if mode.code == "APP":
        other = [key for key in case.config.after if mode.field(key) is None]
        if other or not case.known:
            what = ", ".join(plain(key) for key in other) or "whatever is stored"
            lost.append(("Configuration", f"{what}: the legacy endpoint ignores it for this auth type"))
    if respelled(case.config.after, mode, Endpoint.LEGACY):
        lost.append(SPELLING)
    if not case.known:
        lost.extend(_unknown(case, metadata=mode.code in FORGETS_METADATA or case.metadata_edited, tags=False))
    return Road(Endpoint.LEGACY, _why_legacy(case), tuple(lost), _no_legacy(case), ignores=case.people.edited)


def _no_legacy(case: Case) -> str:
    """Return why POST /connection cannot take the update, "" if it can."""
    if not case.mode.legacy:
        return NO_LEGACY_MODE
    values = case.full.values
    if has(values, "client_certificate") or has(values, "client_private_key"):
        return NO_LEGACY_CERTIFICATE
    if case.mode.code == "BASIC" and not (has(values, "username") or case.form.constants.get("username")):
        return NO_LEGACY_USERNAME
    if case.never and not case.mode.legacy_never:
        return "The legacy endpoint cannot say that a token never expires: it would store 55 minutes."
    return case.form.current_only if case.form.current_only != NO_LEGACY_USERNAME else ""


def _current(case: Case) -> Road:
    """Return POST /connections with what it cannot do for this update."""
    lost = []
    left = said(case.people, case.organization).left
    if left:
        lost.append(("Tags", f"{', '.join(left)}: Nango takes at most 10 tags at once"))
    if respelled(case.config.after, case.mode, Endpoint.CURRENT):
        lost.append(SPELLING)
    if case.people.relinked and case.organization:
        lost.append(NO_ORGANIZATION)
    if not case.known:
        lost.extend(_unknown(case, metadata=True, tags=True))
    return Road(Endpoint.CURRENT, _why_current(case), tuple(lost))


def _unknown(case: Case, *, metadata: bool, tags: bool) -> Lines:
    """Say what is replaced though nobody knows whether it is there."""
    lines = []
    if case.mode.code != "APP" or tags:
        lines.append(("Configuration", "whatever is stored and not entered here, scopes too"))
    if metadata:
        lines.append(("Metadata", "whatever is stored and not entered here"))
    if tags:
        lines.append(("Tags", "whatever is stored and not entered here"))
    if not case.full.webhook_url.strip():
        lines.append(("Webhook URL", "the connection's own, if one is stored"))
    return tuple(lines)


def _why_legacy(case: Case) -> str:
    if not case.known and case.mode.code not in KEEPS_ON_SERVER:
        return "Nobody knows what is stored, and this endpoint keeps the tags."
    return "It leaves metadata and tags alone on the server itself."


def _why_current(case: Case) -> str:
    mode = case.mode
    if not mode.legacy:
        return f"Only this endpoint imports {mode.title}."
    if case.edits_beside:
        return f"You change {case.edits_beside} as well."
    if mode.code in TESTED_MODES:
        tests = case.full.template is not None and case.full.template.verification
        return "The legacy endpoint loses metadata" + (
            ", and does not test the credential." if tests else " unless sent."
        )
    if mode.code == "APP":
        return "The legacy endpoint loses the configuration."
    return _no_legacy(case) or "It checks every field, and everything stored is sent along."


def _instead(worse: Road) -> str:
    """Say why the other road than usual is taken."""
    if worse.blocked:
        return worse.blocked
    what = ", ".join(dict.fromkeys(label.lower() for label, _ in worse.lost))
    other = "POST /connections" if worse.endpoint is Endpoint.CURRENT else "The legacy endpoint"
    return f"{other} would lose: {what}."
