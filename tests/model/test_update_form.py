"""The form of an update: what is asked there of what a new connection would need."""

from __future__ import annotations

from dataclasses import replace

from nango_tui.model.form import FormField, OneOf, Place
from nango_tui.model.update_check import form_of_fix, form_shown
from tests.model.looks import draft, form_of, look

SIDES = OneOf((("hostname",), ("subdomain",)), "Fill in a host, or a subdomain.")


def test_one_of_several_fields_is_needed_only_where_one_of_them_is_changed() -> None:
    fix = draft(look())
    form = replace(form_of(fix), one_of=(SIDES,))
    assert form_of_fix(fix, form).one_of == ()
    assert form_of_fix(replace(fix, config={"subdomain": "globex"}), form).one_of == (SIDES,)
    assert form_of_fix(replace(fix, config={**fix.config, "other": "x"}), form).one_of == ()
    assert form_shown(fix, form).one_of == ()


def test_a_configuration_that_may_be_blank_is_not_warned_of_while_it_stays() -> None:
    fix = draft(look())
    blank = FormField(Place.CONFIG, "region", "Region", "text", required=True, blank_ok=True)
    form = replace(form_of(fix), fields=(*form_of(fix).fields, blank))
    kept = form_of_fix(fix, form).field("config.region")
    assert kept
    assert (kept.required, kept.blank_ok) == (False, False)
