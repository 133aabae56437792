"""Templates and forms made for one test."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.form import Form, FormField
from nango_tui.model.form_rules import build
from nango_tui.model.template import Template


def template(mode: str, **parts: object) -> Template:
    return replace(Template("parcelry", "Parcelry", mode), **parts)  # type: ignore[arg-type]  # parts of a Template


def form(made: Template, endpoint: Endpoint = Endpoint.CURRENT) -> Form:
    return build(made, MODES[made.auth_mode], endpoint)


def names(made: Form) -> list[str]:
    return [item.name for item in made.fields if not item.folded]


def the(made: Form, key: str) -> FormField:
    found = made.field(key)
    assert found, f"{key} is not asked"
    return found
