"""Providers of the same service: the one that takes what the engineer holds may be another than the chosen one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nango_tui.model.auth import MODES, title_of
from nango_tui.model.draft import Integration
from nango_tui.model.ports import ProviderHit
from nango_tui.model.template import Template
from nango_tui.model.text import plain


@dataclass(frozen=True, slots=True)
class Sibling:
    """A provider of the same service. `integrations`: the ids under which this environment has it, () if it has not."""

    provider: str
    display_name: str
    auth_mode: str
    integrations: tuple[str, ...] = ()


def service_name(display_name: str) -> str:
    """Return the service of a provider: "Zendesk" of "Zendesk (API Token)". By this name its siblings are searched."""
    return display_name.partition("(")[0].strip()


def siblings(
    template: Template,
    hits: Iterable[ProviderHit],
    integrations: Iterable[Integration],
) -> tuple[Sibling, ...]:
    """Return the other providers of the template's service among the hits of a search.

    Those that this environment has come first, then those that can be imported, then by name.
    """
    wanted = service_name(template.display_name).casefold()
    here: dict[str, list[str]] = {}
    for integration in integrations:
        here.setdefault(integration.provider, []).append(integration.unique_key)
    found = {
        hit.name: Sibling(hit.name, hit.display_name, hit.auth_mode, tuple(here.get(hit.name, ())))
        for hit in hits
        if hit.name != template.name and service_name(hit.display_name).casefold() == wanted
    }
    return tuple(
        sorted(
            found.values(),
            key=lambda item: (
                not item.integrations,
                item.auth_mode not in MODES,
                item.display_name.casefold(),
                item.provider,
            ),
        )
    )


def sibling_words(name: str, found: tuple[Sibling, ...]) -> str:
    """Return the providers of a service with their auth types, and which of them are set up here."""
    lines = [f"Other providers for {plain(name)}:"]
    for sibling in found:
        here = ", ".join(map(plain, sibling.integrations))
        state = f"set up here as {here}" if here else "not set up in this environment"
        lines.append(f"  {plain(sibling.display_name)}: {title_of(sibling.auth_mode)}; {state}")
    return "\n".join(lines)
