"""What of an answer is hidden, and what is not."""

from __future__ import annotations

import base64
import json
import pickle
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.body import Json
from nango_tui.model.outcome import Call
from nango_tui.model.redact import Redactor, always_shown, is_secret_name
from nango_tui.model.secret import BULLETS, Secret
from nango_tui.model.spellings import SHORTEST

LONG = "s3cr3t/value+with=signs"
PEM = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END KEY-----\n"
GET = Call.GET_CONNECTION
NOT_SECRET = st.text("xyz ", max_size=20)


def tree(value: Json, *secrets: str, call: Call = GET, names: tuple[str, ...] = ()) -> Json:
    return Redactor(map(Secret, secrets), secret_names=names).tree(value, call)


@pytest.mark.parametrize("place", ["credentials", "raw"])
def test_each_leaf_under_credentials_and_raw_is_hidden(place: str) -> None:
    leaf: Json = {"a": "1", "deep": {"b": [1, {"c": "x"}]}}
    assert tree({place: leaf}) == {place: {"a": BULLETS, "deep": {"b": [BULLETS, {"c": BULLETS}]}}}


def test_what_is_no_value_is_shown_even_there() -> None:
    leaf: Json = {"a": None, "b": True, "c": "", "d": {}, "e": []}
    assert tree({"credentials": leaf}) == {"credentials": leaf}


def test_types_expiries_scopes_and_ids_are_shown_at_any_depth() -> None:
    leaf: Json = {
        "type": "OAUTH2",
        "token_type": "Bearer",
        "expires_at": "2099-01-01T00:00:00.000Z",
        "expires_in": 3599,
        "refresh_token_expires_in": 100,
        "scope": "repo user",
        "scopes": ["repo"],
        "connection_id": "acme",
        "provider_config_key": "github",
        "next_page_token": "2",
        "id": "https://login.salesforce.com/id/00D/005",
        "config_override": {"client_id": "fake-client", "deep": {"user_id": 5}},
    }
    assert tree({"credentials": leaf, "raw": {"more": leaf}}) == {"credentials": leaf, "raw": {"more": leaf}}


def test_they_are_hidden_where_they_equal_a_secret() -> None:
    assert tree({"credentials": {"client_id": "1", "expires_in": 5}}, "1", "5") == {
        "credentials": {"client_id": BULLETS, "expires_in": BULLETS}
    }


def test_ids_that_open_something_are_hidden() -> None:
    leaf: Json = {"token_id": "abc", "session_id": "def", "sessionId": "ghi"}
    assert tree({"credentials": leaf}) == {
        "credentials": dict.fromkeys(("token_id", "session_id", "sessionId"), BULLETS)
    }


def test_metadata_is_shown_as_stored_but_for_the_secrets_themselves() -> None:
    metadata: Json = {"api_token": "not-ours", "credentials": {"password": "x"}, "raw": 5, "note": f"key {LONG}!"}
    shown: Json = {"api_token": "not-ours", "credentials": {"password": "x"}, "raw": 5, "note": f"key {BULLETS}!"}
    assert tree({"metadata": metadata, "raw": {"metadata": metadata}}, LONG) == {
        "metadata": shown,
        "raw": {"metadata": shown},
    }


def test_secret_names_are_hidden_in_the_connection_configuration_also_inside_raw() -> None:
    config: Json = {
        "subdomain": "acme",
        "oauth_client_id": "fake-consumer-key",
        "oauth_client_secret": "x",
        "appSecret": "y",
        "userCredentials": {"access_token": "z", "name": "n"},
        "API_PASSWORD": 5,
        "tokens": {"a": "b"},
    }
    shown: Json = {
        "subdomain": "acme",
        "oauth_client_id": "fake-consumer-key",
        "oauth_client_secret": BULLETS,
        "appSecret": BULLETS,
        "userCredentials": {"access_token": BULLETS, "name": BULLETS},
        "API_PASSWORD": BULLETS,
        "tokens": {"a": BULLETS},
    }
    assert tree({"connection_config": config}) == {"connection_config": shown}
    assert tree({"credentials": {"raw": {"connection_config": config}}}) == {
        "credentials": {"raw": {"connection_config": shown}}
    }


def test_the_whole_body_inside_raw_keeps_its_own_rules() -> None:
    raw: dict[str, Json] = {
        "access_token": "t",
        "oauth_client_id_override": "id",
        "oauth_client_secret_override": "s",
        "no_expiration": True,
        "tags": {"team": "blue"},
        "webhook_url_override": "https://hooks.example.com/x",
        "instance_url": "https://acme.example.com",
    }
    assert tree({"credentials": {"raw": raw}}) == {
        "credentials": {
            "raw": {**raw, **dict.fromkeys(("access_token", "oauth_client_secret_override", "instance_url"), BULLETS)}
        }
    }


def test_the_templates_mark_counts_more_than_the_name_both_ways() -> None:
    redactor = Redactor(secret_names=("tenant",), public_names=("projectToken",))
    config: Json = {"tenant": "acme", "projectToken": "p"}
    assert redactor.tree({"connection_config": config}, GET) == {
        "connection_config": {"tenant": BULLETS, "projectToken": "p"}
    }


def test_a_template_describes_credentials_and_is_shown_whole() -> None:
    template: Json = {
        "data": {"credentials": {"apiKey": {"type": "string", "title": "API Key"}}, "token_url": "https://x"}
    }
    assert tree(template, call=Call.GET_PROVIDER) == template


def test_a_short_secret_hides_whole_leaves_at_secret_places_only() -> None:
    answer: dict[str, Json] = {"credentials": {"password": "1"}, "id": "1", "tags": {"n": "1"}, "metadata": {"1": "11"}}
    assert tree(answer, "1") == {**answer, "credentials": {"password": BULLETS}}
    assert Redactor([Secret("1")]).text("1 of 11") == "1 of 11"


def test_an_api_key_that_travels_as_the_user_name_is_hidden_in_the_echo_too() -> None:
    assert tree({"username": "abc", "password": "X", "note": "X"}, "abc", names=("username",)) == {
        "username": BULLETS,
        "password": BULLETS,
        "note": "X",
    }


def test_a_secret_is_hidden_inside_longer_texts_keys_and_numbers() -> None:
    assert tree({f"a {LONG}": f"<{LONG}>{LONG}", "n": 1234567890}, LONG, "1234567890") == {
        f"a {BULLETS}": f"<{BULLETS}>{BULLETS}",
        "n": BULLETS,
    }


@pytest.mark.parametrize(
    "form",
    [
        quote(LONG, safe=""),
        quote_plus(LONG),
        quote(LONG, safe="").lower(),
        base64.b64encode(LONG.encode()).decode(),
        base64.urlsafe_b64encode(LONG.encode()).decode().rstrip("="),
        base64.b64encode(f"{LONG}:".encode()).decode(),
    ],
)
def test_a_secret_is_found_in_its_encoded_forms(form: str) -> None:
    assert tree({"message": f"got {form}, no"}, LONG) == {"message": f"got {BULLETS}, no"}


@pytest.mark.parametrize("before", ["", "a", "id", "client-id:", "some-client:"])
@pytest.mark.parametrize("after", ["", ":x"])
def test_a_secret_is_found_inside_the_base64_of_a_longer_text(before: str, after: str) -> None:
    # A client's id and secret travel together, in a header that a provider's error may repeat.
    coded = base64.b64encode(f"{before}{LONG}{after}".encode()).decode()
    shown = Redactor([Secret(LONG)]).text(f"Basic {coded}")
    left = shown.removeprefix("Basic ").replace(BULLETS, "").rstrip("=")
    assert BULLETS in shown
    assert len(left) * 6 // 8 <= len(before) + len(after) + 2


@pytest.mark.parametrize("secret", ['quote"back\\slash', "line\nbreak and\ttab", "ünï¢ödé 漢字"])
def test_a_secret_is_found_where_json_is_inside_a_text(secret: str) -> None:
    for ascii_only in (True, False):
        once = json.dumps({"apiKey": secret}, ensure_ascii=ascii_only)
        assert tree({"payload": once}, secret) == {"payload": f'{{"apiKey": "{BULLETS}"}}'}
        twice = json.dumps(once, ensure_ascii=ascii_only)
        assert secret not in json.dumps(tree({"payload": twice}, secret), ensure_ascii=False)
        assert BULLETS in str(tree({"payload": twice}, secret))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", "\\r\\n", " ", ""])
def test_a_pem_is_found_however_its_lines_end(end: str) -> None:
    for text in (PEM.replace("\n", end), PEM.strip().replace("\n", end)):
        shown = tree({"message": f"bad key: {text}"}, PEM)
        assert "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" not in str(shown)
        assert BULLETS in str(shown)


def test_user_name_and_password_are_found_as_basic_authentication_however_short() -> None:
    redactor = Redactor([Secret("p")], basic=[("agent@acme.com", Secret("p"))])
    header = base64.b64encode(b"agent@acme.com:p").decode()
    assert redactor.text(f"Basic {header}") == f"Basic {BULLETS}"


def test_a_pair_of_which_half_is_missing_is_not_looked_for_and_one_of_eight_signs_is() -> None:
    for user, password in (("agent@acme.com", ""), ("", "a-password")):
        header = base64.b64encode(f"{user}:{password}".encode()).decode()
        assert Redactor(basic=[(user, Secret(password))]).text(header) == header
    shortest = base64.b64encode(b"abc:pw").decode()
    assert len(shortest) == SHORTEST
    assert Redactor(basic=[("abc", Secret("pw"))]).text(f"Basic {shortest}") == f"Basic {BULLETS}"


def test_what_an_answer_tells_is_found_by_its_names() -> None:
    answer: Json = {
        "credentials": {"type": "BASIC", "password": "pw", "username": "u", "raw": {"access_token": "t", "scope": "s"}},
        "connection_config": {"oauth_client_secret": "c", "subdomain": "acme"},
        "metadata": {"api_token": "m"},
    }
    found = Redactor().found(answer, GET)
    assert [secret.reveal() for secret in found] == ["pw", "t", "c"]


def test_secrets_known_here_and_there_are_both_looked_for_and_names_mean_what_they_mean_here() -> None:
    here = Redactor([Secret(LONG)], secret_names=("tenant",), public_names=("deskToken",))
    both = here.also(Redactor([Secret("another-secret"), Secret("5")], secret_names=("x",), public_names=("apiKey",)))
    assert both.knows(Secret(LONG))
    assert both.knows(Secret("another-secret"))
    assert not both.knows(Secret("a third"))
    assert both.text(f"{LONG} another-secret") == f"{BULLETS} {BULLETS}"
    config: Json = {"tenant": "acme", "deskToken": "p", "x": "y", "apiKey": "k"}
    shown: Json = {"tenant": BULLETS, "deskToken": "p", "x": "y", "apiKey": BULLETS}
    assert both.tree({"connection_config": config}, GET) == {"connection_config": shown}
    assert both.tree({"credentials": {"client_id": "5"}}, GET) == {"credentials": {"client_id": BULLETS}}


def test_in_a_refusal_that_is_read_only_the_known_secrets_are_hidden() -> None:
    answer: Json = {"error": {"code": "x", "token": "shown", "message": [f"a {LONG}", LONG]}, LONG: 1, "n": None}
    redactor = Redactor([Secret(LONG)], secret_names=("code",))
    assert redactor.values(answer) == {
        "error": {"code": "x", "token": "shown", "message": [f"a {BULLETS}", BULLETS]},
        BULLETS: 1,
        "n": None,
    }


def test_what_is_told_in_lists_and_under_the_templates_names_is_found_too() -> None:
    answer: Json = {
        "connection_config": {"apiKeys": ["a", {"deep": "b"}, ["c"]], "tenant": ["d"], "projectToken": "e", "n": 5},
        "metadata": {"tokens": ["m"]},
        "raw": {"metadata": {"token": "m"}, "list": [{"password": "f"}, {"token": ""}]},
        "message": "https://connect.nango.dev/?session_token=nango_connect_session_0123456789abcdef",
    }
    redactor = Redactor(secret_names=("tenant", "x"), public_names=("projectToken",))
    found = [secret.reveal() for secret in redactor.found(answer, GET)]
    assert found == ["a", "c", "d", "f", "nango_connect_session_0123456789abcdef"]
    assert redactor.found(answer, Call.GET_PROVIDER) == []
    assert [secret.reveal() for secret in redactor.found({"x": "y"}, GET)] == ["y"]
    assert [secret.reveal() for secret in redactor.found("nango_connect_session_0123456789abcdef", GET)]


def test_half_an_answer_is_redacted_by_its_names() -> None:
    half = '{"credentials": {"type": "OAUTH2", "access_token": "never-seen", "raw": {"refresh_token": "also-nev'
    shown = Redactor().loose_text(half, 1000)
    assert "never-seen" not in shown
    assert "also-nev" not in shown
    assert '"type": "OAUTH2"' in shown
    quoted = """{"password": "it's \\"here", 'token': 'a"b', "x": "'"}"""
    assert Redactor().loose_text(quoted, 1000) == f"""{{"password": "{BULLETS}", 'token': '{BULLETS}', "x": "'"}}"""


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("access_token", True), ("apiKey", True), ("API_PASSWORD", True), ("staffUserToken", True), ("jwt", True),
        ("tokenDomain", False), ("tokenUrl", False), ("AWS Access Key ID", False), ("provider_config_key", False),
        ("unique_key", False), ("projectKey", False), ("subdomain", False), ("keyboard", False), ("monkey", False),
        ("token_type", False), ("expires_in", False), ("", False), ("_", False), ("漢字", False),
    ],
)  # fmt: skip
def test_names_tell_secrets_by_whole_words(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret


@given(st.text(min_size=SHORTEST).filter(lambda text: "•" not in text), st.data())
def test_no_long_secret_is_left_anywhere(secret: str, data: st.DataObject) -> None:
    leaf = st.builds(lambda before, after: before + secret + after, NOT_SECRET, NOT_SECRET)
    keys = st.sampled_from(["id", "metadata", "note", "credentials", "type", "raw", "connection_config", "tags"])
    answer = data.draw(st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=8))
    assert secret not in json.dumps(tree(answer, secret), ensure_ascii=False)
    assert secret not in repr(tree(answer, secret))


names = st.sampled_from(
    ["id", "type", "name", "subdomain", "tags", "note", "errors", "created_at", "end_user", "scope"]
)
plain_leaves = st.none() | st.booleans() | st.integers() | st.text("abc é漢\n", max_size=30)


@given(
    st.recursive(plain_leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner), max_leaves=20)
)
def test_what_is_no_secret_stays_as_it_was(answer: Json) -> None:
    assert tree(answer, "a-secret-that-does-not-occur", "b") == answer
    assert tree({"metadata": answer}, "a-secret-that-does-not-occur") == {"metadata": answer}


@given(st.text())
def test_a_name_is_never_both_secret_and_always_shown(name: str) -> None:
    assert not (is_secret_name(name) and always_shown(name))


def test_a_redactor_does_not_tell_what_it_looks_for() -> None:
    redactor = Redactor([Secret(LONG)])
    assert LONG not in repr(redactor) + str(redactor)
    with pytest.raises(TypeError, match=r"^a Redactor is not written anywhere$"):
        pickle.dumps(redactor)
