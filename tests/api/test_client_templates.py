"""Every provider's form, filled in and sent by the client to the embedded Nango, on both endpoints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

import pytest

from nango_tui.api.client import Client
from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.body import Json
from nango_tui.model.draft import Draft
from nango_tui.model.draft import Integration as Chosen
from nango_tui.model.expiry import Expiry
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.outcome import Outcome, Refused, Stored
from nango_tui.model.secret import Secret, Text
from nango_tui.model.template import Template
from nango_tui.sandbox import Integration, Key, Sandbox
from nango_tui.sandbox.played import Granted, NothingReachable, TokenAnswer
from nango_tui.sandbox.store import Template as Played
from tests.api.making import KEY, Noon, environment
from tests.conftest import Figure
from tests.model.templates import importable, real_raw

Values = Mapping[str, Json]


def filled(template: Template, form: Form) -> Draft:
    """Return a draft in which every field of the form has a value that occurs nowhere else."""
    values: dict[str, Text] = {}
    config: dict[str, Text] = {}
    for number, field in enumerate(form.fields):
        text = field.choices[0] if field.choices else f"<value-{number:04}-of-{template.name}>"
        held = values if field.place is Place.CREDENTIAL else config
        held[field.name] = Secret(text) if field.secret else text
    return Draft(
        environment(),
        "generated",
        Chosen(template.name, template.name),
        template,
        form.mode,
        values,
        config,
        own_app=True,
        expiry=Expiry("in", "2h"),
    )


def leaked(outcome: Outcome, draft: Draft) -> Iterator[str]:
    shown = repr(outcome)
    for name, value in (*draft.values.items(), *draft.config.items()):
        if isinstance(value, Secret) and value.reveal() in shown:
            yield name


def hidden(outcome: Stored, draft: Draft) -> Iterator[str]:
    """Yield the fields of the connection configuration that are no secret and yet are not shown."""
    body = json.loads(outcome.answer.body)
    for name, value in draft.config.items():
        if not isinstance(value, Secret) and body["connection_config"].get(name) != value:
            yield name


class AllGood(NothingReachable):
    """Providers that are all there and say yes to everything."""

    def verify(self, template: Played, credentials: Values, config: Values) -> int | None:
        return 200

    def refresh(self, template: Played, mode: str, credentials: Values, config: Values) -> TokenAnswer:
        return Granted({"access_token": "granted", "expires_in": 3600})

    def introspect(self, template: Played, credentials: Values, config: Values) -> bool:
        return True

    def after_import(self, template: Played, config: Values) -> Values:
        return {}


@pytest.mark.parametrize("endpoint", list(Endpoint))
async def test_every_form_filled_in_is_taken_and_its_answer_shows_all_but_the_secrets(
    endpoint: Endpoint, figure: Figure
) -> None:
    templates = importable()
    raw = cast(Mapping[str, Mapping[str, Json]], real_raw())
    sandbox = Sandbox(
        templates=raw,
        integrations=[Integration(name, name) for name in templates],
        keys=[Key("full", KEY)],
        provider=AllGood(),
    )
    client = Client(environment(), Secret(KEY), clock=Noon(), handler=sandbox.handle)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for template in templates.values():
        form = build(template, MODES[template.auth_mode], endpoint)
        if endpoint is Endpoint.LEGACY and form.current_only:
            counts["only the other endpoint takes"] += 1
            continue
        draft = filled(template, form)
        outcome = await client.send(draft, endpoint)
        if found := list(leaked(outcome, draft)):
            wrong.append(f"{template.name}: {found} shown")
        if isinstance(outcome, Stored):
            counts["stored"] += 1
            if found := list(hidden(outcome, draft)):
                wrong.append(f"{template.name}: {found} not shown")
        elif isinstance(outcome, Refused):
            counts[outcome.code] += 1
            wrong.append(f"{template.name}: {outcome.answer.body}")
        else:
            wrong.append(f"{template.name}: {outcome}")
    figure(f"forms sent to {endpoint}", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    assert not wrong, "\n".join(wrong[:20])
