"""Step 2: which auth type the integration takes. Passes itself where the provider's template says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nango_tui.model.auth import MODES, OTHER_MODES, title_of
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.mismatch import taken_mode
from nango_tui.model.outcome import Got, Refused
from nango_tui.model.siblings import sibling_words, siblings
from nango_tui.screens.new_link import NewLinkScreen
from nango_tui.screens.session import Session
from nango_tui.screens.steps.step import Step
from nango_tui.widgets.options import Options

Found = Literal["known", "guessed", "missing", "strange"]


LINKED = ("OAUTH2", "OAUTH1", "APP", "CUSTOM")
"""The imported types that a customer can also connect in the browser, so that nobody needs a token."""


class TypeList(Options):
    """The types; Enter takes the highlighted one."""

    BINDINGS = [Binding("enter", "select", "Choose", tooltip="Take the highlighted auth type")]


class AuthTypeStep(Step):
    """Shows the one type that the provider takes and why not the others; without a template, asks."""

    TITLE = "Auth type"
    HELP = """\
The auth type is a property of the provider: it decides which credentials Nango stores. \
Nango's template for the provider says which one it takes, so this step usually passes by itself.

If the customer gave you something else than this type needs (an API key instead of a token, say), \
look for another provider of the same service in the list: many services have one for each type. \
An integration for that provider must exist in Nango first: in the dashboard, Integrations, Set up new integration.

Without a template (an older server, no network, or a key that may not ask), choose the type by hand. \
The integration's page in the dashboard names it."""

    BINDINGS = [
        Binding("k", "connect_link", "Connect link", tooltip="Make a link by which the customer connects by themselves")
    ]
    DEFAULT_CSS = """
    AuthTypeStep {
        padding: 1 1 0 1;
        Static { height: auto; margin-bottom: 1; }
        .banner { color: $text-error; border-left: thick $error; padding-left: 1; }
        OptionList { height: auto; border: none; background: transparent; }
    }
    """

    def __init__(self, draft: Draft, session: Session, refused: Refused | None = None) -> None:
        """Take the refusal that says that the integration takes another type than the draft's."""
        super().__init__(draft, session)
        self._refused = refused
        self.found: Found = "known" if draft.template else "missing"
        if draft.template and draft.integration and not draft.integration.provider:
            self.found = "guessed"
        elif draft.template and draft.template.auth_mode not in (*MODES, *OTHER_MODES):
            self.found = "strange"
        self._mode = draft.mode
        if draft.template and self.found != "strange":
            self._mode = self._mode or draft.template.auth_mode
        if refused:
            self._mode = taken_mode(refused, self._mode) or self._mode

    @property
    def can_go_on(self) -> bool:
        return self._mode not in OTHER_MODES

    @property
    def settled(self) -> bool:
        """Whether there is nothing to choose."""
        return self.found == "known" and self._mode in MODES

    @property
    def _by_link(self) -> bool:
        """Whether a connect link is a way: not for a connection that exists, since the link makes a new one."""
        fix = self.draft.stored is not None or self.draft.exists
        known = self._mode in (*LINKED, *OTHER_MODES) or not self._mode or self.found == "strange"
        return known and not fix and self.draft.integration is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a connect link where it is a way."""
        return self._by_link if action == "connect_link" else True

    def action_connect_link(self) -> None:
        """Ask who the customer is, and make a connect link."""
        self.app.push_screen(NewLinkScreen(self.session, self.collect()))

    def compose(self) -> ComposeResult:
        if self._refused:
            said = self._refused.advice
            yield Static(Content.from_markup("[b]$what[/b]", what=said.happened), classes="banner")
            yield Static(Content("What you typed is kept. Press Enter on the type that the integration takes."))
        other = OTHER_MODES.get(self._mode)
        if other and (self.found == "known" or self._refused):
            yield Static(Content.from_markup("[b]$title[/b]\n$what", title=other.title, what=other.what))
            yield Static(Content("Nango does not import connections of this type."))
            yield Static(Content(other.instead))
            if self._by_link:
                yield Static(Content("Or press k: this program makes the connect link."))
        else:
            yield Static(Content(self._reason()))
            yield TypeList(*self._options(), compact=True)
            if self._by_link:
                yield Static(Content("Nobody has a token? The customer can connect by a link: press k."), id="by-link")
        yield Static(id="siblings")

    def _reason(self) -> str:
        integration = self.draft.integration or Integration("")
        match self.found:
            case "known":
                return f"{title_of(self._mode)}, as {integration.unique_key} takes nothing else."
            case "guessed":
                template = self.draft.template
                name = template.display_name if template else integration.unique_key
                return (
                    f"This key may not ask which provider {integration.unique_key} uses. Nango has a provider of "
                    f"that name: {name}. Press Enter if that is it, or choose the type yourself."
                )
            case "strange":
                mode = self.draft.template.auth_mode if self.draft.template else ""
                what = f"the auth type {mode}, which this program does not know" if mode else "no auth type"
                return f"The template of {integration.unique_key} names {what}. Choose the type that fits."
            case "missing" if failure := self.session.unread.get(integration.provider or integration.unique_key):
                return (
                    f"There is no template for {integration.unique_key} to read the type from. "
                    f"{failure.advice.happened} Choose the type, or press Esc and come again: that asks once more."
                )
            case "missing":
                return f"There is no template for {integration.unique_key} to read the type from. Choose it."

    def _options(self) -> list[Option]:
        options = []
        for mode in MODES.values():
            fits = self.found != "known" or mode.code == self._mode
            text = Content.from_markup("$title", title=mode.title)
            if not fits:
                text = Content.from_markup("[dim]$title: not with this provider[/dim]", title=mode.title)
            options.append(Option(text, id=mode.code, disabled=not fits))
        return options

    def on_mount(self) -> None:
        for types in self.query(OptionList):
            if self._mode in MODES:
                types.highlighted = types.get_option_index(self._mode)
            elif types.option_count:
                types.highlighted = 0
        self._name_siblings()

    def take_focus(self) -> None:
        for types in self.query(OptionList):
            types.focus()
            return
        self.can_focus = True
        self.focus()

    @work(exclusive=True)
    async def _name_siblings(self) -> None:
        """Say which other providers of the same service take something else, and which of them are set up here."""
        template = self.draft.template
        if template is None:
            return
        name = template.display_name.partition(" (")[0]
        match await self.session.nango.search_providers(name):
            case Got(value=hits):
                found = siblings(template, hits, self.session.integrations or ())
                if found:
                    self.query_one("#siblings", Static).update(Content(sibling_words(name, found)))
            case _:
                return

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._mode = event.option_id or self._mode
        self.go_on()

    def go_on(self) -> None:
        if self.can_go_on and self._mode:
            super().go_on()

    def collect(self) -> Draft:
        if self._mode not in MODES:
            return self.draft
        template = self.draft.template
        if template and template.auth_mode != self._mode:
            # A guess that the engineer corrected: the template is of another provider.
            template = None
        fetch = self.draft.fetch if self.draft.mode == self._mode else self._mode == "OAUTH2_CC"
        return replace(self.draft, template=template, mode=self._mode, fetch=fetch)
