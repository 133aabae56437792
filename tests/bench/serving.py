"""A filled Nango in a process of its own: `python -m tests.bench.serving CONNECTIONS FIELDS` prints URL and key."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from nango_tui.model.wire import Request, Response
from nango_tui.sandbox.crowd import many
from nango_tui.sandbox.demo import ENVIRONMENT, demo
from nango_tui.sandbox.server import serve

PROVIDER = "/providers/harborline-api-key"
"""Where the template is that gets more fields."""


def main(count: int, fields: int) -> None:
    """Serve until the input ends."""
    embedded = demo()
    if count:
        many(embedded.sandbox, count, environment=ENVIRONMENT)

    def handle(request: Request) -> Response:
        answer = embedded.handle(request)
        if fields and request.target == PROVIDER and answer.status == 200:
            body = json.loads(answer.body)
            more = {f"extra_{n}": {"type": "string", "title": f"Extra {n}", "order": 10 + n} for n in range(fields)}
            body["data"].setdefault("connection_config", {}).update(more)
            answer = replace(answer, body=json.dumps(body).encode())
        return answer

    with serve(handle) as url:
        print(url, embedded.key, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
