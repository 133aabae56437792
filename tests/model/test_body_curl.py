"""The curl command that can be copied: it holds no secret and sends exactly what the client sends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.body import Json, Tree, reveal_tree, secrets_in
from nango_tui.model.curl import KEY_VARIABLE, curl, variables_of
from nango_tui.model.secret import Secret
from tests.api.loopback import answer, answering, loopback

KEY = "7c1f5b0e-6d0e-4a39-9c0b-2f4f6c1d9a77"
NASTY = "a\"b\\c'd$HOME`id`$(id)!e\nf\tg\r{h}é漢🙂&<>%s \x01\x7f\\u0041\\"
needs_bash = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="bash and curl are not both here"
)


def run_in_bash(
    command: str, variables: dict[str, str], *, interactive: bool = False
) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **variables}
    arguments = ["bash", "--norc", "--noprofile", *(["-i"] if interactive else [])]
    return subprocess.run(
        arguments, input=command, env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def received(tree: Tree, *, interactive: bool = False) -> tuple[Json, str]:
    """Run the command in bash with its variables set; return the body that a server got, and its bearer."""
    variables = {name: secret_at(tree, path) for path, name in variables_of(tree).items()}
    with loopback(answering(answer(b"{}"))) as server:
        done = run_in_bash(
            curl(f"{server.url}/connections", tree), {KEY_VARIABLE: KEY, **variables}, interactive=interactive
        )
        assert done.returncode == 0, done.stderr
        (asked,) = server.asked
    assert asked.line == "POST /connections HTTP/1.1"
    assert asked.headers["content-type"] == "application/json"
    return json.loads(asked.body), asked.headers["authorization"]


def secret_at(tree: Tree, path: tuple[str, ...]) -> str:
    return next(secret.reveal() for here, secret in secrets_in(tree) if here == path)


@needs_bash
@pytest.mark.parametrize("interactive", [False, True])
def test_it_runs_in_bash_and_sends_what_the_client_sends_whatever_the_values_are(interactive: bool) -> None:
    tree: Tree = {
        "provider_config_key": NASTY,
        "connection_id": "END_OF_BODY",
        "credentials": {"type": "BASIC", "username": Secret(NASTY), "password": Secret(f"{NASTY}\n\n")},
        "connection_config": {
            NASTY: NASTY,
            "PATH": Secret("/not/a/path"),
            "nango_secret_key": Secret("another"),
            "empty": Secret(""),
        },
        "metadata": {"n": 123456789012345678901234567890, "f": 0.1, "list": [None, True, [], {}, "END_OF_BODY\n"]},
    }
    assert received(tree, interactive=interactive) == (reveal_tree(tree), f"Bearer {KEY}")


@needs_bash
def test_a_long_multi_line_secret_arrives_whole() -> None:
    pem = (
        "-----BEGIN PRIVATE KEY-----\n" + "\n".join("aB3/+=" * 10 for _ in range(160)) + "\n-----END PRIVATE KEY-----\n"
    )
    tree: Tree = {"credentials": {"client_private_key": Secret(pem)}}
    body, _ = received(tree)
    assert body == reveal_tree(tree)


@needs_bash
def test_without_its_variables_it_sends_nothing_and_says_which_is_missing() -> None:
    tree: Tree = {"credentials": {"apiKey": Secret("x")}}
    with loopback(answering(answer(b"{}"))) as server:
        done = run_in_bash(curl(f"{server.url}/connections", tree), {KEY_VARIABLE: KEY})
        assert not server.asked
    assert done.returncode != 0
    assert "API_KEY" in done.stderr


@needs_bash
def test_no_secret_is_in_an_argument_of_any_process(tmp_path: Path) -> None:
    spy = tmp_path / "curl"
    spy.write_text('#!/bin/bash\nprintf "%s\\n" "$@" > "$(dirname "$0")/arguments"\ncat > /dev/null\n')
    spy.chmod(0o755)
    tree: Tree = {"credentials": {"apiKey": Secret("the-secret-value")}}
    done = subprocess.run(
        ["bash", "-x"],
        input=curl("http://127.0.0.1/connections", tree),
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", KEY_VARIABLE: KEY, "API_KEY": "the-secret-value"},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout == ""
    arguments = (tmp_path / "arguments").read_text()
    assert "--data-binary" in arguments
    assert KEY not in arguments
    assert "the-secret-value" not in arguments


@given(st.dictionaries(st.text(max_size=8), st.text().map(lambda text: Secret(f"§¤{text}¤§")), min_size=1, max_size=4))
def test_it_holds_no_secret(config: dict[str, Secret]) -> None:
    tree: Tree = {"connection_config": dict(config)}
    command = curl("https://api.nango.dev/connections", tree)
    for secret in config.values():
        assert secret.reveal() not in command
        assert json.dumps(secret.reveal())[1:-1] not in command


@given(st.lists(st.text(max_size=12), unique=True, max_size=6))
def test_each_secret_has_a_variable_of_its_own_that_means_nothing_else_to_the_shell(names: list[str]) -> None:
    found = list(variables_of({name: Secret("x") for name in names}).values())
    assert len(found) == len(names)
    assert len(set(found)) == len(found)
    for name in found:
        assert name.isidentifier()
        assert name.isascii()
        assert name not in ("PATH", "HOME", "IFS", "BASH_ENV", "LD_PRELOAD", "HTTPS_PROXY", KEY_VARIABLE)


def test_variables_are_named_after_the_fields() -> None:
    tree: Tree = {
        "credentials": {"access_token": Secret("a"), "apiKey": Secret("b")},
        "connection_config": {"apiKey": Secret("c"), "path": Secret("d"), "2fa": Secret("e"), "漢": Secret("f")},
    }
    assert list(variables_of(tree).values()) == [
        "ACCESS_TOKEN",
        "API_KEY",
        "API_KEY_2",
        "VALUE_PATH",
        "VALUE_2FA",
        "VALUE",
    ]
