"""Distils recordings into facts that may live in the repository: `python -m tests.contract.distill`.

Kept: what was sent (made up from the start), status, error code, paths, what was stored. Left behind: every word of a
server or a template. Of templates only what replaying needs: auth mode, names of fields, which fields a URL needs,
whether a check exists.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from nango_tui.model.body import Json
from tests.contract.exchanges import folders
from tests.contract.steps import Expected, Step, load

FACTS = Path(__file__).parent / "facts.json"

Templates = Mapping[str, Mapping[str, Json]]

_PRESENT = ("credentials_verification_script", "webhook_routing_script")
_VALUES = ("auth_mode", "token_expiration_buffer", "token_expires_in_ms", "token_response_metadata", "scope_separator")
_PARTS = {"token_response": ("token",), "signature": ("protocol",), "token": ("expires_in_ms",)}
_PLACEHOLDER = re.compile(r"\$\{[\w.]+\}")
_KEY = re.compile(r"Bearer <secret key(?:: ([\w-]+))?>")
_RUN = re.compile(r"(.)\1{200,}")
_SHORT = re.compile(r"⟦(.)\*(\d+)⟧")


def structure(template: Mapping[str, Json]) -> dict[str, Json]:
    """Return what replaying needs of a template."""
    kept: dict[str, Json] = {name: template[name] for name in _VALUES if name in template}
    kept |= {name: "yes" for name in _PRESENT if name in template}
    for name in ("credentials", "connection_config"):
        fields = template.get(name)
        if isinstance(fields, dict):
            kept[name] = {field: {} for field in fields}
    for name, parts in _PARTS.items():
        given = template.get(name)
        if isinstance(given, dict):
            kept[name] = {part: given[part] for part in parts if part in given}
    for name in ("token_url", "authorization_url"):
        if name in template:
            kept[name] = _address(template[name])
    proxy = template.get("proxy")
    if isinstance(proxy, dict):
        kept["proxy"] = _proxy(proxy)
    return kept


def _proxy(proxy: dict[str, Json]) -> Json:
    kept: dict[str, Json] = {"base_url": _address(proxy.get("base_url"), path=True)}
    if "verification" in proxy:
        kept["verification"] = {}
    headers = proxy.get("headers")
    if isinstance(headers, dict):
        kept["headers"] = {name: "".join(_PLACEHOLDER.findall(str(text))) for name, text in headers.items()}
    return kept


def _address(url: Json, *, path: bool = False) -> Json:
    """Return which fields a URL needs, without the URL; `path`: and what follows a host that is a field."""
    if isinstance(url, dict):
        return {name: _address(item) for name, item in url.items()}
    return " || ".join(_side(side.strip(), path) for side in str(url).split("||"))


def _side(side: str, path: bool) -> str:
    needed = "".join(re.findall(r"\$\{connectionConfig\.[^}]+\}", side)) or "provider.invalid"
    if not side.startswith("${"):
        return f"https://{needed}"
    return needed + (re.sub(r"\$\{[^}]+\}", "", side) if path else "")


def reduced(path: str, stored: Json) -> Json:
    """Return a body without the words of templates."""
    if not isinstance(stored, dict) or "data" not in stored:
        return stored
    data = stored["data"]
    rows = data if isinstance(data, list) else [data]
    if path.startswith("/providers/"):
        kept: list[Json] = [structure(row) | {"name": row.get("name")} for row in rows if isinstance(row, dict)]
    elif path.startswith("/integrations"):
        kept = [
            {name: item for name, item in row.items() if name != "display_name"}
            for row in rows
            if isinstance(row, dict)
        ]
    else:
        return stored
    return {**stored, "data": kept if isinstance(data, list) else kept[0]}


def facts_of(steps: Iterable[Step], templates: Templates) -> dict[str, Json]:
    """Return steps and the structure of the templates that they need."""
    kept: list[Json] = []
    used: set[str] = set()
    clock: float | None = None
    for step in steps:
        if not _needed(step):
            continue
        fact, clock = _fact(step, clock)
        kept.append(fact)
        used |= set(re.findall(r'"provider": "([^"]+)"', json.dumps([step.sent, step.expected.stored])))
        if step.path.startswith("/providers/"):
            used.add(step.path.removeprefix("/providers/"))
    return {"templates": {name: structure(templates[name]) for name in sorted(used & templates.keys())}, "steps": kept}


def _needed(step: Step) -> bool:
    if step.path.partition("?")[0] == "/providers" and step.expected.stored is not None:
        return False
    makes = step.path.startswith("/integrations") and step.expected.status == 200 and step.method in ("POST", "PATCH")
    return makes or not step.skip


def _fact(step: Step, clock: float | None) -> tuple[Json, float | None]:
    headers = dict(step.headers)
    fact: dict[str, Json] = {"m": step.method, "p": step.path}
    if step.clock is not None and step.clock != clock:
        fact["t"] = clock = step.clock
    bearer = _KEY.fullmatch(headers.get("authorization", ""))
    if bearer:
        fact["k"] = bearer[1] or ""
        del headers["authorization"]
    if headers.get("content-type") == "application/json" and step.method != "GET":
        del headers["content-type"]
    elif step.body or step.method not in ("GET", "DELETE"):
        headers.setdefault("content-type", "")
    if headers:
        fact["h"] = {**headers}
    if step.body:
        fact["b"] = _RUN.sub(lambda run: f"⟦{run[1]}*{len(run[0])}⟧", step.body.decode("latin-1"))
    if step.waited:
        fact["w"] = step.waited
    if step.series:
        fact["n"] = step.series
    if step.state:
        fact["l"] = step.state
    if step.skip:
        fact["skip"] = step.skip
    expected = step.expected
    fact["s"] = expected.status
    if expected.code:
        fact["e"] = expected.code
    if expected.paths:
        fact["i"] = [list(path) for path in expected.paths]
    if step.path == "/integrations" and step.method == "POST":
        fact["v"] = _named(expected.stored)
    elif expected.stored is not None and not step.skip:
        fact["v"] = reduced(step.path, expected.stored)
    return fact, clock


def _named(stored: Json) -> Json:
    data = stored.get("data") if isinstance(stored, dict) else None
    return {"data": {name: data[name] for name in ("unique_key", "provider")}} if isinstance(data, dict) else None


def read_facts(path: Path = FACTS) -> tuple[list[Step], Templates]:
    """Return the steps and templates of a file of facts."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    return [_step(fact) for fact in facts["steps"]], facts["templates"]


def _step(fact: dict[str, Json]) -> Step:
    headers = dict(cast("dict[str, str]", fact.get("h") or {}))
    if "k" in fact:
        headers["authorization"] = f"Bearer <secret key{': ' if fact['k'] else ''}{fact['k']}>"
    body = _SHORT.sub(lambda run: run[1] * int(run[2]), str(fact.get("b", ""))).encode("latin-1")
    if "content-type" not in headers and fact["m"] not in ("GET", "DELETE"):
        headers["content-type"] = "application/json"
    if headers.get("content-type") == "":
        del headers["content-type"]
    try:
        sent = json.loads(body) if body else None
    except ValueError:
        sent = None
    paths = cast("list[list[str | int]]", fact.get("i") or [])
    expected = Expected(
        int(str(fact["s"])), str(fact.get("e", "")), tuple(tuple(path) for path in paths), fact.get("v")
    )
    clock = fact.get("t")
    return Step(
        name="fact",
        method=str(fact["m"]),
        path=str(fact["p"]),
        headers=headers,
        body=body,
        expected=expected,
        clock=float(str(clock)) if clock is not None else None,
        waited=int(str(fact.get("w", 0))),
        skip=str(fact.get("skip", "")),
        series=int(str(fact.get("n", 0))),
        state=str(fact.get("l", "")),
        sent=sent,
    )


def main() -> int:
    """Write the facts of all recordings that this machine has."""
    from tests.model.templates import real_raw

    found = folders()
    if not found:
        sys.stderr.write("There are no recordings here. NANGO_RECORDINGS names their folder.\n")
        return 1
    facts = facts_of(load(found), cast("Templates", real_raw()))
    steps = cast("list[Json]", facts["steps"])
    lines = [json.dumps(step, ensure_ascii=False, separators=(",", ":")) for step in steps]
    templates = json.dumps(facts["templates"], ensure_ascii=False, separators=(",", ":"))
    text = f'{{"templates":{templates},\n"steps":[\n' + ",\n".join(lines) + "\n]}\n"
    FACTS.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(steps)} steps, {len(text.encode()) // 1024} KiB: {FACTS.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
