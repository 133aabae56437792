"""Which integrations fit what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The first frame needs this module and does without that one.
    from nango_tui.model.draft import Integration


def matching(integrations: tuple[Integration, ...], typed: str, *, near: bool = True) -> list[Integration]:
    """Return the integrations that fit what was typed, best first: those that hold it, or else those near to it."""
    if not typed:
        return list(integrations)
    words = typed.casefold()
    scored: list[tuple[int, int, Integration]] = []
    for integration in integrations:
        texts = _texts(integration)
        if words == texts[0]:
            scored.append((0, len(integration.unique_key), integration))
        elif any(text.startswith(words) for text in texts):
            scored.append((1, len(integration.unique_key), integration))
        elif any(words in text for text in texts):
            scored.append((2, len(integration.unique_key), integration))
    if near and not scored:
        # Near ones are only worth showing, and only worth their time, where nothing holds the text.
        for integration in integrations:
            spans = [span for text in _texts(integration) if (span := _span(words, text)) is not None]
            if spans:
                scored.append((3, min(spans), integration))
    return [integration for *_, integration in sorted(scored, key=lambda found: found[:2])]


def _span(words: str, text: str) -> int | None:
    """Return over how many letters of the text the typed ones stretch, None if they are not there in their order."""
    start = at = text.find(words[0])
    for letter in words[1:]:
        if at < 0:
            return None
        at = text.find(letter, at + 1)
    return at - start if at >= 0 else None


def _texts(integration: Integration) -> tuple[str, str, str]:
    return (
        integration.unique_key.casefold(),
        integration.display_name.casefold(),
        integration.provider.casefold(),
    )
