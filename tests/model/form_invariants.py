"""What holds for the form of every template, each rule by itself and in other words than the program's."""

from __future__ import annotations

from collections.abc import Callable

from nango_tui.model.auth import MODES, AuthMode, Endpoint, wire_path
from nango_tui.model.form import Form, Place
from nango_tui.model.form_rules import build
from nango_tui.model.template import Template

CERTIFICATES = {"client_certificate", "client_private_key"}


def mode_of(template: Template) -> AuthMode:
    return MODES[template.auth_mode]


def form_of(template: Template) -> Form:
    return build(template, mode_of(template), Endpoint.CURRENT)


def mirrored_of(template: Template) -> set[str]:
    return {item.name for item in mode_of(template).fields if item.mirror}


def every_credential_that_the_mode_needs_is_asked_or_sent(template: Template) -> None:
    form = form_of(template)
    for item in mode_of(template).fields:
        asked = form.field(f"credentials.{item.name}")
        if not item.optional:
            assert asked is not None or item.name in {**form.constants, **form.placeholders}
            assert asked is None or asked.required


def each_thing_is_asked_once_and_has_one_place(template: Template) -> None:
    form = form_of(template)
    keys = [item.key for item in form.fields]
    assert len(keys) == len(set(keys))
    config = {item.name for item in form.fields if item.place is Place.CONFIG}
    later = {item.name for item in form.later}
    assert not config & mirrored_of(template)
    assert not config & set(form.config_constants)
    assert not config & later
    assert not later & set(form.config_constants)
    assert not {item.name for item in form.fields if item.place is Place.CREDENTIAL} & set(form.constants)
    assert all(item.label for item in form.fields)


def config_with_an_order_comes_first_then_credentials_then_the_rest_and_folded_last(template: Template) -> None:
    def rank(name: str) -> int | None:
        item = template.config_field(name)
        return item.order if item else None

    form = form_of(template)
    opened = [item for item in form.fields if not item.folded]
    assert [*opened, *(item for item in form.fields if item.folded)] == list(form.fields)
    groups = [1 if item.place is Place.CREDENTIAL else 0 if rank(item.name) is not None else 2 for item in opened]
    assert groups == sorted(groups)
    ranks = [rank(item.name) or 0 for item, group in zip(opened, groups, strict=True) if group == 0]
    assert ranks == sorted(ranks)


def a_hidden_credential_is_not_asked_and_its_default_is_sent_even_if_empty(template: Template) -> None:
    form = form_of(template)
    for item in mode_of(template).fields:
        said = template.credential(item.template) if item.template else None
        if said and said.hidden:
            assert form.constants[item.name] == (said.default_value or "")
            assert form.field(f"credentials.{item.name}") is None
        else:
            assert item.name not in form.constants


def an_empty_default_of_a_shown_credential_may_be_sent_empty(template: Template) -> None:
    form = form_of(template)
    for item in mode_of(template).fields:
        said = template.credential(item.template) if item.template else None
        asked = form.field(f"credentials.{item.name}")
        if asked and said:
            basic = template.auth_mode == "BASIC" and said.optional
            assert asked.blank_ok is (said.default_value == "" or basic)


def certificates_are_asked_only_where_the_template_requires_them(template: Template) -> None:
    form = form_of(template)
    asked = {item.name for item in form.fields} & CERTIFICATES
    hidden = {item.name for item in template.credentials if item.hidden}
    if template.auth_mode != "OAUTH2_CC":
        assert not asked
    elif template.require_client_certificate:
        assert asked == CERTIFICATES - hidden
    else:
        assert asked == ({"client_private_key"} - hidden if template.private_key_jwt else set())


def a_provider_that_signs_gets_no_client_secret_but_a_labelled_placeholder(template: Template) -> None:
    form = form_of(template)
    secret = template.credential("client_secret")
    signs = template.auth_mode == "OAUTH2_CC" and template.private_key_jwt
    assert (set(form.placeholders) == {"client_secret"}) is (signs and not (secret and secret.hidden))
    assert all(text.startswith("placeholder: ") for text in form.placeholders.values())
    assert not signs or form.field("credentials.client_secret") is None


def every_credential_is_secret_but_what_plainly_is_none(template: Template) -> None:
    form = form_of(template)
    plain = {"username", "client_id", "app_id", "installation_id", "client_id_override"}
    for item in form.fields:
        if item.place is Place.CREDENTIAL and not item.choices:
            field = mode_of(template).field(item.name)
            said = template.credential(field.template) if field and field.template else None
            if said and said.secret is not None:
                assert item.secret is said.secret
            else:
                assert item.secret or item.name in plain


def the_form_says_why_the_legacy_endpoint_cannot_take_it(template: Template) -> None:
    form, mode = form_of(template), mode_of(template)
    username = template.credential("username")
    asked = {item.name for item in form.fields if item.place is Place.CREDENTIAL}
    cannot = (
        not mode.legacy
        or bool(asked & CERTIFICATES)
        or (mode.code == "BASIC" and username is not None and username.hidden and not username.default_value)
    )
    assert bool(form.current_only) is cannot


def limits_are_those_of_the_endpoint_that_has_some(template: Template) -> None:
    mode = mode_of(template)
    for item in form_of(template).fields:
        field = mode.field(item.name) if item.place is Place.CREDENTIAL else None
        assert item.limit == (field.limit if field else 0)
    legacy = build(template, mode, Endpoint.LEGACY)
    assert all(item.limit == 0 for item in legacy.fields)
    for item in legacy.fields:
        field = mode.field(item.name) if item.place is Place.CREDENTIAL else None
        assert field is None or wire_path(field, Endpoint.LEGACY) or legacy.current_only


INVARIANTS: tuple[Callable[[Template], None], ...] = (
    every_credential_that_the_mode_needs_is_asked_or_sent,
    each_thing_is_asked_once_and_has_one_place,
    config_with_an_order_comes_first_then_credentials_then_the_rest_and_folded_last,
    a_hidden_credential_is_not_asked_and_its_default_is_sent_even_if_empty,
    an_empty_default_of_a_shown_credential_may_be_sent_empty,
    certificates_are_asked_only_where_the_template_requires_them,
    a_provider_that_signs_gets_no_client_secret_but_a_labelled_placeholder,
    every_credential_is_secret_but_what_plainly_is_none,
    the_form_says_why_the_legacy_endpoint_cannot_take_it,
    limits_are_those_of_the_endpoint_that_has_some,
)
