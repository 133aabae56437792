"""No secret leaves the program but to the server: not by the terminal, files, children, connections, a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

import pytest

from nango_tui.model.wire import Handler, Request, Response
from nango_tui.sandbox.demo import ENVIRONMENT, Demo, demo
from nango_tui.sandbox.server import serve
from tests.canary import secrets
from tests.canary.echoes import Answer, in_the_message, nested, telling
from tests.canary.secrets import Canary, Hunt
from tests.canary.stored import FETCHED, ROTATED, STORED, TellingProvider
from tests.canary.sweep import InTurn
from tests.canary.ways import IMPOSSIBLE, IN, ON, Walked
from tests.conftest import Figure
from tests.pty.terminal import PROGRAM, rows_of
from tests.pty.traced import CHILDREN, TracedTerminal
from tests.screens.front import Front, hangs_up

pytestmark = [pytest.mark.pty, pytest.mark.xdist_group("pty-leaks")]

DEFAULT = Canary("default of a template", "t3mpl4te-d3fault-s3cret")
PAIRS = {
    "variable": {(way, on) for way in ("variable", "typed", "pasted", "answer", "refresh") for on in ON},
    "keyring": {(way, on) for way in ("keyring", "piped", "template") for on in ON} - {*IMPOSSIBLE},
}
"""Which pairs each of the two walks."""
STDIN = ("sh", "-c", 'exec "$@" <"$PIPED"', "sh", *PROGRAM)
"""The program with standard input from a file; its arguments are its own."""
TOKENS = json.dumps(
    {
        "access_token": secrets.ACCESS_TOKEN.text,
        "refresh_token": secrets.REFRESH_TOKEN.text,
        "expires_in": 7200,
        "instance_url": "https://cages.harborline.example",
    }
)

KEYRING = """
from pathlib import Path
class Keyring:
    priority = 5
    def get_password(self, service, username):
        return Path(__file__).with_name("stored").read_text()
    def set_password(self, service, username, password):
        Path(__file__).with_name("stored").write_text(password)
    def delete_password(self, service, username):
        Path(__file__).with_name("stored").unlink()
"""


def write_keyring(folder: Path, key: str) -> None:
    """Put a package `keyring` into a folder, whose one backend has a key."""
    backends = folder / "keyring" / "backends"
    backends.mkdir(parents=True)
    (backends / "__init__.py").write_text("")
    (backends / "SecretService.py").write_text(KEYRING)
    (backends / "stored").write_text(key)
    (folder / "keyring" / "__init__.py").write_text("")
    (folder / "keyring" / "core.py").write_text(
        "def load_config():\n    from keyring.backends.SecretService import Keyring\n    return Keyring()\n"
    )


def write_environment(home: Path, url: str) -> None:
    folder = home / "config" / "nango-tui"
    folder.mkdir(parents=True)
    table = f'[[environment]]\nid = "a"\nname = "dev"\nurl = "{url}"\n'
    (folder / "environments.toml").write_text(f"version = 1\n{table}")


def with_a_default(request: Request, behind: Handler) -> Response:
    """Answer a template in which somebody left a secret as the default of a field."""
    answer = behind(request)
    said = json.loads(answer.body)
    config = said["data"].setdefault("connection_config", {})
    config["portalSecret"] = {"type": "string", "title": "Portal secret", "default_value": DEFAULT.text}
    return replace(answer, body=json.dumps(said).encode())


def boasting(known: list[str]) -> Answer:
    """Return an answer that stores, and tells what else it knows."""

    def handle(request: Request, behind: Handler) -> Response:
        answer = behind(request)
        return replace(answer, body=json.dumps({**json.loads(answer.body), "told": known}).encode())

    return handle


def imports_only(answer: Answer) -> Answer:
    """Return the answer for imports alone: the question for the environment's name is a POST as well."""

    def handle(request: Request, behind: Handler) -> Response:
        return behind(request) if b"asks-for-the-environment" in request.body else answer(request, behind)

    return handle


@dataclass
class Journey:
    """Everything that can be done with secrets, by the keys of a person."""

    terminal: TracedTerminal
    walked: Walked
    tokens: list[str] = field(default_factory=list)

    def to(self, text: str, *keys: str) -> None:
        """Press keys, wait for what must stand there then, and look."""
        self.terminal.press(*keys)
        self.terminal.wait_for(text)
        self.terminal.rest(0.1)

    def send(self, text: str) -> None:
        """Send, when the review has stood long enough to take an Enter."""
        self.terminal.wait_for("Send")
        self.terminal.rest(0.4)
        self.to(text, "enter")

    def test(self) -> None:
        """Let Nango refresh the token, and call the provider, which repeats its headers."""
        terminal = self.terminal
        self.to("Call the provider: GET", "t")
        self.to("Refreshed", "enter")
        terminal.press("tab")
        terminal.type("/me")
        terminal.wait_for("GET    /me")
        self.to("The provider's answer", "enter")
        self.walked.did("verify")
        self.to("Last fetched", "escape")

    def link(self) -> None:
        """Make a reconnect link and copy it: that once it is on the clipboard, where it is wanted."""
        terminal = self.terminal
        self.to("Valid until", "r")
        self.walked.did("reconnect")
        assert self.tokens
        terminal.look()
        assert not terminal.hunt.leaks, "before it was copied"
        self.to("Do not copy", "c")
        terminal.press("y")
        terminal.wait_for("The link was sent")
        [link] = [text for text in terminal.copied if self.tokens[-1] in text]
        terminal.forgive(link)
        self.to("Last fetched", "escape")

    def history(self) -> None:
        """Read what was noted of all that."""
        self.to("History", "ctrl+l")
        self.terminal.press("down", "down")
        self.terminal.rest(0.1)
        self.walked.did("history")
        self.to("Import into", "escape")

    def take(self) -> None:
        """Take what the preview shows."""
        self.terminal.wait_for("Fill these fields")
        self.terminal.press("enter")
        self.wait_for_token(there=True)
        # An Enter soon after another one counts as the key held down.
        self.terminal.rest(0.3)

    def wait_for_token(self, *, there: bool) -> None:
        """Wait until the form holds an access token, or none."""
        end = monotonic() + 30
        while there != any("Access token" in line and "••" in line for line in rows_of(self.terminal.screen)):
            assert self.terminal.read(), "it ended"
            assert monotonic() < end, self.terminal.text

    def undo_and_paste(self) -> None:
        """Take back what was filled, and paste it again."""
        self.terminal.press("ctrl+z")
        self.wait_for_token(there=False)
        self.walked.did("undo")
        self.terminal.paste(TOKENS)
        self.take()

    def send_until_stored(self, looked_up: str) -> None:
        """Send: refused twice, then without an answer; what was not stored is sent again."""
        terminal, walked = self.terminal, self.walked
        terminal.press("j", "c")
        terminal.wait_for("curl command sent")
        walked.did("curl")
        self.send("HTTP 500")
        self.to("Ticket note", "r", "t")
        walked.did("note")
        self.to("Who is the customer?", "escape")
        self.to("Send", "enter")
        self.send("refused the")
        self.to("Send", "enter")
        self.send("No answer")
        terminal.look()
        self.to(looked_up, "l")
        self.to("l Endpoint", "s")
        self.send("Stored")
        self.to("Ticket note", "r", "t")

    def search(self, text: str) -> None:
        """Type what is looked for on Home, in place of what stands there."""
        self.to("Type an integration", *["backspace"] * 12)
        self.terminal.type(text)

    def open(self) -> None:
        """Open the connection."""
        self.terminal.wait_for(" of 22", "auth errors first")
        self.search("cages")
        self.terminal.wait_for("Canary Cages", "0 of 22")
        self.to("Last fetched", "enter")

    def import_(self, *comes: str) -> None:
        """Import with all tokens pasted at once; `comes`: by which ways secrets come in with the form."""
        self.search("harborline")
        self.terminal.wait_for("3 of 22")
        self.to("Who is the customer?", "enter")
        self.walked.entered(*comes)
        self.terminal.paste(TOKENS)
        self.take()
        self.undo_and_paste()
        self.to("Send", "enter")
        self.send_until_stored("It is not there")
        self.to("Import into", "escape")


@dataclass
class Stage:
    """A server with a connection that holds secrets, which repeats what it knows whenever it refuses."""

    demo: Demo
    walked: Walked
    front: Front
    tokens: list[str] = field(default_factory=list)

    def refuses_in_turn(self, *known: Canary) -> None:
        """Refuse the next imports, and tell with that what the program knows: what it does not, it cannot hide."""
        kept = [canary.text for canary in known]
        for path in ("/connections", "/connection"):
            turns = [telling(in_the_message, *kept), telling(nested, *kept), hangs_up, boasting(kept)]
            self.front.answers["POST", path] = imports_only(InTurn(turns))

    def made(self, request: Request, behind: Handler) -> Response:
        """Let a link be made, and hunt for its token from then on."""
        answer = behind(request)
        token = json.loads(answer.body)["data"]["token"]
        self.walked.hunt.add(
            Canary("token of a connect session", token, (token.removeprefix("nango_connect_session_"),))
        )
        self.tokens.append(token)
        return answer


@contextmanager
def stage(hunt: Hunt, key_by: str) -> Iterator[tuple[Stage, str]]:
    """Serve it; gives the URL as well."""
    embedded, walked = demo(), Walked(hunt, ("cages",))
    embedded.sandbox._provider = TellingProvider()
    embedded.sandbox.plant([STORED[0].seed], environment=ENVIRONMENT)
    made = Stage(embedded, walked, Front())
    walked.comes(key_by, Canary("API key of Nango", embedded.key))
    walked.comes("answer", *STORED[0].kept)
    walked.comes("refresh", FETCHED, ROTATED)
    made.front.answers["POST", "/connect/sessions/reconnect"] = made.made
    with serve(walked.over(made.front.over(embedded.handle))) as url:
        yield made, url


def finish(terminal: TracedTerminal, hunt: Hunt, figure: Figure) -> None:
    """End the program, look at all that is left, and say what was found."""
    terminal.press("ctrl+q")
    terminal.rest(0.3)
    if terminal.process.isalive():
        terminal.press("ctrl+q")
    assert terminal.wait_end() == 0
    terminal.look_back()
    assert not terminal.strayed
    assert not terminal.trace.of(*CHILDREN)
    figure("canary", f"{len(hunt.kinds)} secrets, {hunt.places} places, {len(hunt.leaks)} leaks", add=True)
    assert not hunt.leaks


def test_a_key_from_a_variable_and_what_is_typed_and_pasted_stay_inside(tmp_path: Path, figure: Figure) -> None:
    hunt, home, outside = Hunt(()), tmp_path / "home", tmp_path / "outside"
    with stage(hunt, "variable") as (made, url):
        walked = made.walked
        walked.comes("typed", secrets.ACCESS_TOKEN)
        walked.comes("pasted", secrets.REFRESH_TOKEN)
        environ = {"NANGO_SECRET_KEY": made.demo.key, "NANGO_HOSTPORT": url}
        with TracedTerminal([], hunt, home=home, outside=outside, environ=environ) as terminal:
            journey = Journey(terminal, walked, made.tokens)
            terminal.wait_for("22 of 22", "17 of 17")
            journey.open()
            journey.test()
            made.refuses_in_turn(*STORED[0].kept, FETCHED, ROTATED)
            journey.to("UPDATE of", "enter")
            terminal.type(secrets.ACCESS_TOKEN.text)
            terminal.press("tab")
            terminal.paste(secrets.REFRESH_TOKEN.text)
            terminal.press("tab", "tab")
            terminal.type("2h")
            walked.entered("typed", "pasted")
            journey.to("Send", "enter")
            journey.send_until_stored("It has not arrived")
            journey.to("Last fetched", "escape")
            journey.test()
            journey.link()
            journey.to("Import into", "escape")
            made.refuses_in_turn(*STORED[0].kept, FETCHED, ROTATED)
            journey.import_()
            journey.history()
            finish(terminal, hunt, figure)
        assert walked.pairs >= PAIRS["variable"]


def test_a_key_from_the_keyring_and_what_is_piped_stay_inside(tmp_path: Path, figure: Figure) -> None:
    hunt, home, outside = Hunt(()), tmp_path / "home", tmp_path / "outside"
    with stage(hunt, "keyring") as (made, url):
        walked = made.walked
        walked.comes("piped", secrets.ACCESS_TOKEN, secrets.REFRESH_TOKEN)
        walked.comes("template", DEFAULT)
        made.front.answers["GET", "/providers/harborline"] = with_a_default
        write_environment(home, url)
        write_keyring(tmp_path / "site", made.demo.key)
        (tmp_path / "piped").write_text(TOKENS)
        environ = {"PIPED": str(tmp_path / "piped"), "PYTHONPATH": str(tmp_path / "site")}
        arguments = ["fix", "cages", "--paste"]
        with TracedTerminal(arguments, hunt, home=home, outside=outside, environ=environ, program=STDIN) as terminal:
            journey = Journey(terminal, walked, made.tokens)
            journey.take()
            walked.entered("piped", "keyring")
            made.refuses_in_turn(*STORED[0].kept)
            journey.undo_and_paste()
            journey.to("Send", "enter")
            journey.send_until_stored("It has not arrived")
            journey.to("Last fetched", "escape")
            journey.to("Import into", "escape")
            made.refuses_in_turn(*STORED[0].kept, DEFAULT)
            journey.import_("template")
            journey.open()
            journey.test()
            journey.link()
            journey.to("Import into", "escape")
            journey.history()
            finish(terminal, hunt, figure)
        assert walked.pairs >= PAIRS["keyring"]


def test_every_way_in_was_crossed_with_every_way_on() -> None:
    assert PAIRS["variable"] | PAIRS["keyring"] == {(way, on) for way in IN for on in ON} - {*IMPOSSIBLE}
