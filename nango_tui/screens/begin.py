"""Opens what was asked for on the command line."""

from __future__ import annotations

from functools import partial

from nango_tui.model.begun import begun
from nango_tui.model.connection import ConnectionRow
from nango_tui.model.draft import Integration
from nango_tui.model.order import Order
from nango_tui.model.outcome import Got, Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.screens.detail import DetailScreen
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.session import Session
from nango_tui.screens.wizard import SLOW, WizardScreen
from nango_tui.widgets.once import once


async def begin(home: HomeScreen, session: Session, order: Order) -> None:
    """Open the import or the connection that was asked for; where it cannot be found, say so on Home."""
    if order.action == "fix":
        await _fix(home, session, order)
    elif order.action == "import":
        await _import(home, session, order)
    elif order.text is not None:
        # Whatever it is: what comes from a pipe may be a password, and is no name to be searched for.
        home.propose(order.text)


async def _import(home: HomeScreen, session: Session, order: Order) -> None:
    if session.integrations is None:
        await session.load_integrations()
    known = session.integrations
    if known is None:
        # The list cannot be read: the id is taken as it was given.
        integration = Integration(order.integration)
    elif (found := _named(known, order.integration)) is None:
        _say(home, order.integration, f"There is no integration {order.integration} in {session.environment.name}.")
        return
    else:
        integration = found
    draft = begun(session.draft_for(integration), order)
    session.drafts[draft.place] = draft
    pasted = session.recognized(order.text) if order.text else None
    home.app.push_screen(WizardScreen(session, integration, pasted=pasted, begun=True))


def _named(known: tuple[Integration, ...], name: str) -> Integration | None:
    exact = next((one for one in known if one.unique_key == name), None)
    folded = [one for one in known if one.unique_key.casefold() == name.casefold()]
    return exact or (folded[0] if len(folded) == 1 else None)


async def _fix(home: HomeScreen, session: Session, order: Order) -> None:
    wanted = order.connection_id
    slow = once(home, SLOW, partial(home.notify, f"Looking for {plain(wanted)}… Esc stops that.", markup=False))
    try:
        found = await session.nango.find(wanted)
    finally:
        slow.stop()
    match found:
        case Got(value=rows):
            fitting = [row for row in rows if order.integration in ("", row.integration)]
            if len(fitting) == 1:
                _open(home, session, fitting[0], order)
            elif fitting:
                keys = ", ".join(sorted(plain(row.integration) for row in fitting))
                _say(
                    home, order.connection_id, f"{order.connection_id} is in several integrations: {keys}. Choose one."
                )
            else:
                where = f" on {order.integration}" if order.integration else ""
                name = session.environment.name
                _say(home, wanted, f"There is no connection {wanted}{where} in {name}.")
        case Refused() if order.integration:
            # The key may not list: the page reads it by itself, as far as it may.
            _open(home, session, ConnectionRow(wanted, order.integration), order)
        case Refused(scope=scope) if scope:
            _say(
                home, order.connection_id, "This key may not list connections: name the integration with --integration."
            )
        case Refused(advice=advice) | Unreachable(advice=advice):
            _say(home, wanted, f"{advice.happened} {advice.do}")


def _open(home: HomeScreen, session: Session, row: ConnectionRow, order: Order) -> None:
    screen = DetailScreen(session, row)
    home.app.push_screen(screen)
    if order.text is not None:
        screen.take_paste(order.text)


def _say(home: HomeScreen, text: str, why: str) -> None:
    """Say why nothing was opened, and search for it."""
    home.search(text)
    home.notify(plain(why), severity="warning", timeout=20, markup=False)
