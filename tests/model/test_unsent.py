"""What counts as typed, and would be lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nango_tui.model.draft import Customer, Draft
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import Expiry
from nango_tui.model.secret import Secret
from nango_tui.model.template import Template, TemplateField
from nango_tui.model.unsent import unsent

TEMPLATE = Template(
    name="cobalt",
    display_name="Cobalt",
    auth_mode="API_KEY",
    config=(TemplateField("stage", "Stage", default_value="api"), TemplateField("merchant", "Merchant")),
)
EMPTY = Draft(Environment("e1", "dev"), "generated", mode="API_KEY", template=TEMPLATE)


def test_what_the_form_prefills_was_typed_by_nobody() -> None:
    assert not unsent(EMPTY)
    assert not unsent(replace(EMPTY, config={"stage": "api"}))


@pytest.mark.parametrize(
    "draft",
    [
        replace(EMPTY, config={"stage": "sandbox"}),
        replace(EMPTY, config={"stage": "api", "merchant": "M-1"}),
        replace(EMPTY, config={"of": "nobody's form"}),
        replace(EMPTY, repeated=(("stage", "sandbox"),)),
        replace(EMPTY, values={"api_key": Secret("canary")}),
        replace(EMPTY, connection_id="acme-7"),
        replace(EMPTY, metadata="{}"),
        replace(EMPTY, tags=(("tier", "gold"),)),
        replace(EMPTY, customer=Customer(id="cus_1")),
        replace(EMPTY, expiry=Expiry("in", "2h")),
        replace(EMPTY, mode="", connection_id="acme-7"),
    ],
    ids=repr,
)
def test_everything_else_would_be_lost(draft: Draft) -> None:
    assert unsent(draft)


def test_without_an_auth_type_nothing_can_have_been_typed() -> None:
    assert not unsent(replace(EMPTY, mode="", template=None))
