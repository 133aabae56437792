"""No secret is where it could be seen: the sweep through whole imports, a crash, and the proof that the hunt finds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nango_tui.last_words import crash_report
from tests.canary import secrets
from tests.canary.echoes import REFUSALS, in_the_message, nested
from tests.canary.secrets import ALL, Hunt, spellings
from tests.canary.sweep import JOBS, Job, importing
from tests.conftest import REPO, Figure

FEW = (in_the_message, nested)
"""For most jobs: each refusal repeats all secrets; the whole row of them is tried with one."""

CRASHER = """
import sys
from pathlib import Path
from nango_tui import app as app_module, cli
from nango_tui.app import NangoApp
from nango_tui.daemon_executor import DaemonExecutor

class Crashing(NangoApp):
    CSS_PATH = Path(app_module.__file__).with_name("app.tcss")
    def on_ready(self):
        token = sys.stdin.readline().strip()
        raise RuntimeError(f"no good: {token}")

clock, limits = cli.SystemClock(), cli.Limits()
environments = cli.DemoEnvironments()
services = cli.Services(cli.Clients(limits, clock), cli.DemoKeys(), environments, clock, limits, DaemonExecutor)
app = Crashing(services, environments.load(), cli.DEMO)
app.run(headless=True, size=(80, 24))
sys.exit(app.return_code or 0)
"""


async def sweep(job: Job, folder: Path, *, pasted: bool, whole: bool) -> Hunt:
    """Import with the job's secrets; look at screens, copies, messages, logs, and every file that was written."""
    hunt = Hunt(tuple(job.secrets))
    refusals = REFUSALS if whole else FEW
    await importing(job, hunt, folder, pasted=pasted, refusals=refusals, thorough=job.integration == "harborline")
    # The other way in as well, straight to the end.
    await importing(job, hunt, folder, pasted=not pasted, refusals=())
    hunt.look_into(folder)
    return hunt


@pytest.mark.parametrize(
    ("job", "pasted"),
    [(job, job.integration not in ("harborline", "tallyroom")) for job in JOBS],
    ids=[job.integration for job in JOBS],
)
async def test_no_secret_is_seen_on_the_way_of_an_import(
    job: Job, pasted: bool, tmp_path: Path, figure: Figure, capfd: pytest.CaptureFixture[str]
) -> None:
    hunt = await sweep(job, tmp_path, pasted=pasted, whole=job.integration == "lumenboard")
    hunt.look_all("standard output and error", capfd.readouterr())
    # The key of Nango is one more secret in each.
    figure("canary", f"{len(job.secrets) + 1} secrets, {hunt.places} places, {len(hunt.leaks)} leaks", add=True)
    assert not hunt.leaks


def test_a_crash_says_where_and_no_value(tmp_path: Path) -> None:
    token = secrets.ACCESS_TOKEN.text
    script = tmp_path / "crashing.py"
    script.write_text(CRASHER)
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=REPO,
        env=os.environ | {"PYTHONPATH": str(REPO)},
        input=token,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    hunt = Hunt((secrets.ACCESS_TOKEN,))
    hunt.look("crash", done.stdout + done.stderr)
    assert done.returncode == 1
    assert "builtins.RuntimeError" in done.stdout + done.stderr
    assert not hunt.leaks


def test_a_crash_report_holds_no_text_of_an_error_or_its_causes() -> None:
    try:
        try:
            raise ValueError(secrets.API_KEY.text)
        except ValueError as error:
            raise KeyError(secrets.PASSWORD.text) from error
    except KeyError as error:
        report = crash_report(error)
    hunt = Hunt(ALL)
    hunt.look("report", report)
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert not hunt.leaks


@pytest.mark.parametrize("canary", ALL, ids=lambda canary: canary.kind)
def test_a_planted_leak_is_found_in_every_spelling(canary: secrets.Canary) -> None:
    for needle in canary.needles:
        for spelled in spellings(needle):
            hunt = Hunt((canary,))
            hunt.look("planted", f"before {spelled} after")
            assert hunt.leaks == {(canary.kind, "planted")}, "a spelling was overlooked"


async def test_a_planted_leak_in_the_program_is_found(tmp_path: Path) -> None:
    """The subdomain is no secret: told that it is one, the hunt finds it on the screens."""
    job = next(job for job in JOBS if job.integration == "tallyroom")
    shown = secrets.Canary("planted", "plantedworkspace")
    planted = Job(job.integration, (("config.subdomain", shown.text), *job.fields[1:]))
    hunt = Hunt((shown,))
    await importing(planted, hunt, tmp_path, pasted=True, refusals=())
    assert any("screen" in place for _, place in hunt.leaks)
