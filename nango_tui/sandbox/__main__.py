"""`python -m nango_tui.sandbox`: the demo's Nango on a port of this machine."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from threading import Event

from nango_tui.sandbox.demo import demo
from nango_tui.sandbox.server import start

PORT = 3013


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON line with url, key and keys, then serve until Ctrl+C or SIGTERM."""
    parser = argparse.ArgumentParser(
        prog="python -m nango_tui.sandbox", description="Serve an embedded Nango with made-up data on 127.0.0.1."
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on; 0 takes any (default: {PORT})")
    chosen = parser.parse_args(arguments)
    if not 0 <= chosen.port <= 65535:
        parser.error("--port takes a number from 0 to 65535")
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    nango = demo()
    try:
        serving = start(nango.handle, chosen.port)
    except OSError as error:
        sys.stderr.write(f"Port {chosen.port} cannot be used: {error.strerror}. Choose another with --port.\n")
        return 1
    line = {"url": serving.url, "key": nango.key, "keys": dict(nango.keys)}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    ended.wait()
    serving.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
