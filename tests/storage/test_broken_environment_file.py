"""A broken environment file is told with its place, kept aside, and stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nango_tui.model.environment import Environment
from nango_tui.model.ports import Settings
from nango_tui.storage.environments import EnvironmentFile

GOOD = '[[environment]]\nid = "g"\nname = "good"\nurl = "https://g.example.com"\n'


def wrong(line: str, *, id: str = "b") -> str:
    keys = {"id": f'"{id}"', "name": '"bad"', "url": '"https://b.example.com"'}
    key, _, value = line.partition(" = ")
    keys[key] = value
    return "[[environment]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value)


def load(folder: Path, content: str | bytes) -> tuple[Settings, str]:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "environments.toml").write_bytes(data)
    loaded = EnvironmentFile(folder).load()
    return loaded.settings, loaded.problem


SYNTAX: dict[str, tuple[str | bytes, str]] = {
    "no value": ('version = 1\nactive "x"\n', "line 2, column 8"),
    "unclosed text": ('a = "x\n', "line 1, column 7"),
    "cut at the end": ('theme = "x', "line 1, column 11"),
    "cut array": ("a = [\n1,\n", "line 3, column 1"),
    "key twice": ('theme = "a"\ntheme = "b"\n', "line 2, column 12"),
    "no UTF-8": (b'theme = "\xc3\xa4\xff"', "line 1, column 11"),
    "no UTF-8, further down": (b'theme = "a"\nactive = "\xff"', "line 2, column 11"),
    "nested without end": ("a = " + "[" * 50_000, "nests too deep"),
    "a number without end": ("a = " + "9" * 10_000, "number"),
}

VALUES: dict[str, tuple[str | bytes, str]] = {
    "url without scheme": (GOOD + wrong('url = "nango.example.com"'), "environment[2].url: Start with https://"),
    "plain http": (GOOD + wrong('url = "http://nango.example.com"'), "environment[2].url: http:// would send"),
    "key in the URL": (GOOD + wrong('url = "https://me:canary@x.example.com"'), "environment[2].url: Leave out"),
    "name missing": (wrong("name = ") + GOOD, "environment[1].name: missing"),
    "name blank": (GOOD + wrong('name = " "'), "environment[2].name: must not be empty"),
    "name acts on the terminal": (GOOD + wrong('name = "\\u001b[2J"'), "environment[2].name: has characters"),
    "id a number": (GOOD + wrong("id = 7"), "environment[2].id: must be text in quotes"),
    "id twice": (GOOD + wrong('id = "g"'), "environment[2].id: another environment has the same id"),
    "production as text": (GOOD + wrong('production = "true"'), "environment[2].production: must be true or false"),
    "endpoint unknown": (GOOD + wrong('endpoint = "new"'), 'environment[2].endpoint: must be "auto"'),
    "plain_http a number": (GOOD + wrong("plain_http = 1"), "environment[2].plain_http: must be true or false"),
    "theme a number": ("theme = 5\n" + GOOD, "theme: must be text in quotes"),
    "active a list": ("active = []\n" + GOOD, "active: must be text in quotes"),
    "unknown key": ('favorite = "x"\n' + GOOD, "favorite: this key is not known"),
    "blank key": ('"" = "x"\n' + GOOD, '"": this key is not known'),
    "mistyped key": (GOOD + "prodution = true\n", "environment[1].prodution: this key is not known"),
}

TOP: dict[str, tuple[str | bytes, str]] = {
    "version as text": ('version = "1"\n' + GOOD, "version: must be 1"),
    "version zero": ("version = 0\n" + GOOD, "version: must be 1"),
    "version true": ("version = true\n" + GOOD, "version: must be 1"),
    "environment no table": ("environment = 5\n", "environment: must be [[environment]] tables"),
    "environment a text": ('environment = ["x"]\n', "environment[1]: must be a table"),
}


@pytest.mark.parametrize("case", SYNTAX)
def test_a_syntax_error_is_told_with_line_and_column(case: str, tmp_path: Path) -> None:
    content, place = SYNTAX[case]
    settings, problem = load(tmp_path, content)
    assert settings == Settings()
    assert place in problem


@pytest.mark.parametrize("case", VALUES)
def test_a_wrong_value_is_told_with_its_keys_path_and_the_other_environments_go_on(case: str, tmp_path: Path) -> None:
    content, place = VALUES[case]
    settings, problem = load(tmp_path, content)
    assert place in problem
    assert "canary" not in problem
    assert settings.environments == (Environment("g", "good", "https://g.example.com"),)


@pytest.mark.parametrize("case", TOP)
def test_what_is_no_list_of_environments_is_told(case: str, tmp_path: Path) -> None:
    content, place = TOP[case]
    settings, problem = load(tmp_path, content)
    assert settings == Settings()
    assert place in problem


@pytest.mark.parametrize("case", [*SYNTAX, *VALUES, *TOP])
def test_a_broken_file_is_kept_aside_as_it_was_and_reported_once(case: str, tmp_path: Path) -> None:
    content = (SYNTAX | VALUES | TOP)[case][0]
    settings, problem = load(tmp_path, content)
    [aside] = tmp_path.glob("environments.toml.broken-*")
    assert str(aside) in problem
    assert aside.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    again = EnvironmentFile(tmp_path).load()
    assert again.settings == settings
    assert again.problem == ""


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    _, problem = load(tmp_path, wrong('url = "x"') + wrong("production = 1", id="c"))
    assert "environment[1].url" in problem
    assert "environment[2].production" in problem


def test_two_broken_files_in_one_second_are_both_kept(tmp_path: Path) -> None:
    load(tmp_path, "first")
    load(tmp_path, "second")
    kept = {path.read_text() for path in tmp_path.glob("environments.toml.broken-*")}
    assert kept == {"first", "second"}


def test_a_file_broken_by_hand_while_the_program_runs_is_kept_aside_by_the_next_save(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    kept = Settings((Environment("g", "good", "https://g.example.com"), Environment("h", "other")), "g")
    file.save(kept)
    file.path.write_text(wrong('url = "x"'))
    assert file.save(kept) == ""
    assert EnvironmentFile(tmp_path).load().settings == kept
    [aside] = tmp_path.glob("environments.toml.broken-*")
    assert aside.read_text() == wrong('url = "x"')


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "environments.toml").mkdir()
    file = EnvironmentFile(tmp_path)
    assert "something else than a file" in file.load().problem
    assert "something else than a file" in file.save(Settings())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_the_files_place_is_not_waited_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "environments.toml")
    assert "something else than a file" in EnvironmentFile(tmp_path).load().problem


def test_a_file_that_is_far_too_long_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "environments.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert "longer than 1 MiB" in EnvironmentFile(tmp_path).load().problem
