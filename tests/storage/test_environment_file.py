"""The environment file: what is written is read again, and nobody's environment is lost."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nango_tui.model.auth import Endpoint
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Environments, Loaded, Settings
from nango_tui.model.text import plain
from nango_tui.storage.environments import EnvironmentFile, merge
from nango_tui.storage.folder import config_folder
from nango_tui.storage.settings_toml import dump, parse

A, B, C, D = (Environment(f"id-{name}", name, f"https://{name}.example.com") for name in "abcd")

words = st.text(max_size=20).map(plain)
hosts = st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,5})?(:[1-9][0-9]{0,3})?(/[a-z]{1,5})?", fullmatch=True)


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    plain_http = draw(st.booleans())
    scheme = draw(st.sampled_from(["http", "https"])) if plain_http else "https"
    return Environment(
        id=draw(words.filter(str.strip)),
        name=draw(words.filter(str.strip)),
        url=f"{scheme}://{draw(hosts)}",
        production=draw(st.booleans()),
        endpoint=draw(st.sampled_from([None, *Endpoint])),
        plain_http=plain_http,
    )


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    every = tuple(draw(st.lists(environments(), max_size=4, unique_by=lambda each: each.id)))
    active = draw(st.sampled_from(["", *(each.id for each in every)]))
    return Settings(every, active, draw(words))


def is_a_port(file: EnvironmentFile) -> Environments:
    return file


@given(settings())
def test_what_is_written_is_what_is_read(wanted: Settings) -> None:
    assert parse(dump(wanted)).settings == wanted
    assert not parse(dump(wanted)).problems


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    parse(data)


@given(settings(), st.data())
def test_a_file_that_is_cut_anywhere_is_read_or_reported(wanted: Settings, data: st.DataObject) -> None:
    whole = dump(wanted)
    part = whole[: data.draw(st.integers(0, len(whole)))]
    known = {environment.id for environment in wanted.environments}
    assert parse(part).problems or {environment.id for environment in parse(part).settings.environments} <= known


def test_no_file_is_the_first_run_and_no_problem(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path / "none")
    assert file.load() == Loaded(Settings())
    assert not file.exists()
    assert not (tmp_path / "none").exists()


def test_a_saved_file_is_found_by_the_next_start(tmp_path: Path) -> None:
    wanted = Settings((A, B), B.id, "nord")
    assert EnvironmentFile(tmp_path).save(wanted) == ""
    assert EnvironmentFile(tmp_path).exists()
    assert EnvironmentFile(tmp_path).load() == Loaded(wanted)


def test_a_file_written_by_hand_needs_id_name_and_url_only(tmp_path: Path) -> None:
    (tmp_path / "environments.toml").write_bytes(
        b'\xef\xbb\xbf# by hand\r\n[[environment]]\r\nid = "a"\r\nname = "dev"\r\nurl = " https://x.example.com/ "\r\n'
    )
    assert EnvironmentFile(tmp_path).load() == Loaded(Settings((Environment("a", "dev", "https://x.example.com"),)))


def test_an_environment_that_is_gone_is_not_replaced_by_another_as_the_active_one(tmp_path: Path) -> None:
    EnvironmentFile(tmp_path).save(Settings((A, B), "id-gone"))
    assert EnvironmentFile(tmp_path).load().settings.active == ""


def test_a_newer_programs_file_is_reported_not_read_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "environments.toml"
    path.write_text('version = 2\nshape = "new"\n')
    file = EnvironmentFile(tmp_path)
    loaded = file.load()
    assert loaded.settings == Settings()
    assert "version 2" in loaded.problem
    assert "Update nango-tui" in file.save(Settings((A,), A.id))
    assert path.read_text() == 'version = 2\nshape = "new"\n'
    assert [each.name for each in tmp_path.iterdir()] == ["environments.toml"]


def test_another_instances_added_changed_and_removed_environments_survive_a_save(tmp_path: Path) -> None:
    EnvironmentFile(tmp_path).save(Settings((A, B, C), A.id, "nord"))
    mine, theirs = EnvironmentFile(tmp_path), EnvironmentFile(tmp_path)
    mine.load()
    theirs.load()
    changed = replace(B, name="renamed")
    theirs.save(Settings((A, changed, D), D.id, "nord"))
    own = Settings((replace(A, production=True), B, C), A.id, "gruvbox")
    mine.save(own)
    saved = Settings((replace(A, production=True), changed, D), D.id, "gruvbox")
    assert EnvironmentFile(tmp_path).load() == Loaded(saved)
    mine.save(own)
    assert EnvironmentFile(tmp_path).load() == Loaded(saved)


def test_what_was_removed_here_stays_removed(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.save(Settings((A, B), A.id))
    file.save(Settings((B,), B.id))
    assert EnvironmentFile(tmp_path).load() == Loaded(Settings((B,), B.id))


def test_a_file_deleted_meanwhile_is_written_again_whole(tmp_path: Path) -> None:
    file = EnvironmentFile(tmp_path)
    file.save(Settings((A, B), A.id))
    file.path.unlink()
    file.save(Settings((A, B), B.id))
    assert EnvironmentFile(tmp_path).load() == Loaded(Settings((A, B), B.id))


@given(settings(), settings())
def test_merging_with_a_file_that_nobody_else_changed_gives_what_is_saved(base: Settings, mine: Settings) -> None:
    assert merge(base, mine, base) == mine


@given(settings(), settings())
def test_merging_without_a_change_of_ones_own_gives_the_others(base: Settings, theirs: Settings) -> None:
    merged = merge(base, base, theirs)
    assert set(merged.environments) == set(theirs.environments)
    assert (merged.active, merged.theme) == (theirs.active, theirs.theme)


WRITER = """
    import sys
    from pathlib import Path
    from nango_tui.model.environment import Environment
    from nango_tui.storage.environments import EnvironmentFile

    file = EnvironmentFile(Path(sys.argv[1]))
    settings = file.load().settings
    for number in range(25):
        settings = type(settings)((*settings.environments, Environment(f"{sys.argv[2]}-{number}", "x")))
        problem = file.save(settings)
        assert not problem, problem
"""


@pytest.mark.skipif(sys.platform == "win32", reason="locks the folder on POSIX only")
def test_two_programs_that_save_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    code = textwrap.dedent(WRITER)
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.communicate(timeout=60)[1] == ""
    names = {environment.id for environment in EnvironmentFile(tmp_path).load().settings.environments}
    assert names == {f"{name}-{number}" for name in ("one", "two") for number in range(25)}


def test_the_folder_is_the_systems_unless_a_variable_names_another(tmp_path: Path) -> None:
    assert config_folder({"NANGO_TUI_CONFIG_DIR": str(tmp_path)}) == tmp_path
    assert config_folder({"NANGO_TUI_CONFIG_DIR": "~/x"}) == Path.home() / "x"
    assert config_folder({"NANGO_TUI_CONFIG_DIR": "x"}).is_absolute()
    assert config_folder({"NANGO_TUI_CONFIG_DIR": " "}).name == "nango-tui"
    assert config_folder({}).is_absolute()


def test_reading_the_file_loads_nothing_that_the_first_frame_cannot_afford(tmp_path: Path) -> None:
    EnvironmentFile(tmp_path).save(Settings((A,), A.id))
    program = """
        import os, sys
        from nango_tui.storage.environments import EnvironmentFile
        from nango_tui.storage.folder import config_folder
        from nango_tui.storage.keys import KeyRing, variables_environment
        loaded = EnvironmentFile(config_folder(os.environ)).load()
        KeyRing(os.environ, loaded.settings.active).held(loaded.settings.environments[0])
        heavy = ("pydantic", "httpx", "keyring", "secretstorage", "tomli_w")
        print([name for name in heavy if name in sys.modules])
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        env={"NANGO_TUI_CONFIG_DIR": str(tmp_path), "PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert run.stdout.strip() == "[]"
