"""What must be asked before an update is sent, and which tokens it destroys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from nango_tui.model.accounts import AccountChange, account_changes
from nango_tui.model.check_value import has
from nango_tui.model.draft import Draft
from nango_tui.model.same import same_text
from nango_tui.model.secret import Secret, Text
from nango_tui.model.stored import CERTIFICATES, REFRESH_TOKEN, Filled, readable, stored_credential
from nango_tui.model.text import plain
from nango_tui.model.update import Lines, Question
from nango_tui.model.update_road import Case, Road


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the words and questions of an update go by.

    `draft`: as the engineer left it; `before`: as it was filled in; `filled`: with what is stored in its blanks.
    `now` is aware, typed times are in `zone`.
    """

    draft: Draft
    before: Draft
    filled: Filled
    case: Case
    road: Road
    now: datetime
    zone: tzinfo
    can_read_credentials: bool | None = None
    override_seen: bool = False

    @property
    def names(self) -> str:
        """Whom and where it concerns: customer, id, integration, environment, host."""
        draft = self.draft
        customer = plain(draft.stored.connection.row.customer) if draft.stored else ""
        who = f"{customer} ({plain(draft.id)})" if customer else plain(draft.id)
        integration = plain(draft.integration.unique_key) if draft.integration else ""
        return f"{who} on {integration}, in {plain(draft.environment.name)} ({draft.environment.host})"

    @property
    def name(self) -> str:
        """What is typed to confirm: the customer, else the connection id."""
        customer = self.draft.stored.connection.row.customer if self.draft.stored else ""
        return plain(customer or self.draft.id).strip()

    @property
    def may_lose_refresh_token(self) -> bool:
        """Whether no refresh token is sent though one is stored, or may be."""
        if self.case.mode.code != "OAUTH2" or has(self.filled.draft.values, REFRESH_TOKEN):
            return False
        look = self.draft.stored
        return look is None or look.refresh_token != "absent"

    @property
    def refresh_token_known(self) -> bool:
        """Whether a look showed that a refresh token is stored."""
        return self.draft.stored is not None and self.draft.stored.refresh_token == "present"

    @property
    def takes_override(self) -> bool:
        """Whether this auth type can have an OAuth app of the customer's own."""
        return any(field.override for field in self.case.mode.fields)

    @property
    def sends_override(self) -> bool:
        """Whether an OAuth app of the customer's own is sent."""
        return self.draft.own_app and has(self.filled.draft.values, "client_id_override")

    @property
    def override_known(self) -> bool:
        """Whether it is known if an OAuth app of the customer's own is stored."""
        return readable(self.draft.stored)

    @property
    def drops_override(self) -> bool:
        """Whether an OAuth app of the customer's own is stored, as far as known, and none is sent."""
        look = self.draft.stored
        shown = self.override_seen or (look is not None and look.connection.override is not None)
        return self.takes_override and shown and not self.sends_override

    @property
    def certificate_unknown(self) -> bool:
        """Whether a client certificate or key may be stored that nobody knows of."""
        asked = any(self.case.form.field(f"credentials.{name}") for name in CERTIFICATES)
        return asked and not readable(self.draft.stored) and not self._sends_certificate

    @property
    def drops_certificate(self) -> bool:
        """Whether a client certificate or key is stored and none is sent."""
        stored = any(
            stored_credential(self.draft.stored, field) for field in self.case.mode.fields if field.name in CERTIFICATES
        )
        return stored and not self._sends_certificate

    @property
    def _sends_certificate(self) -> bool:
        return any(has(self.filled.draft.values, name) for name in CERTIFICATES)

    @property
    def works(self) -> bool:
        """Whether the connection has no auth error, as far as known."""
        look = self.draft.stored
        return look is not None and look.reading != "failed" and look.connection.row.auth_error is None


def token_losses(now: Situation) -> Lines:
    """Return the credentials that an update destroys without replacing them, or may destroy."""
    lines = []
    if now.may_lose_refresh_token:
        sure = "the stored one is not sent again" if now.refresh_token_known else "if one is stored it will be lost"
        lines.append(("Refresh token", sure))
    if now.drops_override:
        lines.append(("OAuth app", "the customer's own: the integration's app will count"))
    elif now.takes_override and not now.override_known and not now.sends_override:
        lines.append(("OAuth app", "the customer's own, if one is stored: the integration's app will count"))
    if now.certificate_unknown:
        lines.append(("Client certificate", "if one is stored it will be lost"))
    elif now.drops_certificate:
        lines.append(("Client certificate", "the stored one was stored with another client ID"))
    return tuple(lines)


def unsure_losses(now: Situation) -> tuple[str, ...]:
    """Return the labels of `token_losses` that are lost only if they are stored, which nobody could see."""
    guesses = (
        ("Refresh token", not now.refresh_token_known),
        ("OAuth app", not now.drops_override),
        ("Client certificate", now.certificate_unknown),
    )
    return tuple(label for label, unsure in guesses if unsure)


def questions(now: Situation) -> tuple[Question, ...]:
    """Return what must be answered with yes, or by typing a name, before the update is sent."""
    return tuple(_questions(now))


def _questions(now: Situation) -> Iterator[Question]:
    if changed := changed_account(now):
        what = "; ".join(change.text for change in changed)
        yield Question(
            "account", f"These credentials look like another account's: {what}. Is this {now.names}?", red=True
        )
    if repeated(now) == "all":
        yield Question("same", "These credentials are those that are stored already. Send them again all the same?")
    if now.draft.fetch and now.works:
        yield Question(
            "refresh-only",
            f"{now.names} works now. Sent without an access token, it works again only if Nango can fetch one. Go on?",
            red=True,
        )
    if now.drops_override:
        yield Question(
            "own-app",
            "The connection has an OAuth app of the customer's own, which is not sent. Use this integration's app?",
        )
    yield from _losing(now)
    if now.draft.environment.production:
        yield Question("production", f"This is production. Replace the credentials of {now.names}?")


def _losing(now: Situation) -> Iterator[Question]:
    unknown = now.draft.stored is None or (now.may_lose_refresh_token and not now.refresh_token_known)
    sure = [label.lower() for label, _ in now.road.lost] if now.draft.stored is not None else []
    if now.may_lose_refresh_token and now.refresh_token_known:
        sure.insert(0, "refresh token")
    if now.drops_certificate:
        sure.insert(0, "client certificate")
    if sure == ["scopes"]:
        yield Question("lost", "The scopes are stored as one text, and will be the same as a list. Go on?")
    elif sure:
        yield Question("lost", f"This will be lost: {', '.join(dict.fromkeys(sure))}. Go on?", red=True)
    if now.draft.stored is None:
        text = "Nobody could read what is stored, and most of it will be replaced."
    else:
        text = "Nobody knows whether a refresh token is stored. If so, it will be lost."
    if unknown or now.certificate_unknown:
        yield Question("unknown", f"{text} To go on, type {now.name}", red=True, name=now.name)


def changed_account(now: Situation) -> tuple[AccountChange, ...]:
    """Return what tells that the new credentials are of another account than the stored ones."""
    look = now.draft.stored
    if look is None:
        return ()
    stored: dict[str, Text] = {}
    for field in now.case.mode.fields:
        value = stored_credential(look, field)
        if isinstance(value, Secret):
            stored[field.name] = value
    return account_changes(look.connection.config, now.case.config.after, stored, now.draft.values)


def repeated(now: Situation) -> str:
    """Say which of the entered secrets equal the stored ones: "all", "some", or "" for none."""
    look, typed = now.draft.stored, now.draft.values
    entered = [field for field in now.case.mode.fields if field.kind != "text" and has(typed, field.name)]
    equal = [field for field in entered if same_text(typed[field.name], stored_credential(look, field))]
    if not equal:
        return ""
    return "all" if len(equal) == len(entered) else "some"
