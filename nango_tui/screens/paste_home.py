"""A text pasted on Home: which integration it is for, and then its form with the preview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from textual.content import Content

from nango_tui.model.check_value import UUID
from nango_tui.model.draft import Integration
from nango_tui.model.paste.found import Finding, Recognized
from nango_tui.model.paste.proposals import Proposal, proposals
from nango_tui.model.paste.shape import opens_preview
from nango_tui.model.search import parse
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template
from nango_tui.screens.dialogs import Notice
from nango_tui.screens.home import HomeScreen
from nango_tui.screens.proposals import ProposalScreen
from nango_tui.screens.session import Session
from nango_tui.screens.wizard import WizardScreen
from nango_tui.widgets.entry import one_line
from nango_tui.widgets.once import once

TEMPLATES = 8
"""Templates that are read to tell whose a text is; without them names tell."""
SLOW = 0.5
"""Seconds after which reading them is worth a word."""
LONG = 16
"""A word of so many letters of both kinds and digits is no name that anybody searches for."""


def searched_for(session: Session, text: Secret) -> str:
    """Return a pasted name or id, to be looked for in the lists, "" for anything else: no secret must end there."""
    line = one_line(text.reveal()) or ""
    # Names are words, ids mostly words or UUIDs; tokens mix letters and digits without a break.
    random = any(map(_random, re.split(r"[^A-Za-z0-9]+", line)))
    if parse(line).operators and not random:
        return line
    if not line or opens_preview(line) or "://" in line:
        return ""
    if any(connection_id == line for connection_id, _ in session.connections.index.keys):
        return line
    if Secret(line) == session.held.key:
        return ""
    if UUID.fullmatch(line):
        # What a connection id mostly is, although keys of Nango look the same.
        return line
    if any(one.what or one.kind == "nango key" for one in _findings(session, text)):
        return ""
    return "" if random else line


def _findings(session: Session, text: Secret) -> Iterator[Finding]:
    found = session.recognized(text)
    yield from found.findings
    yield from (one for choice in found.choices for _, findings in choice.options for one in findings if one.what)


def _random(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    mixed = any(letter.isupper() for letter in word) and any(letter.islower() for letter in word)
    return len(word) >= LONG and digits > 0 and (mixed or len(word) > 32)


async def propose(home: HomeScreen, session: Session, text: Secret) -> None:
    """Ask which integration the text is for, unless it says so itself; open its form with the preview."""
    found = session.recognized(text)
    if found.refused:
        home.app.push_screen(Notice(f"Paste: {found.shape}", Content(f"Nothing is taken: {found.refused}")))
        return
    slow = once(home, SLOW, partial(home.notify, "Reading which integrations fit… Esc stops that.", markup=False))
    try:
        fitting = await _fitting(session, found)
    finally:
        slow.stop()
    if home.app.screen is not home or home.session is not session:
        # Nothing comes over what somebody went on to.
        home.notify("What was pasted on Home was dropped, since you went on. Paste it again.", markup=False)
        return
    chosen: Integration | None = fitting[0].integration if len(fitting) == 1 and fitting[0].certain else None
    if chosen is None:
        chosen = await home.app.push_screen_wait(ProposalScreen(session, found, fitting))
    if chosen is not None:
        home.app.push_screen(WizardScreen(session, chosen, pasted=found))


async def _fitting(session: Session, found: Recognized) -> tuple[Proposal, ...]:
    """Return the integrations that fit: first by their names, then by the templates of those."""
    known = session.integrations or ()
    at_hand = {name: template for name, template in session.templates.items() if template is not None}
    first = proposals(found, known, at_hand, {})
    wanted = [one.integration.provider for one in first] or [one.provider for one in known]
    templates: dict[str, Template] = dict(at_hand)
    for provider in list(dict.fromkeys(wanted))[:TEMPLATES]:
        template = await session.template_of(provider) if provider else None
        if template is not None:
            templates[provider] = template
    return proposals(found, known, templates, {})
