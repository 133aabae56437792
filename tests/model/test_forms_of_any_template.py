"""Every rule of the form, over templates that could be, and over all that this machine has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.form_clean import clean
from nango_tui.model.form_rules import build
from nango_tui.model.template import Template
from tests.model.config_invariants import CONFIG_INVARIANTS
from tests.model.form_invariants import INVARIANTS
from tests.model.templates import importable, templates

Invariant = Callable[[Template], None]
each_rule = pytest.mark.parametrize("rule", [*INVARIANTS, *CONFIG_INVARIANTS], ids=lambda rule: rule.__name__)


@each_rule
@given(template=templates())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_any_template_that_could_be(rule: Invariant, template: Template) -> None:
    rule(template)


@each_rule
def test_of_every_template_of_nango(rule: Invariant) -> None:
    broken = []
    for name, template in importable().items():
        try:
            rule(template)
        except AssertionError:
            broken.append(name)
    assert broken == []


@given(template=templates(), text=st.text(max_size=60), endpoint=st.sampled_from(Endpoint))
@settings(max_examples=100, deadline=None)
def test_cleaning_twice_changes_nothing_more(template: Template, text: str, endpoint: Endpoint) -> None:
    for item in build(template, MODES[template.auth_mode], endpoint).fields:
        for typed in (text, f"{item.prefix}{text}{item.suffix}", f"HTTPS://{text}{item.suffix}/x?y#z"):
            once = clean(item, typed)
            assert clean(item, once) == once
