"""Where two readings are possible it is asked; between two secrets nothing is guessed; what is typed stays."""

from __future__ import annotations

from datetime import UTC

import pytest

from nango_tui.model.environment import Environment
from nango_tui.model.paste.fill import answered, apply, fill
from nango_tui.model.paste.found import Choice
from nango_tui.model.secret import Secret
from tests.model.paste.fill_making import NOW, a, asked, chosen, draft, filled, form, ignored, text, values

UUID = "5ab87915-2deb-429c-a1e2-8b0495900f45"


def test_a_choice_of_the_recognizer_is_asked_and_its_option_counts() -> None:
    readings = Choice(
        "The bot's token or the user's?",
        (
            ("bot", (a("access token", "xoxb-1", "access_token"),)),
            ("user", (a("access token", "xoxp-1", "authed_user.access_token"),)),
        ),
    )
    made = text(a("refresh token", "xoxe-1-abc", "refresh_token"), choices=(readings,))
    filling = fill(made, draft("slack"), form("slack"), NOW, UTC)
    assert asked(filling) == ["The bot's token or the user's?"]
    # Nango is not to fetch a token while the one in the text waits for an answer.
    assert set(values(filling)) == {"credentials.refresh_token"}
    assert values(chosen(filling, "user"))["credentials.access_token"] == "xoxp-1"
    assert "credentials.access_token" not in values(chosen(filling, "Leave"))


def test_two_values_for_one_field_are_asked_by_name_and_never_by_value() -> None:
    filling = filled(
        "openai",
        a("api key", "sk-first-1", "OPENAI_API_KEY", source="line 1"),
        a("api key", "sk-second-2", "OPENAI_KEY", source="line 2"),
    )
    (question,) = filling.questions
    assert question.text == "Which one is the API key?"
    assert question.options == ("OPENAI_API_KEY, api key, line 1", "OPENAI_KEY, api key, line 2", "Leave it out")
    assert not filling.fills
    assert values(answered(filling, 0, 1)) == {"credentials.api_key": "sk-second-2"}
    assert ignored(answered(filling, 0, 1)) == {"OPENAI_API_KEY": "another value is the API key"}


def test_the_same_value_twice_is_one_value() -> None:
    filling = filled(
        "openai", a("api key", "sk-first-1", "OPENAI_API_KEY"), a("access token", "sk-first-1", "Authorization")
    )
    assert values(filling) == {"credentials.api_key": "sk-first-1"}


def test_a_bare_value_for_which_two_fields_are_open_is_asked() -> None:
    filling = filled("google", a("bare", "abcdef123456", source="line 1"))
    assert filling.questions[0].options == ("Access token", "Refresh token", "Leave it out")
    assert values(chosen(filling, "Refresh")) == {"credentials.refresh_token": "abcdef123456", "fetch": "yes"}


def test_a_bare_value_for_which_one_field_is_open_goes_there() -> None:
    assert values(filled("openai", a("bare", "abcdef123456", confidence="likely"))) == {
        "credentials.api_key": "abcdef123456"
    }
    assert asked(filled("openai", a("bare", "abcdef123456", confidence="possible")))


def test_bare_values_are_told_by_their_looks_and_two_secrets_never() -> None:
    filling = filled(
        "zendesk-api-key",
        a("bare", "it@harbor.com", source="column 1"),
        a("bare", "AbC123", source="column 2"),
        a("bare", "Def456", source="column 3"),
    )
    assert values(filling) == {"credentials.username": "it@harbor.com"}
    assert [question.text for question in filling.questions] == [
        "What is this? value, column 2",
        "What is this? value, column 3",
    ]
    second = chosen(filling, "API Token")
    assert values(second)["credentials.password"] == "AbC123"
    assert second.questions[0].options == ("Zendesk Domain", "Leave it out")


def test_a_bare_value_that_may_be_a_nango_key_is_asked() -> None:
    filling = filled("openai", a("bare", UUID, confidence="likely"))
    assert asked(filling) == ["This has the form of a Nango API key. Is it the customer's?"]
    agreed = Choice("What is it?", (("the provider's key", (a("bare", UUID, confidence="possible"),)),))
    once = fill(text(choices=(agreed,)), draft("openai"), form("openai"), NOW, UTC)
    assert values(chosen(once, "the provider")) == {"credentials.api_key": UUID}


def test_an_integration_other_than_the_chosen_one_is_asked_before_anything_is_filled() -> None:
    filling = filled(
        "zendesk", a("integration", "zendesk-eu", "provider_config_key"), a("access token", "tok-1", "access_token")
    )
    assert asked(filling) == ["This is of the integration zendesk-eu. Use it for zendesk?"]
    assert not filling.fills
    assert values(chosen(filling, "Use it here")) == {"credentials.access_token": "tok-1"}
    left = chosen(filling, "Leave")
    assert not left.fills
    assert not left.questions


def test_a_call_to_another_server_of_nango_is_asked_before_anything_is_filled() -> None:
    made = text(
        a("connection id", "harbor-1", "connection_id"),
        a("access token", "tok-1", "access_token"),
        shape="a Nango import",
        hosts=("nango.harbor.example",),
    )
    filling = fill(made, draft("zendesk"), form("zendesk"), NOW, UTC)
    assert asked(filling) == [
        "This is a call to nango.harbor.example, not to api.nango.dev. Use what is in it for dev?"
    ]
    assert not filling.fills
    there = draft("zendesk", environment=Environment("own", "own", "https://nango.harbor.example"))
    assert values(fill(made, there, form("zendesk"), NOW, UTC))["connection_id"] == "harbor-1"


def test_in_a_fix_another_connection_is_asked_before_anything_is_filled() -> None:
    found = (a("connection id", "harbor-2", "connection_id"), a("access token", "tok-1", "access_token"))
    filling = filled("zendesk", *found, exists=True, connection_id="harbor-1")
    assert asked(filling) == ["This is of the connection harbor-2. Use it for harbor-1?"]
    assert set(values(chosen(filling, "Use"))) == {"credentials.access_token"}
    assert set(values(filled("zendesk", *found, exists=True, connection_id="harbor-2"))) == {"credentials.access_token"}


def test_what_is_typed_stays_unless_the_engineer_agrees() -> None:
    before = draft("zendesk", values={"access_token": Secret("typed-1")}, config={"subdomain": "harbor"})
    made = text(a("access token", "pasted-1", "access_token"), a("named", "other", "subdomain"))
    filling = fill(made, before, form("zendesk"), NOW, UTC)
    assert all(item.replaces for item in filling.fills)
    assert apply(filling, before) == before
    after = apply(filling, before, overwrite=True)
    assert after.values == {"access_token": Secret("pasted-1")}
    assert after.config == {"subdomain": "other"}


def test_what_is_in_the_form_already_is_no_fill() -> None:
    filling = filled("zendesk", a("named", "harbor", "subdomain"), config={"subdomain": "harbor"})
    assert not filling.fills
    assert ignored(filling) == {"Zendesk Domain": "the form has it already"}


def test_a_confirmed_warning_is_forgotten_with_the_value_it_was_about() -> None:
    before = draft("zendesk", accepted=frozenset({"credentials.access_token: odd", "config.subdomain: odd"}))
    after = apply(fill(text(a("access token", "t-1", "access_token")), before, form("zendesk"), NOW, UTC), before)
    assert after.accepted == {"config.subdomain: odd"}


def test_an_answer_that_there_is_not_changes_nothing() -> None:
    filling = filled("google", a("bare", "abcdef123456"))
    assert answered(filling, 0, 99) is filling
    with pytest.raises(IndexError):
        answered(filling, 5, 0)


def test_no_value_is_in_any_repr() -> None:
    filling = filled("openai", a("api key", "sk-first-1", "api_key"), a("nango key", UUID, "NANGO_SECRET_KEY"))
    assert "sk-first-1" not in repr(filling)
    assert UUID not in repr(filling)


def test_two_secrets_that_may_both_be_the_one_are_one_question() -> None:
    filling = filled(
        "openai", a("named", "abcdef-123", "OPENAI_ADMIN_KEY"), a("named", "ghijkl-456", "OPENAI_SEARCH_KEY")
    )
    (question,) = filling.questions
    assert question.options == ("OPENAI_ADMIN_KEY, JSON", "OPENAI_SEARCH_KEY, JSON", "Leave it out")
    assert values(answered(filling, 0, 1)) == {"credentials.api_key": "ghijkl-456"}
