"""What a server or a network can do to a call, each with the words that a person must get."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass

from tests.api.loopback import answer
from tests.faults.net_server import Line, Wire

LIMIT = 2.0
"""Seconds that an answer gets in these tests: enough for a busy machine to send the question, which comes first."""
LATE = f"did not answer within {LIMIT:g} seconds"
CLOSED = "closed the connection before it answered"
NOT_HTTP = "answered is not HTTP"
NOT_NANGOS = "This server's answer is not Nango's"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a call goes wrong, and the words for it. `unsure`: an import may have arrived all the same."""

    name: str
    wire: Wire
    words: str
    unsure: bool = True


def sends(data: bytes) -> Wire:
    """Return a wire that sends these bytes and closes."""
    return lambda line: line.say(data)


def sends_and_hangs(data: bytes) -> Wire:
    """Return a wire that sends these bytes, and nothing more."""

    def wire(line: Line) -> None:
        line.say(data)
        line.hang()

    return wire


def drips(before: bytes, data: bytes) -> Wire:
    """Return a wire that sends the first bytes at once and goes on byte after byte without an end."""

    def wire(line: Line) -> None:
        line.say(before)
        line.drip(data)

    return wire


def html(status: str, text: str = "nginx") -> bytes:
    """Return the page of something between here and Nango."""
    page = f"<!DOCTYPE html><html><head><title>{status}</title></head><body><h1>{status}</h1>{text}</body></html>"
    return answer(page.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def goes_on(status: str) -> Wire:
    """Return a wire that sends an interim answer again and again."""

    def wire(line: Line) -> None:
        line.drip(f"HTTP/1.1 {status}\r\n\r\n".encode(), 0.001)

    return wire


LIST = b'{"data": [{"unique_key": "other", "provider": "other", "display_name": "Other"}]}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def packed(data: bytes, encoding: str) -> bytes:
    """Return an answer whose body is packed."""
    return answer(data, headers={"Content-Encoding": encoding})


def bomb(megabytes: int) -> bytes:
    """Return gzip that holds so many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1024 * 1024)
    return b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()


TRANSPORT = (
    # Says nothing, or too little at a time: the limit is for the whole answer.
    Fault("takes the call and never answers", lambda line: line.hang(), LATE),
    Fault("a byte of the status line at a time", drips(b"", b"HTTP/1.1 200 OK"), LATE),
    Fault("a byte of an endless header at a time", drips(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"), LATE),
    Fault("a byte of the body at a time", drips(HEAD + b"Content-Length: 9999\r\n\r\n", b" "), LATE),
    Fault("a byte of a body without length at a time", drips(HEAD + b"\r\n", b" "), LATE),
    Fault("the head and then nothing", sends_and_hangs(HEAD + b"Content-Length: 99\r\n\r\n"), LATE),
    Fault("interim answers without an end", goes_on("102 Processing"), LATE),
    Fault("a last chunk that never comes", sends_and_hangs(CHUNKED + b"2\r\n{}\r\n"), LATE),
    # Goes away.
    Fault("closes before it answers", sends(b""), CLOSED),
    Fault("closes in the status line", sends(b"HTTP/1.1 20"), CLOSED),
    Fault("closes in the headers", sends(b"HTTP/1.1 200 OK\r\nContent-Le"), CLOSED),
    Fault("closes in the body", sends(answer(LIST, length=500)), CLOSED),
    Fault("closes in a chunk", sends(CHUNKED + b"20\r\n{}"), CLOSED),
    Fault("closes in a body without length", sends(HEAD + b"\r\n" + LIST[:40]), NOT_NANGOS),
    # Says what is not HTTP.
    Fault("a length that is too short", sends(answer(LIST, length=9)), NOT_NANGOS),
    Fault("two lengths that differ", sends(HEAD + b"Content-Length: 3\r\nContent-Length: 9\r\n\r\n{}"), NOT_HTTP),
    Fault("a length that is no number", sends(HEAD + b"Content-Length: many\r\n\r\n{}"), NOT_HTTP),
    Fault("a chunk without a size", sends(CHUNKED + b"zz\r\n{}\r\n"), NOT_HTTP),
    Fault("another protocol", sends(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), NOT_HTTP),
    Fault("a status that is no number", sends(b"HTTP/1.1 OK 200\r\n\r\n{}"), NOT_HTTP),
    Fault("a header of 200 kB", sends(b"HTTP/1.1 200 OK\r\nX-A: " + b"x" * 200_000 + b"\r\n\r\n{}"), NOT_HTTP),
    Fault("a header with a NUL and an escape in it", sends(HEAD + b"X-A: \0\x1b]52;c;eA==\x07\r\n\r\n"), NOT_HTTP),
    Fault("a protocol that it was not asked for", sends(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n{}"), NOT_HTTP),
)  # fmt: skip

BODIES = (
    Fault("nothing, with 204", sends(b"HTTP/1.1 204 No Content\r\n\r\n"), NOT_NANGOS),
    Fault("a portal's page with 200", sends(html("200 OK", "Sign in to the hotel's network")), NOT_NANGOS),
    Fault("UTF-16 with its mark", sends(answer(LIST.decode().encode("utf-16"))), NOT_NANGOS),
    Fault("bytes that are no UTF-8", sends(answer(b'\xff\xfe{"data": \xc3\x28')), NOT_NANGOS),
    Fault("gzip that is none", sends(packed(b"plain", "gzip")), NOT_NANGOS),
    Fault("gzip that is cut", sends(packed(gzip.compress(LIST * 9)[:60], "gzip")), NOT_NANGOS),
    Fault("brotli, which was not asked for", sends(packed(b"\x8b\x02\x80{}\x03", "br")), NOT_NANGOS),
    Fault("zstandard, which was not asked for", sends(packed(b"\x28\xb5\x2f\xfd\x04\x00", "zstd")), NOT_NANGOS),
    Fault("an encoding that nobody knows", sends(packed(b"\0\1\2", "x-own")), NOT_NANGOS),
    Fault("gzip in gzip", sends(packed(gzip.compress(gzip.compress(LIST)), "gzip, gzip")), NOT_NANGOS),
    Fault("10 MiB of zeros in 10 kB", sends(packed(bomb(10), "gzip")), NOT_NANGOS),
    Fault("10 MiB of zeros in gzip in gzip", sends(packed(gzip.compress(bomb(10)), "gzip, gzip")), NOT_NANGOS),
    Fault("a body of 3 MiB", sends(answer(b'{"data": "' + b"x" * 3_000_000 + b'"}')), NOT_NANGOS),
)  # fmt: skip

STATUSES = (
    Fault("304 without having been asked", sends(answer(b"", "304 Not Modified")), "is elsewhere or unchanged"),
    Fault("300 without a place to go", sends(html("300 Multiple Choices")), "is elsewhere or unchanged"),
    Fault("401 of a login page", sends(html("401 Unauthorized")), "asks for a login of its own", unsure=False),
    Fault("403 of a firewall", sends(html("403 Forbidden")), "a firewall, a VPN or a proxy", unsure=False),
    Fault("409 of something else", sends(html("409 Conflict")), "does not look like Nango", unsure=False),
    Fault("413 of a gateway", sends(html("413 Too Large")), "too large for something on the way", unsure=False),
    Fault("418", sends(html("418 I'm a teapot")), "does not look like Nango", unsure=False),
    Fault("429 of a gateway", sends(html("429 Too Many")), "takes no more calls for now", unsure=False),
    Fault("502 of a load balancer", sends(html("502 Bad Gateway")), "The gateway before Nango got no good answer"),
    Fault("503 of a load balancer", sends(html("503 Unavailable")), "not available at the moment"),
    Fault("504 of a load balancer", sends(html("504 Timeout")), "The gateway before Nango waited too long"),
    Fault("511 of a network", sends(html("511 Login")), "wants you to sign in first"),
    Fault("a status of its own", sends(html("999 Own")), "999"),
    Fault("500 with JSON of its own", sends(answer(json.dumps({"oops": 1}).encode(), "500 Oops")), "The server failed"),
)  # fmt: skip
