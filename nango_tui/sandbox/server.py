"""Serving the embedded Nango over HTTP on this machine, for curl and for other clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from nango_tui.model.wire import Handler, Request, Response

HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


@dataclass(slots=True)
class Serving:
    """A server that runs in a thread of its own. `url` has no slash at its end."""

    url: str
    _server: _Server
    _thread: Thread

    def close(self) -> None:
        """Stop serving and let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def start(handle: Handler, port: int = 0) -> Serving:
    """Serve a handler on the loopback address; port 0 takes any free one."""
    server = _Server((HOST, port), _handler_class(handle))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True)
    thread.start()
    return Serving(f"http://{HOST}:{server.server_address[1]}", server, thread)


@contextmanager
def serve(handle: Handler, port: int = 0) -> Iterator[str]:
    """Serve a handler for as long as the context lasts; gives the URL."""
    serving = start(handle, port)
    try:
        yield serving.url
    finally:
        serving.close()


def _handler_class(handle: Callable[[Request], Response]) -> type[BaseHTTPRequestHandler]:
    class _Http(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "nango-sandbox"
        sys_version = ""
        timeout: ClassVar[float] = 60
        # One packet for headers and one for the body, without waiting for the other side in between.
        disable_nagle_algorithm = True
        wbufsize = -1

        def _answer(self) -> None:
            body = self._body()
            if body is None:
                self.send_error(400)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            # The target as it was sent: ".." and "//" must reach the call as they stand.
            target = self.requestline.split(" ")[1]
            response = handle(Request(self.command, target, headers, body))
            # Without the date of this machine: a handler has a clock of its own.
            self.send_response_only(response.status)
            self.send_header("server", self.version_string())
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.status != 204:
                self.send_header("content-length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)
            self.wfile.flush()

        def _body(self) -> bytes | None:
            if self.headers.get("transfer-encoding", "").lower() == "chunked":
                return self._chunks()
            size = self.headers.get("content-length", "0")
            return self.rfile.read(int(size)) if size.isdigit() else None

        def _chunks(self) -> bytes | None:
            parts: list[bytes] = []
            try:
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                while self.rfile.readline().strip():
                    pass
            except ValueError:
                return None
            return b"".join(parts)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet: a line a call would bury what the caller prints."""

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        setattr(_Http, f"do_{method}", _Http._answer)
    return _Http
