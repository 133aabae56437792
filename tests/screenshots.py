"""Makes the pictures of the README from the demo: `python -m tests.screenshots [folder]`.

The clock stands still and ids are made up, so that the same screens give the same files.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from textual.widgets import Input

from nango_tui.api.client import Client
from nango_tui.app import NangoApp
from nango_tui.cli import DEMO, DemoEnvironments, DemoKeys
from nango_tui.daemon_executor import DaemonExecutor
from nango_tui.model.environment import Environment
from nango_tui.model.ports import Limits, Nango, Services, Settings
from nango_tui.model.secret import Secret
from nango_tui.sandbox.demo import demo
from tests.conftest import REPO
from tests.screens.driving import Driver, MemoryEnvironments, MemoryKeys
from tests.screens.fixing import PassingClock, fix
from tests.screens.front import Front

FOLDER = REPO / "screenshots"
LIMITS = Limits(send_guard=0.0, repeat=0.0, pause=0.01, settle=0.0)
CONNECTION = UUID("5f0c9d52-7a1e-4b3a-9c48-2f6d1e0b7a33")
FONTS = "'Fira Code', ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
BLANK, CELL = "&#160;", 12.2
"""How Rich spells a blank, and how wide it draws a column."""

OTHERS = (
    Environment("e2", "staging", "https://nango.acme.example"),
    Environment("e3", "prod", "https://api.nango.dev", production=True),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: how the program gets there, and words that must stand in it."""

    name: str
    show: Callable[[Driver], Awaitable[None]]
    words: tuple[str, ...]
    size: tuple[int, int] = (80, 24)
    first_run: bool = False


async def _home(drive: Driver) -> None:
    await drive.wait_for("22 of 22", "16 of 16")
    await drive.type("harb")
    await drive.wait_for("3 of 22", "Access token", "Acme Inc.")


async def _fill_oauth(drive: Driver) -> None:
    await drive.form("harborline")
    await drive.put("config.subdomain", "acme")
    await drive.put("credentials.access_token", "a-made-up-access-token")
    await drive.put("credentials.refresh_token", "a-made-up-refresh-token")
    await drive.put("expiry", "2h")
    await drive.put("customer.name", "Acme Inc.")


async def _credentials(drive: Driver) -> None:
    await _fill_oauth(drive)
    drive.row("expiry").entry.focus()
    await drive.wait_for("in 2 h")


async def _paste(drive: Driver) -> None:
    await drive.form("harborline")
    tokens = {"access_token": "ya29.a-made-up-token", "refresh_token": "1//a-made-up-token", "expires_in": 3599}
    await drive.paste(json.dumps({**tokens, "scope": "read", "instance_url": "https://acme.harborline.example"}))
    await drive.wait_for("fills", "Access token")


async def _auth_type(drive: Driver) -> None:
    await drive.choose("fogbank")
    await drive.wait_for("Nango does not import")


async def _review(drive: Driver) -> None:
    await _fill_oauth(drive)
    await drive.press("enter")
    await drive.wait_step("Review")


async def _result(drive: Driver) -> None:
    await _review(drive)
    await drive.press("enter")
    await drive.wait_step("Result")
    await drive.wait_for("HTTP 201")


async def _refused(drive: Driver) -> None:
    await drive.form("lumenboard")
    await drive.put("credentials.api_key", "a-made-up-key")
    await drive.put("config.region", "eu")
    await drive.put("webhook_url", "https://10.20.0.7/nango")
    # The first Enter is answered with a warning: whether such an address is allowed is up to the server.
    await drive.press("enter", "enter")
    await drive.wait_step("Review")
    await drive.press("enter")
    await drive.wait_step("Credentials")
    await drive.wait_for("refused the import")


async def _connection(drive: Driver) -> None:
    await drive.open_connection("acme inc")
    await drive.wait_for("Auth error", "Refresh token")


async def _update(drive: Driver) -> None:
    await fix(drive, "acme inc")
    await drive.put("credentials.access_token", "a-made-up-access-token")
    await drive.put("credentials.refresh_token", "a-made-up-refresh-token")
    await drive.put("expiry", "2h")
    await drive.press("enter")
    await drive.wait_step("Review")
    await drive.wait_for("kept")


async def _fixed(drive: Driver) -> None:
    await _update(drive)
    await drive.press("enter")
    await drive.wait_for("Nothing was lost", "The auth error is gone.")


async def _link(drive: Driver) -> None:
    await drive.open_connection("acme inc")
    await drive.wait_for("Auth error", "Refresh token")
    await drive.press("r")
    await drive.wait_for("left", "Kept")


async def _first_run(drive: Driver) -> None:
    await drive.wait_for("Open a Nango environment", "API key")


async def _environments(drive: Driver) -> None:
    await drive.wait_for("22 of 22")
    await drive.press("ctrl+e")
    await drive.wait_for("Environments", "PROD")
    await drive.press("down")


PICTURES = (
    Picture("home", _home, ("Import into", "harborline-key", "Harborline (API Key)")),
    Picture("credentials", _credentials, ("Harborline workspace", "Access token", "••••", "Acme Inc.", "UTC")),
    Picture("credentials-wide", _credentials, ("Access token", "POST /connections", "Acme Inc."), (120, 40)),
    Picture("paste", _paste, ("fills", "Access token", "Refresh token", "Expires", "Fill these fields")),
    Picture("auth-type", _auth_type, ("Two-step token (TWO_STEP)", "Nango does not import")),
    Picture("review", _review, ("CREATE in demo", "Secrets", "POST /connections", "Send")),
    Picture("result", _result, ("Stored", "HTTP 201", "subdomain acme", "Ticket")),
    Picture(
        "refused", _refused, ("Nango refused the import", "https://10.20.0.7/nango", "The override webhook URL: Not")
    ),
    Picture(
        "connection", _connection, ("Acme Inc. · harborline · acme-42", "Auth error", "subdomain: acme", "Replace")
    ),
    Picture("update", _update, ("UPDATE Acme Inc. (acme-42)", "changes", "kept", "Metadata: 3", "Send")),
    Picture("fixed", _fixed, ("Stored", "The auth error is gone.", "Nothing was lost")),
    Picture("reconnect-link", _link, ("Reconnect link", "Acme Inc.", "••••", "left")),
    Picture("first-run", _first_run, ("https://api.nango.dev", "http://localhost:3003", "API key"), first_run=True),
    Picture("environments", _environments, ("staging", "PROD", "nango.acme.example", "Replace key")),
)


@asynccontextmanager
async def _demo(size: tuple[int, int], *, first_run: bool) -> AsyncIterator[Driver]:
    """Run the demo with a clock that stands still."""
    clock = PassingClock()
    # Ids of logs are made by chance.
    random.seed(7)
    embedded = demo(clock=clock.now)

    def client(environment: Environment, key: Secret) -> Nango:
        return Client(environment, Secret(embedded.key), LIMITS, clock=clock, handler=embedded.handle)

    settings = Settings() if first_run else replace(DemoEnvironments().load().settings, environments=(DEMO, *OTHERS))
    environments = MemoryEnvironments(settings)
    services = Services(client, DemoKeys(), environments, clock, LIMITS, DaemonExecutor)
    app = NangoApp(services, environments.load(), None if first_run else DEMO)
    with patch("nango_tui.screens.session.uuid4", lambda: CONNECTION):
        async with app.run_test(size=size) as pilot:
            yield Driver(app, pilot, embedded, MemoryKeys(), environments, Front(), clock, DEMO.url)


async def draw(picture: Picture) -> str:
    """Return the SVG of one picture."""
    async with _demo(picture.size, first_run=picture.first_run) as drive:
        await picture.show(drive)
        for entry in drive.app.screen.query(Input):
            # A blinking cursor would make another file each time.
            entry.cursor_blink = False
        await drive.pilot.wait_for_animation()
        await drive.pilot.pause()
        return slim(drive.app.export_screenshot(title="nango-tui"))


def slim(svg: str) -> str:
    """Return the picture without the web fonts it names, so that looking at it calls no other host."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+-", "t-", svg)
    svg = re.sub(r"font-family:[^;]*;", f"font-family: {FONTS};", svg)
    svg = re.sub(r'<text ([^>]*)x="([\d.]+)"([^>]*)textLength="([\d.]+)"([^>]*)>([^<]*)</text>', _trimmed, svg)
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


def _trimmed(found: re.Match[str]) -> str:
    """Return a text without blanks at its ends: not every viewer draws those at the beginning."""
    one, x, two, length, three, text = found.groups()
    start = re.match(r"(?:&#160;)*", text)
    before = len(start[0]) // len(BLANK) if start else 0
    inner = text[before * len(BLANK) :]
    after = 0
    while inner.endswith(BLANK):
        inner, after = inner.removesuffix(BLANK), after + 1
    if not inner:
        return ""
    left, wide = float(x) + before * CELL, float(length) - (before + after) * CELL
    return f'<text {one}x="{left:g}"{two}textLength="{wide:g}"{three}>{inner}</text>'


def make(folder: Path) -> list[Path]:
    """Draw all pictures into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for picture in PICTURES:
        file = folder / f"{picture.name}.svg"
        file.write_text(asyncio.run(draw(picture)), encoding="utf-8")
        made.append(file)
    return made


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(path)
