"""What is wrong with what was entered into a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.check import Problems, check, forget, own_key, warning_id
from nango_tui.model.draft import Draft, Integration
from nango_tui.model.environment import Environment
from nango_tui.model.expiry import read
from nango_tui.model.findings import confirmable
from nango_tui.model.form_rules import build
from nango_tui.model.secret import Secret, Text
from nango_tui.model.template import Template, TemplateField
from tests.model.templates import templates

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)
UUID = "5ab87915-2deb-429c-a1e2-8b0495900f45"

EMPTY = Draft(Environment("1", "dev"), "generated", Integration("parcelry-1", "parcelry"))
GOOD: dict[str, dict[str, Text]] = {
    "OAUTH2": {"access_token": Secret("fake-access")},
    "OAUTH2_CC": {"client_id": "fake-id", "client_secret": Secret("fake-secret"), "token": Secret("fake-token")},
    "OAUTH1": {"oauth_token": Secret("fake-token"), "oauth_token_secret": Secret("fake-secret")},
    "API_KEY": {"api_key": Secret("fake-key")},
    "BASIC": {"username": "agent", "password": Secret("fake-password")},
    "TBA": {"token_id": Secret("fake-id"), "token_secret": Secret("fake-secret")},
    "APP": {"app_id": "1", "installation_id": "2"},
    "CUSTOM": {"app_id": "1", "installation_id": "2"},
    "NONE": {},
}


def draft(mode: str, template: Template | None = None, **values: Text) -> Draft:
    """A complete draft, with some values replaced."""
    config: dict[str, Text] = {"accountId": "1234567"} if mode == "TBA" else {}
    expiry = read("2h", NOW)
    return replace(EMPTY, mode=mode, template=template, values={**GOOD[mode], **values}, config=config, expiry=expiry)


def checked(made: Draft, endpoint: Endpoint = Endpoint.CURRENT) -> Problems:
    return check(made, build(made.template, MODES[made.mode], endpoint), endpoint, NOW, BERLIN)


def template(mode: str, *config: TemplateField, credentials: tuple[TemplateField, ...] = ()) -> Template:
    return Template("parcelry", "Parcelry", mode, credentials=credentials, config=config)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("endpoint", Endpoint)
def test_a_complete_draft_has_no_problems(mode: str, endpoint: Endpoint) -> None:
    problems = checked(draft(mode), endpoint)
    assert set(problems.errors) == ({"endpoint"} if mode == "CUSTOM" and endpoint is Endpoint.LEGACY else set())
    assert problems.warnings == {}


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in ("NONE", "BASIC")])
def test_an_empty_draft_lacks_what_the_mode_needs(mode: str) -> None:
    problems = checked(replace(EMPTY, mode=mode))
    needed = {f"credentials.{item.name}" for item in MODES[mode].fields if not item.optional}
    needed |= {f"config.{name}" for name in MODES[mode].config} | ({"expiry"} if MODES[mode].expires else set())
    assert set(problems.errors) == needed


def test_blanks_are_as_good_as_nothing() -> None:
    assert "credentials.api_key" in checked(draft("API_KEY", api_key=Secret(" \n"))).errors


def test_without_an_integration_nothing_can_be_sent() -> None:
    assert set(checked(replace(draft("NONE"), integration=None)).errors) == {"integration"}


def test_a_limit_counts_as_the_server_counts_and_only_where_it_does() -> None:
    fits, long, emoji = Secret("k" * 1024), Secret("k" * 1025), Secret("😀" * 513)
    assert not checked(draft("API_KEY", api_key=fits)).errors
    assert "1,024" in checked(draft("API_KEY", api_key=long)).errors["credentials.api_key"]
    assert checked(draft("API_KEY", api_key=emoji)).errors
    assert not checked(draft("API_KEY", api_key=long), Endpoint.LEGACY).errors


@pytest.mark.parametrize("character", ["\n", "\r", "\0", "\x1b", "\x7f", "\t", "\ud800"])
def test_a_line_break_or_control_character_inside_is_refused(character: str) -> None:
    text = f"fake{character}key"
    assert "credentials.api_key" in checked(draft("API_KEY", api_key=Secret(text))).errors
    made = draft("API_KEY", template("API_KEY", TemplateField("lane")))
    assert "config.lane" in checked(replace(made, config={"lane": text})).errors


def test_a_certificate_may_have_lines() -> None:
    pem = Secret("-----BEGIN X-----\nabc\n\tdef\r\n-----END X-----\n")
    made = draft("OAUTH2_CC", Template("p", "P", "OAUTH2_CC", require_client_certificate=True))
    made = replace(made, values={**made.values, "client_certificate": pem, "client_private_key": pem})
    assert not checked(made).errors
    made = replace(made, values={**made.values, "client_private_key": Secret("a\0b")})
    assert set(checked(made).errors) == {"credentials.client_private_key"}


def test_an_invisible_character_inside_is_pointed_out() -> None:
    assert "invisible" in checked(draft("API_KEY", api_key=Secret("fake\u200bkey"))).warnings["credentials.api_key"]


@pytest.mark.parametrize("masked", ["F***9", "••••••••", "abc●●●●", "[redacted]"])
def test_a_masked_value_is_no_value(masked: str) -> None:
    assert "masked" in checked(draft("API_KEY", api_key=Secret(masked))).errors["credentials.api_key"]


def test_a_nango_key_is_never_a_credential() -> None:
    key = Secret("nango_sbx_v1_0123456789abcdef")
    assert "Nango" in checked(draft("API_KEY", api_key=key)).errors["credentials.api_key"]
    assert checked(replace(draft("NONE"), config={"lane": "nango_sbx_v1_0123"})).errors


def test_the_key_that_is_used_here_is_no_credential_of_a_customer() -> None:
    key = Secret(UUID)
    entered = replace(draft("API_KEY", api_key=Secret(f" {UUID}")), config={"other": Secret(UUID), "shown": UUID})
    assert own_key(entered, key).keys() == {"credentials.api_key", "config.other"}
    assert own_key(draft("API_KEY"), key) == {}


@pytest.mark.parametrize(
    ("warning", "said"),
    [
        ("It is short.", "It is short. Enter again goes on."),
        ("It is short", "It is short. Enter again goes on."),
        ("Is it short?", "Is it short? Enter again goes on."),
    ],
)
def test_a_warning_says_what_confirms_it(warning: str, said: str) -> None:
    assert confirmable(warning) == said


def test_a_value_in_the_form_of_a_nango_key_is_asked_unless_the_template_wants_a_uuid() -> None:
    plain = template("API_KEY", credentials=(TemplateField("apiKey"),))
    assert "credentials.api_key" in checked(draft("API_KEY", plain, api_key=Secret(UUID))).warnings
    for wanting in (
        TemplateField("apiKey", format="uuid"),
        TemplateField("apiKey", example="123e4567-e89b-12d3-a456-426614174000"),
        TemplateField("apiKey", pattern="^[0-9a-f]{8}-[0-9a-f-]+$"),
    ):
        made = draft("API_KEY", template("API_KEY", credentials=(wanting,)), api_key=Secret(UUID))
        assert not checked(made)
    # Another version of UUID is no key of Nango.
    assert not checked(draft("API_KEY", plain, api_key=Secret(UUID.replace("-429c-", "-129c-"))))


def test_a_scheme_word_or_quotes_round_a_secret_are_pointed_out() -> None:
    assert checked(draft("API_KEY", api_key=Secret("Bearer fake-key"))).warnings
    assert checked(draft("API_KEY", api_key=Secret('"fake-key"'))).warnings
    assert checked(draft("API_KEY", api_key=Secret("fake-key "))).warnings


def test_a_choice_outside_the_list_is_refused() -> None:
    made = draft("API_KEY", template("API_KEY", TemplateField("region", enum=("eu", "us"))))
    assert "eu, us" in checked(made).errors["config.region"]
    assert "eu, us" in checked(replace(made, config={"region": "mars"})).errors["config.region"]
    assert not checked(replace(made, config={"region": "eu"})).errors


def test_a_value_that_still_contains_its_suffix_is_refused() -> None:
    made = draft("API_KEY", template("API_KEY", TemplateField("lane", suffix=".parcelry.example")))
    assert ".parcelry.example" in checked(replace(made, config={"lane": "acme.Parcelry.example"})).errors["config.lane"]


def test_a_pattern_that_does_not_match_is_a_warning_with_the_example() -> None:
    field = TemplateField("lane", title="Lane", pattern="^[a-z]+$", example="north")
    made = replace(draft("API_KEY", template("API_KEY", field)), config={"lane": "North-1"})
    problems = checked(made)
    assert not problems.errors
    assert "north" in problems.warnings["config.lane"]
    assert not checked(replace(made, config={"lane": "south"}))


@pytest.mark.parametrize("pattern", ["[", "(a+)+$(?<=x)", r"(a)\1"])
def test_a_pattern_that_cannot_be_read_says_nothing(pattern: str) -> None:
    made = draft("API_KEY", template("API_KEY", TemplateField("lane", pattern=pattern)))
    assert not checked(replace(made, config={"lane": "anything"}))


@pytest.mark.parametrize("mode", ["APP", "CUSTOM"])
@pytest.mark.parametrize("name", ["app_id", "installation_id"])
def test_the_ids_of_an_app_are_usually_numbers(mode: str, name: str) -> None:
    def with_id(text: str) -> Draft:
        made = draft(mode)
        return replace(made, values={**made.values, name: text})

    for unusual in ("acme", "12a", "\u0661\u0662", "1 2"):
        assert "usually a number" in checked(with_id(unusual)).warnings[f"credentials.{name}"]
    assert not checked(with_id("0123456789"))


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("hostname", "acme.example.com", "https://acme.example.com/x"), ("uuid", UUID, "acme"),
        ("email", "a@example.com", "acme"), ("uri", "https://acme.example.com", "acme.example.com"),
    ],
)  # fmt: skip
def test_a_format_that_does_not_fit_is_a_warning(form: str, good: str, bad: str) -> None:
    field = replace(TemplateField("lane"), format=form)  # type: ignore[arg-type]  # one of the formats
    made = draft("API_KEY", template("API_KEY", field))
    assert not checked(replace(made, config={"lane": good}))
    assert "config.lane" in checked(replace(made, config={"lane": bad})).warnings


def test_a_warning_is_not_returned_once_it_was_confirmed_and_comes_back_when_forgotten() -> None:
    made = draft("API_KEY", api_key=Secret('"fake key" '))
    seen: list[str] = []
    for _ in range(5):
        problems = checked(made)
        if not problems.warnings:
            break
        seen.extend(warning_id(key, text) for key, text in problems.warnings.items())
        made = replace(made, accepted=frozenset(seen))
    assert not checked(made)
    assert checked(replace(made, accepted=forget(made.accepted, "credentials.api_key")))
    assert forget(made.accepted, "credentials.api") == made.accepted


def test_two_warnings_at_one_field_come_one_after_the_other() -> None:
    field = TemplateField("apiKey", pattern="^k-[a-z]+$", example="k-abc")
    made = draft("API_KEY", template("API_KEY", credentials=(field,)), api_key=Secret('"k-abc"'))
    first = checked(made).warnings["credentials.api_key"]
    again = replace(made, accepted=frozenset({warning_id("credentials.api_key", first)}))
    assert checked(again).warnings["credentials.api_key"] != first


def test_an_error_hides_the_warnings_of_its_field() -> None:
    problems = checked(draft("API_KEY", api_key=Secret('"F***9"')))
    assert "credentials.api_key" in problems.errors
    assert "credentials.api_key" not in problems.warnings


def test_an_empty_credential_with_an_empty_default_is_confirmed_once() -> None:
    made = draft("BASIC", template("BASIC", credentials=(TemplateField("password", default_value=""),)))
    made = replace(made, values={"username": "agent"})
    problems = checked(made)
    assert not problems.errors
    text = problems.warnings["credentials.password"]
    assert not checked(replace(made, accepted=frozenset({warning_id("credentials.password", text)})))


def test_an_empty_user_name_is_refused_by_the_legacy_endpoint_only() -> None:
    made = draft("BASIC", username="")
    assert "credentials.username" in checked(made).warnings
    assert "credentials.username" in checked(made, Endpoint.LEGACY).errors


def test_what_has_no_place_on_the_legacy_endpoint_is_named() -> None:
    made = draft("OAUTH2_CC", client_private_key=Secret("fake"))
    assert not checked(made).errors
    assert set(checked(made, Endpoint.LEGACY).errors) == {"credentials.client_private_key"}
    signed = draft("OAUTH2_CC", Template("p", "P", "OAUTH2_CC", private_key_jwt=True), client_private_key=Secret("f"))
    assert "endpoint" in checked(signed, Endpoint.LEGACY).errors


def test_a_hidden_empty_user_name_keeps_the_legacy_endpoint_closed() -> None:
    hidden = (TemplateField("username", hidden=True, default_value=""),)
    made = draft("BASIC", template("BASIC", credentials=hidden))
    assert not checked(made).errors
    assert set(checked(made, Endpoint.LEGACY).errors) == {"endpoint"}


def test_another_oauth_app_needs_its_id_and_secret() -> None:
    made = replace(draft("OAUTH2"), own_app=True)
    assert set(checked(made).errors) == {"credentials.client_id_override", "credentials.client_secret_override"}
    full = draft("OAUTH2", client_id_override="id", client_secret_override=Secret("secret"))
    assert not checked(replace(full, own_app=True)).errors
    assert not checked(replace(draft("OAUTH2", client_id_override="a\nb"), own_app=False))


def test_of_two_alternatives_one_complete_side_is_enough() -> None:
    either = Template(
        "p", "P", "API_KEY",
        base_url="${connectionConfig.host} || ${connectionConfig.lane}.${connectionConfig.zone}",
    )  # fmt: skip
    made = draft("API_KEY", either)
    assert set(checked(made).errors) == {"config.host"}
    assert set(checked(replace(made, config={"lane": "a"})).errors) == {"config.zone"}
    assert not checked(replace(made, config={"host": "a"})).errors
    assert not checked(replace(made, config={"lane": "a", "zone": "b"})).errors


@pytest.mark.parametrize("provider", ["netsuite-tba", ""])
def test_a_netsuite_account_is_offered_in_the_form_of_its_host(provider: str) -> None:
    made = draft("TBA", Template(provider, "NetSuite", "TBA") if provider else None)
    made = replace(made, config={"accountId": "1234567_SB1"})
    assert "1234567-sb1" in checked(made).warnings["config.accountId"]
    assert not checked(replace(made, config={"accountId": "1234567-sb1"}))


def test_a_row_of_ones_own_needs_a_name_and_no_control_characters() -> None:
    made = draft("NONE")
    assert checked(replace(made, config={" ": "x"})).errors
    assert set(checked(replace(made, config={"lane": "a\0b"})).errors) == {"config.lane"}
    assert set(checked(replace(made, config={"api_key": Secret("F***9")})).errors) == {"config.api_key"}
    assert not checked(replace(made, config={"lane": "a", "": ""}))


@given(
    template=templates(),
    endpoint=st.sampled_from(Endpoint),
    text=st.text(max_size=40),
    fetch=st.booleans(),
    own_app=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_value_makes_it_fail_and_no_secret_is_in_a_message(
    template: Template, endpoint: Endpoint, text: str, fetch: bool, own_app: bool
) -> None:
    form = build(template, MODES[template.auth_mode], endpoint)
    canary = f"canary-{text}"
    values = {item.name: Secret(canary) for item in form.fields}
    made = replace(
        EMPTY, mode=template.auth_mode, template=template, values=values, config=values, fetch=fetch, own_app=own_app
    )
    problems = check(made, form, endpoint, NOW, BERLIN)
    assert "canary-" not in repr(problems)
