"""Step 3: the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Checkbox, Input, Select, Static, TextArea

from nango_tui.model.asked import TOKENS
from nango_tui.model.auth import title_of
from nango_tui.model.draft import Customer, Draft
from nango_tui.model.expiry import Expiry, advice, echo, read
from nango_tui.model.findings import confirmable, warning_id
from nango_tui.model.form import Form, Place
from nango_tui.model.form_clean import clean
from nango_tui.model.outcome import Refused
from nango_tui.model.secret import Text
from nango_tui.screens.session import Session
from nango_tui.screens.steps.form_rows import (
    AS_STORED,
    CUSTOMER,
    FETCH,
    KEEP,
    LINK,
    OVERRIDES,
    OWN_APP,
    SEND_EXPIRES_IN,
    SOME_TIME,
    WHERE_EXPIRY,
    asked_rows,
    customer_rows,
    expiry_stays,
    expiry_text,
    folds,
)
from nango_tui.screens.steps.form_step import FormStep
from nango_tui.widgets.awaiting import shows_anew
from nango_tui.widgets.choice import SwitchEntry
from nango_tui.widgets.entry import TextEntry
from nango_tui.widgets.pairs import PairRows
from nango_tui.widgets.row import Row


class CredentialsStep(FormStep):
    """Asks what this provider and this auth type need, in the order in which the engineer has it."""

    TITLE = "Credentials"
    HELP = """\
Enter what the customer gave you. Fields with * are needed. Enter goes on; Tab moves between fields; \
in a field with several lines Enter is a new line. Ctrl+T shows a secret until you leave its field.

Paste a token response, a curl command or an .env here: a preview shows which fields it would fill, Ctrl+Z takes it \
back. F3 copies what is still missing, to be asked of the customer; F4 copies this form for another environment; F5 \
starts over.

Let Nango fetch the access token: with a refresh token alone, or a client id and secret. Issued by another OAuth app: \
a refresh token works only with the app that issued it, so its client id and secret are asked for then.

Expires: type a duration (45m, 2h, 3599 for seconds), a time (16:30, tomorrow 9:00, 2026-12-01 08:00, with Z or \
an offset if it is not local), or never. Nango refreshes a token shortly before it expires, and never one \
without an expiry.

Connection configuration is what the provider's URLs need, such as a subdomain. Metadata is your own JSON. \
Tags are labels; those of the customer make the connection recognizable in the dashboard and in webhooks."""

    DEFAULT_CSS = """
    CredentialsStep {
        padding: 0 1; scrollbar-size-vertical: 1;
        .section { height: 1; margin-top: 1; color: $text-muted; text-style: bold; }
        .notes { height: auto; color: $text-muted; }
        .banner {
            display: none; dock: top; height: auto; padding-left: 1; margin-bottom: 1;
            color: $text-error; border-left: thick $error;
        }
        .banner.-shown { display: block; }
        SwitchEntry { margin-left: 24; }
    }
    """

    def __init__(
        self,
        draft: Draft,
        session: Session,
        refused: Refused | None = None,
        *,
        problems: Mapping[str, str] | None = None,
        at_config: bool = False,
    ) -> None:
        """Take the refusal that leads back here, or the problems that were found after the review.

        `at_config`: the focus begins in the connection configuration.
        """
        super().__init__(draft, session, refused)
        self._problems: Mapping[str, str] = problems or (refused.problems if refused else {})
        self._accepted = set(draft.accepted)
        self._answered = (expiry_text(draft), draft.expiry)
        self._at_config = at_config
        self._folds_follow = not (self._problems or at_config)
        """What is folded away is made after the first frame, unless something in it may have to be pointed at."""
        self.form = session.form_of(draft)
        self._asked_config = self.form.config_names

    # Composing -------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Static(classes="banner")
        # The step before has passed itself: what it found, and why, must be seen somewhere.
        name = self.draft.integration.unique_key if self.draft.integration else ""
        provider = self.draft.integration.provider if self.draft.integration else ""
        # A provider that was guessed is the engineer's choice as well.
        why = f"{name} takes nothing else" if self.draft.template and provider else "your choice"
        notes = [_heading(self.draft, why), *self.form.notes, *(one.text for one in self.form.one_of)]
        if self.form.later:
            names = ", ".join(later.label for later in self.form.later)
            notes.append(f"Filled by Nango after the import: {names}.")
        yield Static(Content("\n".join(notes)), classes="notes")
        yield from asked_rows(self.draft, self.form)
        yield Static("Who is the customer?", classes="section")
        yield from customer_rows(self.draft)
        yield Static("Connection", classes="section")
        yield Row(
            "connection_id",
            "Connection ID",
            TextEntry(self.draft.connection_id, placeholder=self.draft.generated_id, disabled=self.draft.exists),
            hint="Your application uses this id to find the connection. Blank: the id shown here.",
        )
        if not self._folds_follow:
            yield from folds(self.draft, self.form)

    # Living ----------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._show_what_applies()
        self.mark(self._problems)
        if self._folds_follow:
            self.call_after_refresh(self._add_folds)

    def _add_folds(self) -> None:
        if self._folds_follow and self.is_attached:
            self._folds_follow = False
            self.mount_all(folds(self.draft, self.form))

    def take_focus(self) -> None:
        problems = self._problems
        rows = [row for row in self.walk_children(Row) if row.display]
        needed = {field.key for field in self.form.fields if field.required or field.blank_ok}
        needed |= {f"{Place.CONFIG.value}.{name}" for one in self.form.one_of for side in one.sides for name in side}
        if self._at_config and not problems and self._focus_config(rows):
            return
        if not any(row.key in problems for row in rows) and (pairs := self.pairs_of(problems)):
            pairs.take_focus()
            return
        first = next((row for row in rows if row.key in problems), None)
        if first is None and self.draft.exists:
            # New credentials are what one comes with, though those that are stored could be kept.
            credentials = f"{Place.CREDENTIAL.value}."
            asked = [row for row in rows if row.key.startswith(credentials)]
            first = next((row for row in asked if not row.value), asked[0] if asked else None)
        first = first or next((row for row in rows if row.key in needed and not row.value), None)
        if first or rows:
            (first or rows[0]).entry.focus()

    def _focus_config(self, rows: Iterable[Row]) -> bool:
        """Lead into the configuration: its first field, else its free rows; say whether there is either."""
        first = next((row for row in rows if row.key.startswith(f"{Place.CONFIG.value}.")), None)
        if first:
            first.entry.focus()
        elif pairs := self.pairs_of([Place.CONFIG.value]):
            self._unfold(pairs)
            pairs.take_focus()
        else:
            return False
        return True

    def _switched(self, name: str, default: bool) -> bool:
        switches = self.walk_children(SwitchEntry)
        return next((switch.value for switch in switches if switch.id == name), default)

    @on(Checkbox.Changed)
    def _show_what_applies(self) -> None:
        """Hide what the switches make needless, show what they ask for."""
        fetch = self._switched(FETCH, self.draft.fetch)
        own_app = self._switched(OWN_APP, self.draft.own_app)
        for key, row in self.rows.items():
            name = key.partition(".")[2]
            if name in TOKENS or key == "expiry":
                row.display = not fetch
            if name in OVERRIDES:
                row.display = own_app

    @on(Input.Changed)
    @on(Select.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | Select.Changed | TextArea.Changed) -> None:
        control = event.control
        row = next((parent for parent in control.ancestors if isinstance(parent, Row)), None) if control else None
        if row is None:
            return
        if row.changed():
            row.clear()
            self._accepted = {seen for seen in self._accepted if not seen.startswith(f"{row.key}:")}
        if row.key in ("expiry", "credentials.refresh_token"):
            self._echo_expiry()
        elif row.key.partition(".")[2] in TOKENS and (expiry := self.rows.get("expiry")):
            kept = expiry_stays(self.form, self.collect())
            expiry.ask(required=not kept, placeholder=AS_STORED if kept else SOME_TIME)

    def _echo_expiry(self) -> None:
        row = self.rows.get("expiry")
        if row is None:
            return
        now, zone = self.session.services.clock.now(), self.session.services.clock.zone()
        expiry = read(str(row.value), now)
        said = (echo(expiry, now, zone) or WHERE_EXPIRY).rstrip(".") + "."
        row.say_hint(" ".join((said, *advice(self.collect(), now, zone))))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Clean what was typed as soon as its field is left, so that the engineer sees what will be sent."""
        entry = event.widget
        row = entry.parent
        if isinstance(row, Row) and isinstance(entry, TextEntry):
            field = self.form.field(row.key)
            if field and entry.value:
                cleaned = clean(field, entry.value)
                if cleaned != entry.value:
                    entry.value = cleaned

    # Collecting ------------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether all of the form is there: not yet, or not any more, while it comes or goes.

        What is folded away may follow: until then it is as the draft has it.
        """
        wanted = {"connection_id", *(f"customer.{part}" for part in CUSTOMER)}
        if not self._folds_follow:
            wanted |= {"metadata", "webhook_url"}
        return wanted <= self.rows.keys()

    def collect(self) -> Draft:
        if not self.complete:
            return self.draft
        rows, pairs = self.rows, {one.key: one.pairs for one in self.walk_children(PairRows)}
        values = dict(self.draft.values)
        config: dict[str, Text] = {} if "config" in pairs else dict(self.draft.config)
        for field in self.form.fields:
            row = rows.get(field.key)
            if row is None:
                continue
            value = row.value
            if isinstance(value, str):
                value = clean(field, value)
            target = values if field.place is Place.CREDENTIAL else config
            if value:
                target[field.name] = value
            else:
                target.pop(field.name, None)
        repeated = () if "config" in pairs else self.draft.repeated
        for key, free in pairs.get("config", ()):
            # It is marked; meanwhile it overwrites neither the field of that key nor the row before it.
            if key in self._asked_config or key in config:
                repeated += ((key, free),)
            else:
                config[key] = free
        return replace(
            self.draft,
            values=values,
            config=config,
            repeated=repeated,
            connection_id=_text(rows, "connection_id", self.draft.connection_id).strip(),
            expiry=self._expiry(),
            fetch=self._switched(FETCH, self.draft.fetch),
            own_app=self._switched(OWN_APP, self.draft.own_app),
            keep_refresh_token=self._switched(KEEP, self.draft.keep_refresh_token),
            send_expires_in=self._switched(SEND_EXPIRES_IN, self.draft.send_expires_in),
            customer=self._customer(rows),
            tags=tuple((key, str(value)) for key, value in pairs.get("tags", self.draft.tags)),
            metadata=_text(rows, "metadata", self.draft.metadata),
            webhook_url=_text(rows, "webhook_url", self.draft.webhook_url).strip(),
            scopes=_text(rows, "scopes", self.draft.scopes).strip(),
            accepted=frozenset(self._accepted),
        )

    def _customer(self, rows: Mapping[str, Row]) -> Customer:
        who, email, name, organization = (str(rows[f"customer.{part}"].value).strip() for part in CUSTOMER)
        return Customer(who, email, name, organization, link=self._switched(LINK, self.draft.customer.link))

    def _expiry(self) -> Expiry:
        row = self.rows.get("expiry")
        if row is None:
            return self.draft.expiry
        text = str(row.value).strip()
        if text != self._answered[0]:
            # Read once: a duration counts from when it was typed.
            self._answered = (text, read(text, self.session.services.clock.now()))
        return self._answered[1]

    # Checking --------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        draft = self.collect()
        form, problems = self.session.form_of(draft), self.session.check(draft)
        self.clear_marks()
        if problems.errors:
            self.point_at(problems.errors)
            return
        if blank := self._blank_ahead(form):
            self.focus_on(blank)
            return
        fresh = {key: text for key, text in problems.warnings.items() if warning_id(key, text) not in self._accepted}
        if fresh:
            self._accepted |= {warning_id(key, text) for key, text in fresh.items()}
            self.mark({key: confirmable(text) for key, text in fresh.items()}, error=False)
            shows_anew(self)
            self.focus_on(next(iter(fresh)))
            return
        super().go_on()

    def _blank_ahead(self, form: Form) -> str:
        """Return the next field that may be sent blank, so that Enter leads there before it asks about it."""
        rows = list(self.rows.values())
        at = next((index for index, row in enumerate(rows) if row.has_focus_within), len(rows))
        blank_ok = {field.key for field in form.fields if field.blank_ok}
        return next((row.key for row in rows[at + 1 :] if row.key in blank_ok and not row.value), "")

    def help_text(self) -> Content:
        parts = [Content(self.HELP or "")]
        template = self.draft.template
        told = [field for field in self.form.fields if field.help or field.link]
        if template and told:
            lines = [Content.from_markup("[b]Where $name shows them[/b]", name=template.display_name)]
            for field in told:
                lines.append(Content.from_markup("$label: $help", label=field.label, help=field.help))
                if field.link:
                    lines.append(Content(f"  {field.link}"))
            parts.insert(0, Content("\n").join([*lines, Content("\n")]))
        return Content("").join(parts)


def _heading(draft: Draft, why: str) -> str:
    """Say what this form is for."""
    if not draft.exists:
        return f"{title_of(draft.mode)}: {why}."
    if draft.stored is None:
        return f"UPDATE of {draft.id}, {title_of(draft.mode)}. What is stored could not be read: enter all that stays."
    return f"UPDATE of {draft.id}, {title_of(draft.mode)}. Enter what is new; the rest stays as it is stored."


def _text(rows: Mapping[str, Row], key: str, before: str) -> str:
    """Return what stands in a field, `before` where it is not there."""
    return str(rows[key].value) if key in rows else before
