"""A refusal leads back to what it means: the field with the message beside it, or an explanation; nothing is lost."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from nango_tui.model.auth import Endpoint
from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.screens.steps.result import ResultStep
from nango_tui.widgets.pairs import PairRows
from tests.screens.driving import Driver, running
from tests.screens.filled import assert_everything, fill_everything, mark, rows_mark, short
from tests.screens.front import HTML, PLAIN, Front, issues, refusal, said

NEW, OLD = ("POST", "/connections"), ("POST", "/connection")


async def refused(drive: Driver) -> None:
    """Fill the whole form and send it."""
    await fill_everything(drive)
    await drive.to_review()
    await drive.press("enter")


NAMED: tuple[tuple[str, list[Json], str], ...] = (
    ("credentials.access_token", ["credentials", "access_token"], "Access token"),
    ("credentials.refresh_token", ["credentials", "refresh_token"], "Refresh token"),
    ("expiry", ["credentials", "expires_at"], "expiry"),
    ("credentials.client_id_override", ["credentials", "config_override", "client_id"], "Client ID override"),
    ("credentials.client_secret_override", ["credentials", "config_override", "client_secret"], "Client secret"),
    ("config.subdomain", ["connection_config", "subdomain"], "subdomain"),
    ("connection_id", ["connection_id"], "connection ID"),
    ("metadata", ["metadata"], "metadata"),
    ("customer.id", ["end_user", "id"], "customer's ID"),
    ("customer.email", ["end_user", "email"], "e-mail"),
    ("customer.name", ["end_user", "display_name"], "name"),
    ("webhook_url", ["webhook_url_override"], "webhook"),
    ("scopes", ["connection_config", "oauth_scopes_override"], "scopes"),
    ("tags", ["tags", "tier"], "tag"),
)


@pytest.mark.parametrize(("key", "path", "word"), NAMED, ids=[key for key, _, _ in NAMED])
async def test_a_field_that_the_answer_names_is_reopened_with_the_message_beside_it(
    key: str, path: list[Json], word: str
) -> None:
    front = Front({NEW: issues(("invalid_type", "Invalid input: expected number, received string", path))})
    async with running(front=front) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        text = rows_mark(drive, key) if key == "tags" else mark(drive, key)
        assert word.lower() in text.lower()
        focused = drive.app.focused
        assert focused is not None
        if key == "tags":
            assert any(isinstance(parent, PairRows) and parent.key == "tags" for parent in focused.ancestors)
        else:
            assert focused is drive.row(key).entry
        assert_everything(drive)
        await drive.wait_for("Nango refused the import")


async def test_several_named_fields_are_all_marked() -> None:
    front = Front(
        {
            NEW: issues(
                ("too_small", "Too small: expected string to have >=1 characters", ["credentials", "access_token"]),
                ("custom", "Not an object", ["metadata"]),
                ("unrecognized_keys", 'Unrecognized key: "raw"', ["credentials"]),
            )
        }
    )
    async with running(front=front) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        assert mark(drive, "credentials.access_token")
        assert mark(drive, "metadata")
        await drive.wait_for("Nango does not take raw here")
        assert drive.app.focused is drive.row("credentials.access_token").entry


async def test_what_is_corrected_loses_its_message_and_can_be_sent() -> None:
    front = Front({NEW: issues(("custom", "no", ["credentials", "access_token"]))})
    async with running(front=front) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        assert mark(drive, "credentials.access_token")
        await drive.put("credentials.access_token", "canary-second")
        assert not mark(drive, "credentials.access_token")
        del front.answers[NEW]
        await drive.to_review()
        await drive.send()
        await drive.wait_for("Stored")


async def test_a_refused_free_row_is_marked_in_its_place() -> None:
    front = Front({NEW: issues(("custom", "no", ["connection_config", "region"]))})
    async with running(front=front) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        assert "region" in rows_mark(drive, "config")
        assert_everything(drive)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("missing_expires_at", "expiry"),
        ("invalid_expires_at", "expiry"),
    ],
)
async def test_a_code_of_the_legacy_endpoint_leads_to_its_field(code: str, key: str) -> None:
    front = Front({OLD: refusal(400, code, "Missing")})
    async with running(front=front, fixed=Endpoint.LEGACY) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        assert mark(drive, key)
        assert drive.app.focused is drive.row(key).entry
        assert_everything(drive)


async def test_a_webhook_that_the_legacy_endpoint_refuses_without_a_path_is_marked() -> None:
    front = Front({OLD: issues(("invalid_union", "Invalid input", []))})
    async with running(front=front, fixed=Endpoint.LEGACY) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        assert mark(drive, "webhook_url")


async def test_an_unknown_integration_is_said_above_the_form_once() -> None:
    front = Front({NEW: refusal(404, "not_found", "Integration does not exist")})
    async with running(front=front) as drive:
        await refused(drive)
        await drive.wait_step("Credentials")
        await drive.wait_for("This environment has no such integration.")
        assert drive.words.count("no such integration") == 1
        assert_everything(drive)


EXPLAINED: tuple[tuple[str, Response, tuple[str, ...]], ...] = (
    ("401", refusal(401, "unknown_account"), ("does not know the API key", "HTTP 401 unknown_account")),
    ("401 form", refusal(401, "invalid_secret_key_format"), ("not an API key", "HTTP 401")),
    (
        "403",
        refusal(403, "forbidden", "Missing scope: environment:connections:create"),
        ("lacks the scope environment:connections:create", "HTTP 403"),
    ),
    ("400 test", refusal(400, "connection_test_failed", "invalid"), ("HTTP 400 connection_test_failed",)),
    ("400 plan", refusal(400, "resource_capped", "limit"), ("HTTP 400 resource_capped",)),
    ("400 unknown", refusal(400, "brand_new_code", "Something"), ("does not know that refusal", "Something")),
    ("500", refusal(500, "generic_error_support", "failed"), ("does not say where", "HTTP 500")),
    ("502 HTML", Response(502, HTML, b"<html><body><h1>Bad gateway</h1></body></html>"), ("HTTP 502",)),
    ("503 empty", Response(503, {}, b""), ("HTTP 503",)),
    ("500 text", Response(500, PLAIN, b"upstream connect error"), ("HTTP 500",)),
    ("418 list", said(418, [1, 2, 3]), ("HTTP 418",)),
    ("302", Response(302, {"location": "https://elsewhere.example/login"}, b""), ("redirects", "HTTP 302")),
    ("200 HTML", Response(200, HTML, b"<html>Welcome</html>"), ("not Nango's", "HTTP 200")),
    ("201 nothing", Response(201, {}, b""), ("not Nango's", "HTTP 201")),
    ("binary", Response(500, {"content-type": "application/json"}, bytes(range(256)) * 20), ("HTTP 500",)),
)


@pytest.mark.parametrize(("answer", "words"), [(a, w) for _, a, w in EXPLAINED], ids=[name for name, _, _ in EXPLAINED])
async def test_an_answer_that_names_no_field_is_explained_with_its_status_and_the_way_back(
    answer: Response, words: tuple[str, ...]
) -> None:
    async with running(front=Front({NEW: answer})) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        # What is not Nango's own refusal proves nothing: a gateway gives up while the server stores.
        nangos = 300 <= answer.status < 500 or b'"code"' in answer.body
        title = "Not stored" if nangos else "No sure answer: it may have arrived"
        await drive.wait_for(title, *words)
        assert drive.offers("send_again")
        assert drive.offers("look") is not nangos
        assert not drive.offers("copy_id")
        assert len(drive.front.imports()) == 1
        await drive.press("enter" if nangos else "escape")
        await drive.wait_step("Credentials")
        assert drive.typed("credentials.oauth_token") == "canary-a"
        assert drive.typed("credentials.oauth_token_secret") == "canary-b"


async def test_sending_again_leads_over_the_review() -> None:
    front = Front({NEW: refusal(401, "unknown_account")})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        del front.answers[NEW]
        await drive.press("s")
        await drive.wait_step("Review")
        assert len(front.imports()) == 1
        await drive.send()
        await drive.wait_for("Stored")
        first, second = front.imports()
        assert first == second


async def test_too_many_calls_are_counted_down_before_they_can_be_sent_again() -> None:
    front = Front({NEW: refusal(429, "too_many_request", "slow down")})
    front.answers[NEW] = said(429, {"error": {"code": "too_many_request", "message": ""}}, {"retry-after": "300"})
    async with running(front=front) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.wait_for("used up its calls", "You can send again in")
        step = drive.app.screen.query_one(ResultStep)
        before = step._wait
        await drive.wait(lambda: step._wait < before, "a second less")
        assert not drive.offers("send_again")
        await drive.press("s")
        assert len(front.imports()) == 1
        # The last second of the five minutes.
        step._wait = 1
        await drive.wait_for_offer("send_again")
        assert "You can send again in" not in drive.text
        assert len(front.imports()) == 1
        del front.answers[NEW]
        await drive.press("s")
        await drive.wait_step("Review")
        await drive.send()
        await drive.wait_for("Stored")


SECRETS = ("canary-access", "canary-refresh", "canary-other", "canary-config")


@pytest.mark.parametrize("shape", ["JSON", "HTML", "text"])
async def test_the_raw_answer_is_folded_away_and_shown_without_secrets(shape: str) -> None:
    echo = " ".join(SECRETS)
    body = (
        f'{{"error": {{"code": "odd", "message": "you sent {echo}", "payload": {{"access_token": "other-secret"}}}}}}'
    )
    answers = {
        "JSON": Response(400, {"content-type": "application/json"}, body.encode()),
        "HTML": Response(500, HTML, f"<html><p>marker {echo}</p></html>".encode()),
        "text": Response(500, PLAIN, f"marker {echo}".encode()),
    }
    async with running(front=Front({NEW: answers[shape]}), size=(120, 40)) as drive:
        await refused(drive)
        await drive.wait_step("Result")
        assert f"{shape}, secrets hidden" not in drive.text
        await drive.press("r")
        await drive.wait_for(f"{shape}, secrets hidden")
        for secret in (*SECRETS, "other-secret"):
            assert secret not in drive.text
        assert "you sent" in drive.text or "marker" in drive.text
        await drive.press("r")
        await drive.wait(lambda: f"{shape}, secrets hidden" not in drive.text, "the fold")


async def test_a_huge_answer_is_cut_and_that_is_said() -> None:
    body = b'{"error": {"code": "odd", "message": "' + b"x" * 3_000_000 + b'"}}'
    async with running(front=Front({NEW: Response(500, {"content-type": "application/json"}, body)})) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.press("r")
        raw = drive.app.screen.query_one(".raw", Static)
        await drive.wait(lambda: "more was received than is shown" in str(raw.render()), "the cut")
        assert len(str(raw.render())) < 30_000


async def test_an_answer_cannot_act_on_the_terminal() -> None:
    hostile = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202e[b]bold[/b]"
    front = Front({NEW: refusal(400, "odd", f"marker {hostile}")})
    async with running(front=front, size=(120, 40)) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.press("r")
        await drive.wait_for("secrets hidden")
        assert "[b]bold[/b]" in drive.text
        assert not any(character in drive.text for character in "\x1b\x07\u202e")


async def test_a_message_without_a_known_code_is_shown_in_the_servers_words() -> None:
    async with running(front=Front({NEW: said(400, {"message": "marker of the document"})})) as drive:
        await short(drive)
        await drive.press("enter")
        await drive.wait_step("Result")
        await drive.wait_for("Nango says: marker of the document")
