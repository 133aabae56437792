"""An import onto a connection that exists: asked about, read once, and gone on with as a fix."""

from __future__ import annotations

from textual.app import App

from nango_tui.model.connection import ConnectionRow, Look
from nango_tui.model.draft import Draft
from nango_tui.model.outcome import Refused, Unreachable
from nango_tui.model.text import plain
from nango_tui.screens.dialogs import Confirm
from nango_tui.screens.session import Session

QUESTION = (
    "It is read once, so that what is not entered here stays as it is stored. If it is broken, that read lets Nango "
    "try the stored refresh token again."
)


async def update_instead(app: App[None], session: Session, draft: Draft, there: ConnectionRow) -> Draft | None:
    """Return the draft with which to go on: a fix of the connection that exists, holding what was entered.

    `there`: the connection as the list shows it. None: the engineer wants another id. The same draft: the connection is
    gone meanwhile.
    """
    whose = f", for {plain(there.customer).rstrip('.')}" if there.customer else ""
    question = Confirm(
        f"{draft.id} exists already{whose}. Update it?", QUESTION, yes="Update it", no="Choose another id"
    )
    if not await app.push_screen_wait(question):
        return None
    integration = draft.integration.unique_key if draft.integration else ""
    app.notify("Reading what is stored…", timeout=3, markup=False)
    match await session.look(draft.id, integration):
        case Look() as found:
            return session.fix_of(found, draft)
        case Refused(answer=answer) if answer.status == 404:
            return draft
        case Refused(advice=advice) | Unreachable(advice=advice):
            app.notify(f"What is stored could not be read: {advice.happened}", severity="warning", markup=False)
            return session.fix_of(None, draft)
