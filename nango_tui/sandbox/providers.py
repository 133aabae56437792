"""The calls that read providers' templates."""

from __future__ import annotations

import re

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox import views
from nango_tui.sandbox.answers import answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.schemas import NOTHING, PROVIDER, SEARCH_QUERY


def list_providers(call: Call) -> Response:
    """Answer GET /providers: all templates, or those whose name matches `search` anywhere, in any case."""
    search = call.checked_query(SEARCH_QUERY).get("search")
    wanted = re.compile(search if isinstance(search, str) else "", re.IGNORECASE)
    data: list[Json] = [_shown(call, name) for name in call.store.templates if wanted.search(name)]
    return answer(200, {"data": data})


def get_provider(call: Call) -> Response:
    """Answer GET /providers/{provider}."""
    call.checked_query(NOTHING)
    call.checked_params(provider=PROVIDER)
    name = call.params["provider"]
    if name not in call.store.templates:
        raise refusal(404, "not_found", f"Unknown provider {name}")
    return answer(200, {"data": _shown(call, name)})


def _shown(call: Call, name: str) -> Json:
    return {**call.store.templates[name], "name": name, "logo_url": views.LOGO.format(name)}
