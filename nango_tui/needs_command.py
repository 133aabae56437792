"""`nango-tui needs INTEGRATION`: prints what has to be asked of the customer."""

from __future__ import annotations

import asyncio
import sys
from io import TextIOWrapper

from nango_tui.model.auth import MODES, OTHER_MODES, Endpoint
from nango_tui.model.draft import Integration
from nango_tui.model.environment import Environment
from nango_tui.model.form_rules import build
from nango_tui.model.needs import needs
from nango_tui.model.outcome import Got, Refused, Unreachable
from nango_tui.model.ports import Nango, NoKey, Services
from nango_tui.model.template import Template
from nango_tui.model.text import plain


class Missing(Exception):
    """Why what is needed cannot be told, in words."""


def print_needs(services: Services, environment: Environment, integration: str, *, markdown: bool) -> int:
    """Print what an integration needs; return the exit code: 0, or 1 where it could not be found out."""
    try:
        text = asyncio.run(_needs(services, environment, integration, markdown=markdown))
    except Missing as why:
        sys.stderr.write(f"nango-tui: {why}\n")
        return 1
    try:
        # Whatever the terminal's letters are: a dash that it has not is no reason to break.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has seen enough: `| head`. Nothing is left to be flushed at the end.
        sys.stdout = None
    except (AttributeError, OSError, ValueError):
        # Closed, or a disk that is full.
        sys.stdout = None
        sys.stderr.write("nango-tui: standard output cannot be written to\n")
        return 1
    return 0


async def _needs(services: Services, environment: Environment, name: str, *, markdown: bool) -> str:
    held = services.keys.held(environment) or await services.keys.find(environment, patient=True)
    if isinstance(held, NoKey):
        raise Missing(f"{held.happened} {held.do}")
    template = await _template(services.nango(environment, held.key), environment, name)
    mode = MODES.get(template.auth_mode)
    if mode is not None:
        return needs(build(template, mode, Endpoint.CURRENT), template, markdown=markdown)
    other = OTHER_MODES.get(template.auth_mode)
    if other is None:
        raise Missing(
            f"{plain(template.display_name)} has the auth type {template.auth_mode}, which is not known here."
        )
    return (
        f"{plain(template.display_name)}: {other.title}\n\n{other.what}\n\nNango does not import it. {other.instead}\n"
    )


async def _template(nango: Nango, environment: Environment, name: str) -> Template:
    provider = name
    match await nango.integration(name):
        case Got(value=Integration(provider=known)):
            provider = known or name
        case Refused(scope=scope) if scope:
            # The key may not ask: many integrations are called like their provider.
            pass
        case Refused(answer=answer) if answer.status == 404:
            raise Missing(f"there is no integration {name} in {environment.name}.")
        case Refused(advice=advice) | Unreachable(advice=advice):
            raise Missing(f"{advice.happened} {advice.do}")
    match await nango.template(provider):
        case Got(value=template):
            return template
        case Refused() | Unreachable() as failed:
            raise Missing(f"the template of {provider} could not be read. {failed.advice.happened}")
