"""What a refusal means and what to do, for everything that Nango is known to answer.

An explanation is chosen by call, status, code, path and message: codes and messages as read in the source of
Nango 0.71.4 and seen on a server of that version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nango_tui.model import advice_fix
from nango_tui.model.advice_fields import Issue, form_key, label_of, problems_of
from nango_tui.model.advice_words import CAUSES, NOT_NANGO, ROWS, Row, refresh_words
from nango_tui.model.auth import Endpoint, title_of
from nango_tui.model.outcome import Advice, Call
from nango_tui.model.text import cut
from nango_tui.model.waiting import waiting_words

IMPORTS = (Call.IMPORT, Call.IMPORT_LEGACY)


@dataclass(frozen=True, slots=True)
class Said:
    """What a server answered instead of success.

    `nango`: the body has one of the shapes in which Nango speaks. `code` and `message` are "" where it has none.
    `environment`: the name that Nango told with the refusal. `retry_after` in seconds.
    """

    status: int
    code: str = ""
    message: str = ""
    issues: tuple[Issue, ...] = ()
    nango: bool = True
    environment: str = ""
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation: the advice, the problem by form key, and whether it is only the general one."""

    advice: Advice
    problems: Mapping[str, str] = field(default_factory=dict)
    general: bool = False
    scope: str = ""
    route_missing: bool = False


def explain(call: Call, said: Said, mode: str = "") -> Explained:
    """Return what the refusal of a call means. `mode`: the auth mode of the import, where one is sent."""
    if not said.nango:
        return _not_nango(call, said)
    match said.code:
        case "forbidden":
            return _forbidden(call, said)
        case "too_many_request":
            return _too_many(call, said)
        case _ if call is Call.PROXY and (found := advice_fix.of_proxy(said.status, said.code, said.message)):
            return Explained(*found)
        case "invalid_credentials" | "connection_refresh_backoff":
            happened, do = refresh_words(said.status, said.message)
            return Explained(Advice(happened, do))
        case "invalid_body" | "invalid_query_params" | "invalid_uri_params" | "invalid_headers":
            return _invalid(call, said, mode)
        case "unknown_provider_config":
            return _unknown_integration(said)
        case "generic_error_support":
            causes = advice_fix.FIX_CAUSES.get(call) or CAUSES.get(call, "the server lacks this call, or is broken.")
            again = "Look for the connection before you send again." if call in IMPORTS else "Try again in a moment."
            again = advice_fix.unsure(call).strip() or again
            return Explained(Advice("Nango failed and does not say where.", f"Likely causes: {causes} {again}"))
        case "server_error" | "refresh_token_external_error" if call in IMPORTS:
            return Explained(_no_token(said.message))
        case "missing_access_token":
            key = form_key(("access_token",), Endpoint.LEGACY, mode or "OAUTH2_CC")
            return _row(ROWS[said.code, None], key)
        case _:
            row = _row_for(said.code, call)
            return _row(row) if row else _by_kind(call, said, mode)


def message_of(message: str) -> str:
    """Return a server's message as it may be shown: without the rows or parameters that some end in.

    Seen on Nango 0.71.4: a refused client credentials refresh ends in a dump of the connection's row.
    """
    head, brace, _ = message.partition("{")
    head = re.sub(r"\s+with payload\s*'?\s*$", "", head)
    return cut(head.rstrip(" :'\"\n"), 500) if brace else cut(message.strip(), 500)


def redirected(location: str) -> Advice:
    """Return what an answer that points elsewhere means; it is not followed, as that would carry the key away."""
    where = f" to {cut(location, 200)}" if location else ""
    return Advice(
        f"The server redirects{where}. That was not followed, since it would send the API key there.",
        "If you trust that address, enter it as this environment's server.",
    )


def not_nangos(call: Call) -> Advice:
    """Return what a success means whose body is not one of Nango's."""
    do = "Check the server's URL of this environment."
    if call in (*IMPORTS, *advice_fix.CHANGES):
        do += " Look for the connection before you send again."
    return Advice("This server's answer is not Nango's: check the URL.", do)


def _row_for(code: str, call: Call) -> Row | None:
    return advice_fix.FIX_ROWS.get((code, call)) or ROWS.get((code, call)) or ROWS.get((code, None))


def _row(row: Row, key: str = "") -> Explained:
    key = key or row.key
    return Explained(Advice(row.happened, row.do), {key: row.problem or row.happened} if key else {})


def _forbidden(call: Call, said: Said) -> Explained:
    scopes = re.findall(r"environment:[a-z_]+:[a-z_]+|environment:[a-z_]+", said.message)
    if not scopes:
        if call in advice_fix.LINKS and "doc" in said.message:
            return Explained(
                Advice("This server lets no link bring documentation of its own. No link was made.",
                       "Make the link without it.")
            )  # fmt: skip
        if "environment" in said.message:
            return Explained(
                Advice("This API key belongs to the account, not to one environment.",
                       "Use the secret key of the environment: Nango's dashboard, Environment Settings.")
            )  # fmt: skip
        return Explained(
            Advice(f"Nango does not let this API key make the call {call}.",
                   "Use a key with more scopes, or ask whoever manages the keys in Nango.")
        )  # fmt: skip
    names = " or ".join(dict.fromkeys(scopes))
    if "options require" in said.message:
        return Explained(
            Advice(f"The API key may not read or refresh credentials: it lacks the scope {names}.",
                   "Go on without, or use a key that has the scope."),
            scope=scopes[0],
        )  # fmt: skip
    return Explained(
        Advice(f"The API key lacks the scope {names}, which {call} needs.",
               "Add the scope to the key in Nango's dashboard, or use another key."),
        scope=scopes[0],
    )  # fmt: skip


def _too_many(call: Call, said: Said) -> Explained:
    wait = "Wait a minute" if said.retry_after is None else f"Wait {waiting_words(said.retry_after)}"
    stored = f" {advice_fix.REFUSED[call][1]}" if call in advice_fix.REFUSED else ""
    return Explained(
        Advice("The account has used up its calls to Nango for this minute, all its keys together.",
               f"{wait}, then try again.{stored}")
    )  # fmt: skip


def _invalid(call: Call, said: Said, mode: str) -> Explained:
    if said.issues:
        endpoint = Endpoint.LEGACY if call is Call.IMPORT_LEGACY else Endpoint.CURRENT
        problems = problems_of(said.issues, endpoint, mode)
        names = ", ".join(label_of(key) for key in problems)
        # What a call of ours should not have named is not for the engineer to correct.
        ours = call not in IMPORTS and all(issue.code == "unrecognized_keys" for issue in said.issues)
        if call in advice_fix.REFUSED and said.code == "invalid_body" and not ours:
            what, nothing = advice_fix.REFUSED[call]
            return Explained(
                Advice(f"Nango refused {what}. Look at: {names}.", f"Correct it and send again. {nothing}"), problems
            )
        if said.code == "invalid_uri_params":
            return Explained(
                Advice("Nango cannot read, change or delete a connection with this ID: it has characters that only "
                       "an import takes.", "Import under another ID."),
                problems,
            )  # fmt: skip
        return Explained(
            Advice(f"This server does not take the call {call} as it was made. It names: {names}.",
                   "The server's version may be another one than this program knows. Check with whoever runs it."),
            problems,
        )  # fmt: skip
    if found := re.search(r"Provider (\S+) does not support (\S+) auth", said.message):
        text = f"This integration takes {title_of(found[1])}, not {title_of(found[2])}."
        return Explained(
            Advice(text, "Go back to the auth type, or choose an integration that takes what you have."), {"mode": text}
        )
    if "accountId" in said.message:
        return _row(ROWS["missing_account_id", None])
    row = _row_for(said.code, call)
    return _row(row) if row else _by_status(call, said)


def _unknown_integration(said: Said) -> Explained:
    where = f"The environment {cut(said.environment, 60)}" if said.environment else "This environment"
    return Explained(
        Advice(
            f"{where} has no integration with this ID.",
            "Choose the integration again: capital letters and blanks count. Or switch to the environment that has it.",
        ),
        {"integration": f"{where} has no integration with this ID."},
    )


def _no_token(message: str) -> Advice:
    if "secretOrPrivateKey" in message or "PEM" in message or "asymmetric" in message:
        return Advice(
            "Nango could not sign with the private key of this integration.",
            "The private key belongs to the integration, not to the connection: have it entered again in Nango's "
            "dashboard, as a complete PEM.",
        )
    if re.search(r"DNS|ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|socket|network", message):
        return Advice(
            "Nango's server could not reach the provider to fetch a token. Nothing was stored.",
            "Check that the server has a way out to the provider, then send again.",
        )
    return Advice(
        "Nango could not fetch a token from the provider for this connection. Nothing was stored.",
        "Check the App ID and the Installation ID, and that the app is still installed there.",
    )


def _by_kind(call: Call, said: Said, mode: str) -> Explained:
    """Explain a code by what its name says: missing_<field>, unhandled_<what>."""
    kind, _, name = said.code.removeprefix("unhandled_").partition("_")
    if call in IMPORTS and kind == "missing" and name:
        key = form_key((name.removeprefix("basic_"),), Endpoint.LEGACY, mode)
        label = label_of(key).replace("_", " ")
        return Explained(Advice(f"Nango misses a field: {label}.", "Enter it and send again."), {key: "Enter it."})
    if said.code.startswith("unhandled_"):
        what = cut(said.code.removeprefix("unhandled_").replace("_", " "), 80)
        do = (
            "Check what was entered. Look for the connection before you send again."
            if call in IMPORTS
            else "Try again."
        )
        return Explained(Advice(f"Nango met a case that it does not handle: {what}.", do))
    return _by_status(call, said)


def _by_status(call: Call, said: Said) -> Explained:
    row = None if said.code else _row_for(str(said.status), call)
    if row:
        return _row(row)
    code = f" with the code {cut(said.code, 60)}" if said.code else ""
    do = "Read the server's own words in the answer."
    if call in IMPORTS and said.status >= 500:
        do += " Look for the connection before you send again: it may have been stored."
    if said.status >= 500:
        do += advice_fix.unsure(call)
    return Explained(
        Advice(f"Nango answered {said.status}{code}. This program does not know that refusal.", do), general=True
    )


def _odd(status: int) -> Row:
    return Row(f"Something answered {status}, which is no status of HTTP.", NOT_NANGO[400].do)


def _not_nango(call: Call, said: Said) -> Explained:
    """Explain what a proxy, a gateway or another program answered."""
    if said.status in (404, 405) and call in IMPORTS:
        other = "the legacy endpoint, POST /connection" if call is Call.IMPORT else "POST /connections"
        return Explained(
            Advice(
                f"This server does not have {call}.",
                f"Send it through {other}. If that is missing as well, check the URL.",
            ),
            route_missing=True,
        )
    if said.status in (404, 405) and call in advice_fix.ROUTES:
        return Explained(Advice(f"This server does not have {call}.", advice_fix.ROUTES[call]), route_missing=True)
    row = NOT_NANGO.get(said.status) or NOT_NANGO.get(said.status // 100 * 100) or _odd(said.status)
    do = row.do
    if said.status == 429 and said.retry_after is not None:
        do = f"Wait {waiting_words(said.retry_after)}, then try again."
    if call in IMPORTS and said.status >= 500:
        do += " The import may have arrived: look for the connection before you send again."
    if said.status >= 500:
        do += advice_fix.unsure(call)
    return Explained(Advice(row.happened, do), route_missing=said.status in (404, 405))
