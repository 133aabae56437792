"""Changes without credentials: which call carries what, and what each kind of answer becomes."""

from __future__ import annotations

import pytest

from nango_tui.model.body import Json
from nango_tui.model.connection import Edit
from nango_tui.model.outcome import Call, Failure, Got, Refused, Unreachable
from nango_tui.model.text import cut
from tests.api.making import KEY
from tests.api.scripted import CUT, refusal, scripted, told

DONE = told({"success": True})
PATCH, META = "PATCH /connections/acme?provider_config_key=hubspot", "/connections/metadata"
ALL = Edit(
    tags={"Team": "blue"},
    end_user={"id": "u-1", "email": "", "display_name": "Acme"},
    end_user_tags={"plan": "pro"},
    webhook_url="",
    metadata={"a": {"b": [1, None, "x"]}},
)
STORED = told({"connection_id": "acme", "provider_config_key": "hubspot", "metadata": {}}, "201 Created")
ARRIVED = "No answer: it may have arrived."
FAILED = "500 Internal Server Error"


@pytest.mark.parametrize(
    ("edit", "body"),
    [
        (Edit(tags={}), {"tags": {}}),
        (Edit(tags={"A": "b"}), {"tags": {"A": "b"}}),
        (Edit(webhook_url=""), {"webhook_url_override": ""}),
        (Edit(webhook_url="https://x"), {"webhook_url_override": "https://x"}),
        (Edit(end_user={"id": "u"}), {"end_user": {"id": "u"}}),
        (
            Edit(end_user={"id": "u", "email": "", "display_name": "U", "organization": "o"}, end_user_tags={"k": "v"}),
            {"end_user": {"id": "u", "display_name": "U", "tags": {"k": "v"}}},
        ),
    ],
)
async def test_a_patch_holds_what_changes_and_nothing_else(edit: Edit, body: Json) -> None:
    async with scripted(DONE) as nango:
        found = await nango.client.edit("acme", "hubspot", edit)
    assert isinstance(found, Got)
    assert nango.lines == [PATCH]
    assert nango.bodies == [body]


@pytest.mark.parametrize(("replace", "method"), [(True, "POST"), (False, "PATCH")])
async def test_metadata_is_replaced_or_merged_by_a_call_of_its_own(replace: bool, method: str) -> None:
    metadata: dict[str, Json] = {"a": {"b": [1, 2.5, None]}, "token": "not-ours"}
    async with scripted(told({"metadata": metadata}, "201 Created")) as nango:
        found = await nango.client.edit("a/c é", "hub spot", Edit(metadata=metadata, replace_metadata=replace))
    assert isinstance(found, Got)
    assert nango.lines == [f"{method} {META}"]
    assert nango.bodies == [{"connection_id": "a/c é", "provider_config_key": "hub spot", "metadata": metadata}]
    assert "not-ours" in found.answer.body


async def test_empty_metadata_is_sent_as_such() -> None:
    async with scripted(STORED) as nango:
        assert isinstance(await nango.client.edit("acme", "hubspot", Edit(metadata={})), Got)
    assert nango.bodies == [{"connection_id": "acme", "provider_config_key": "hubspot", "metadata": {}}]


async def test_both_are_sent_one_after_the_other() -> None:
    async with scripted(DONE, STORED) as nango:
        assert isinstance(await nango.client.edit("acme", "hubspot", ALL), Got)
    assert nango.lines == [PATCH, f"POST {META}"]


async def test_the_key_and_the_id_stay_where_they_belong() -> None:
    async with scripted(DONE) as nango:
        await nango.client.edit("../x?&é%", "a b&c", Edit(tags={"k": KEY}))
    (asked,) = nango.asked
    assert nango.lines == ["PATCH /connections/..%2Fx%3F%26%C3%A9%25?provider_config_key=a%20b%26c"]
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"


async def test_nothing_is_sent_where_nothing_changes() -> None:
    async with scripted() as nango:
        found = await nango.client.edit("acme", "hubspot", Edit())
    assert nango.asked == []
    assert isinstance(found, Unreachable)
    assert "nothing to change" in found.advice.happened


@pytest.mark.parametrize(
    ("answer", "words", "field"),
    [
        (refusal("404 Not Found", "not_found"), "no connection with this ID. Nothing was changed.", "connection_id"),
        (
            refusal(
                "400 Bad Request",
                "invalid_body",
                errors=[{"code": "custom", "message": "Tags: more than 10 keys", "path": ["tags"]}],
            ),
            "Nango refused the change",
            "tags",
        ),
        (
            refusal(
                "400 Bad Request",
                "invalid_body",
                errors=[{"code": "custom", "message": "This webhook URL, no", "path": ["webhook_url_override"]}],
            ),
            "Nango refused the change",
            "webhook_url",
        ),
        (refusal("403 Forbidden", "forbidden", "Required: environment:connections:update"), "lacks the scope", ""),
        (told({"success": False}), "not Nango's", ""),
        (told([]), "not Nango's", ""),
        (told({"error": "down"}, "502 Bad Gateway"), "gateway", ""),
    ],
)
async def test_a_refused_patch_ends_it_and_names_the_field(answer: bytes, words: str, field: str) -> None:
    async with scripted(answer) as nango:
        found = await nango.client.edit("acme", "hubspot", ALL)
    assert nango.lines == [PATCH]
    assert isinstance(found, Refused)
    assert found.call is Call.PATCH_CONNECTION
    assert words in found.advice.happened
    assert list(found.problems) == ([field] if field else [])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal("404 Not Found", "unknown_connection"), "The metadata was not changed, the rest was."),
        (refusal(FAILED, "generic_error_support"), "The other changes were made."),
        (CUT, f"The other changes were made. {ARRIVED}"),
    ],
)
async def test_metadata_that_fails_after_the_rest_was_changed_says_what_became_of_both(
    answer: bytes, words: str
) -> None:
    async with scripted(DONE, answer) as nango:
        found = await nango.client.edit("acme", "hubspot", ALL)
    assert nango.lines == [PATCH, f"POST {META}"]
    assert isinstance(found, Failure)
    assert found.half
    assert found.advice.happened.startswith(words)


async def test_metadata_alone_that_is_refused_says_nothing_of_the_rest() -> None:
    async with scripted(refusal("404 Not Found", "unknown_connection")) as nango:
        found = await nango.client.edit("gone", "hubspot", Edit(metadata={}, replace_metadata=False))
    assert isinstance(found, Refused)
    assert found.call is Call.MERGE_METADATA
    assert not found.half
    assert found.advice.happened.startswith("This integration has no connection with this ID.")
    assert list(found.problems) == ["connection_id"]


@pytest.mark.parametrize("edit", [Edit(tags={}), Edit(metadata={}), Edit(metadata={}, replace_metadata=False)])
async def test_a_change_without_an_answer_may_have_arrived_and_is_not_sent_again(edit: Edit) -> None:
    async with scripted(CUT) as nango:
        found = await nango.client.edit("acme", "hubspot", edit)
    assert len(nango.asked) == 1
    assert isinstance(found, Unreachable)
    assert found.advice.happened.startswith(ARRIVED)
    assert "before you send again" in found.advice.do


async def test_a_server_that_says_the_key_back_does_not_get_it_shown() -> None:
    message = f"You sent {KEY}"
    async with scripted(refusal("400 Bad Request", "odd", message), told({"metadata": {"k": KEY}})) as nango:
        refused = await nango.client.edit("acme", "hubspot", Edit(tags={}))
        done = await nango.client.edit("acme", "hubspot", Edit(metadata={"a": 1}))
    for found in (refused, done):
        assert KEY not in repr(found)
        assert cut(KEY, 30) not in repr(found)
