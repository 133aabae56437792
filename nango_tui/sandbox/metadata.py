"""The calls that replace or merge metadata."""

from __future__ import annotations

from nango_tui.model.body import Json
from nango_tui.model.wire import Response
from nango_tui.sandbox.answers import Crashed, answer, refusal
from nango_tui.sandbox.calls import Call
from nango_tui.sandbox.imports import spread, storable
from nango_tui.sandbox.javascript import text_of
from nango_tui.sandbox.schemas import METADATA, NOTHING
from nango_tui.sandbox.store import Connection


def replace_metadata(call: Call) -> Response:
    """Answer POST /connections/metadata: 201 with what was sent."""
    connections, metadata = _checked(call)
    for connection in connections:
        connection.metadata = metadata
        connection.updated = call.now
    return answer(201, spread(call.body))


def merge_metadata(call: Call) -> Response:
    """Answer PATCH /connections/metadata: 200 with what was sent; only the outermost names are merged."""
    connections, metadata = _checked(call)
    for connection in connections:
        connection.metadata = spread(connection.metadata) | metadata
        connection.updated = call.now
    return answer(200, spread(call.body))


def _checked(call: Call) -> tuple[list[Connection], dict[str, Json]]:
    call.checked_query(NOTHING)
    body = call.checked_body(METADATA)
    metadata = spread(body["metadata"])
    sent, key = body["connection_id"], text_of(body["provider_config_key"])
    ids = [text_of(item) for item in sent] if isinstance(sent, list) else [text_of(sent)]
    found = [(name, call.environment.find(name, key)) for name in ids]
    if unknown := [name for name, connection in found if connection is None]:
        words = f"No connection {', '.join(unknown)} for the integration {key}"
        raise refusal(404, "unknown_connection", words)
    if not storable(metadata):
        raise Crashed
    return [connection for _, connection in found if connection is not None], metadata
