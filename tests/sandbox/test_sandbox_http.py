"""The embedded Nango over real HTTP on the loopback address."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from nango_tui.sandbox.made_up import MadeUpProvider
from nango_tui.sandbox.played import TokenAnswer
from nango_tui.sandbox.server import serve
from tests.sandbox.asking import KEY, Nango

HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}


@pytest.fixture
def nango() -> Nango:
    return Nango()


@pytest.fixture
def connection(nango: Nango) -> Iterator[http.client.HTTPConnection]:
    with serve(nango.sandbox.handle) as url:
        opened = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        yield opened
        opened.close()


def ask(
    connection: http.client.HTTPConnection, method: str, target: str, body: bytes | None = None
) -> tuple[int, bytes]:
    connection.request(method, target, body, HEADERS)
    response = connection.getresponse()
    return response.status, response.read()


def test_several_calls_go_over_one_connection(connection: http.client.HTTPConnection) -> None:
    body = json.dumps({"provider_config_key": "plain-weather", "connection_id": "w", "credentials": {"type": "NONE"}})
    assert ask(connection, "POST", "/connections", body.encode())[0] == 201
    used = connection.sock
    assert ask(connection, "GET", "/connections/w?provider_config_key=plain-weather")[0] == 200
    assert ask(connection, "DELETE", "/connections/w?provider_config_key=plain-weather")[0] == 200
    assert connection.sock is used


def test_dots_in_a_path_reach_the_call_as_they_stand(nango: Nango, connection: http.client.HTTPConnection) -> None:
    nango.store("plain-weather", "..")
    status, body = ask(connection, "GET", "/connections/..?provider_config_key=plain-weather")
    assert (status, json.loads(body)["connection_id"]) == (200, "..")
    assert ask(connection, "GET", "//connections")[0] == 500, "two slashes are another path"


def test_a_body_in_pieces_is_read(connection: http.client.HTTPConnection) -> None:
    body = b'{"provider_config_key":"plain-weather"}'
    connection.request("POST", "/connection", iter([body[:7], body[7:]]), HEADERS, encode_chunked=True)
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["provider_config_key"]) == (201, "plain-weather")


def test_head_has_no_body_and_options_is_answered(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "HEAD", "/providers/lumenboard") == (200, b"")
    assert ask(connection, "OPTIONS", "/connections") == (204, b"")


def test_the_answer_says_what_it_is(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/health")
    response = connection.getresponse()
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.read() == b'{"result":"ok"}'


def test_many_imports_of_one_id_at_once_leave_one_connection(nango: Nango) -> None:
    body = json.dumps({"provider_config_key": "plain-weather", "connection_id": "w"}).encode()
    statuses: list[int] = []

    def once(url: str) -> None:
        with urlopen(Request(f"{url}/connection", body, HEADERS, method="POST"), timeout=10) as response:
            statuses.append(response.status)

    with serve(nango.sandbox.handle) as url:
        threads = [threading.Thread(target=once, args=(url,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=10)
    assert statuses == [201] * 12
    assert len(nango.ask("GET", "/connections")[1]["connections"]) == 1


def test_a_call_waits_until_another_is_done(nango: Nango) -> None:
    finished = threading.Event()
    overtaken: list[bool] = []

    def call() -> None:
        nango.ask("GET", "/connections")
        finished.set()

    other = threading.Thread(target=call)

    class Slow(MadeUpProvider):
        def refresh(self, *asked: Any) -> TokenAnswer:
            other.start()
            overtaken.append(finished.wait(0.1))
            return super().refresh(*asked)

    nango.sandbox._provider = Slow()
    nango.oauth2("ok")
    assert nango.get()[0] == 200
    other.join(timeout=10)
    assert (overtaken, finished.is_set()) == ([False], True)


def test_the_port_is_free_again_afterwards(nango: Nango) -> None:
    with serve(nango.sandbox.handle) as url:
        port = urlsplit(url).port
    assert port is not None
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_module_tells_where_it_serves_in_its_first_line_and_ends_at_a_signal(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nango_tui.sandbox", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["key"] == told["keys"]["full"]
        headers = {"Authorization": f"Bearer {told['key']}"}
        with urlopen(Request(f"{told['url']}/integrations", headers=headers), timeout=10) as response:
            assert len(json.load(response)["data"]) >= 12
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = subprocess.run(
            [sys.executable, "-m", "nango_tui.sandbox", "--port", str(taken.getsockname()[1])],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1)
