"""What quitting now would lose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.screen import Screen

from nango_tui.model.draft import Draft
from nango_tui.model.text import plain
from nango_tui.model.unsent import unsent
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.edit import EditScreen
from nango_tui.screens.link import LinkScreen
from nango_tui.screens.wizard import WizardScreen


def is_changing(screens: Iterable[Screen[object]]) -> bool:
    """Say whether a step is just coming: it is seen and typed into some moments before it can be read."""
    steps = [screen.step for screen in screens if isinstance(screen, WizardScreen)]
    return any(step is None or not step.complete for step in steps)


def lost_by_quitting(
    screens: Iterable[Screen[object]], drafts: Iterable[Mapping[str, Draft]]
) -> tuple[str, str] | None:
    """Return the question that is asked before quitting, and its detail; None: nothing would be lost.

    `screens`: those that are open. `drafts`: what was typed in each environment, by its place.
    """
    screens = list(screens)
    owing = sorted(
        plain(screen.order.connection_id) for screen in screens if isinstance(screen, LinkScreen) and screen.owes
    )
    if owing:
        return (
            "Quit before the customer is through?",
            f"The metadata of {', '.join(owing)} is written back from here. If the program ends now, it is lost "
            "when the customer uses the link. Ctrl+Q again quits.",
        )
    if any(isinstance(screen, WizardScreen | EditScreen | DetailScreen) and screen.sending for screen in screens):
        return (
            "Quit while it is being sent?",
            "It may arrive all the same, and nobody will see what became of it. Ctrl+Q again quits.",
        )
    open_now = [screen for screen in screens if isinstance(screen, WizardScreen | EditScreen)]
    names = {screen.draft.place for screen in open_now if screen.unsent}
    on_screen = {id(screen.session.drafts): screen.draft.place for screen in open_now}
    for held in drafts:
        names |= {name for name, draft in held.items() if unsent(draft) and on_screen.get(id(held)) != name}
    if not names:
        return None
    return "Quit? What you typed was not sent.", f"It is for {', '.join(sorted(names))}. Ctrl+Q again quits."
