"""What the draft holds so far, beside the form on wide terminals."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from nango_tui.model.auth import MODES, title_of
from nango_tui.model.draft import Draft
from nango_tui.model.endpoint import choose
from nango_tui.model.summary import contents
from nango_tui.screens.session import Session


class Summary(VerticalScroll, can_focus=False):
    """The import in words, kept up to date while one types. Secrets by name only."""

    DEFAULT_CSS = """
    Summary {
        width: 39; height: 1fr; margin: 1 1 0 1; padding: 0 1; border-left: vkey $surface-lighten-2;
        Static { height: auto; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        yield Static()

    def tell(self, draft: Draft) -> None:
        """Show this draft."""
        lines = [("Integration", draft.integration.unique_key if draft.integration else "")]
        if draft.template:
            lines.append(("Provider", draft.template.display_name))
        if draft.exists and draft.mode in MODES:
            plan = self._session.plan(draft)
            lines.append(("Connection ID", draft.id))
            lines.extend(("Changes", f"{label}: {text}") for label, text in plan.changes)
            lines.extend(("Kept", f"{label}: {text}") for label, text in plan.kept)
            lines.extend(
                ("May lose" if label in plan.unsure else "LOST", f"{label}: {text}") for label, text in plan.lost
            )
            lines.append(("Endpoint", f"POST {plan.endpoint.value}"))
        elif draft.mode:
            clock = self._session.services.clock
            endpoint, _ = choose(draft, self._session.legacy_only)
            form = self._session.form_of(draft)
            lines.append(("Auth type", title_of(draft.mode)))
            lines.extend(contents(draft, form, clock.now(), clock.zone()))
            lines.append(("Connection ID", draft.id))
            lines.append(("Endpoint", f"POST {endpoint.value}"))
        said: list[Content] = []
        for index, (label, text) in enumerate(lines):
            if not index or label != lines[index - 1][0]:
                said.append(Content.from_markup("\n[dim]$label[/]" if said else "[dim]$label[/]", label=label))
            said.append(Content(text))
        self.query_one(Static).update(Content("\n").join(said))
