"""What was asked for from outside: an import that is begun already, a connection to fix, a text to paste."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nango_tui.model.auth import MODES, Endpoint
from nango_tui.model.secret import Secret

Pairs = tuple[tuple[str, str], ...]

INSTEAD = "Pipe it instead: ... | nango-tui INTEGRATION --paste"


@dataclass(frozen=True, slots=True)
class Order:
    """What to open at the start. `config`, `tags`: key and value. `text`: what was piped in, None: nothing was."""

    action: Literal["home", "import", "fix", "needs"] = "home"
    integration: str = ""
    connection_id: str = ""
    config: Pairs = ()
    tags: Pairs = ()
    endpoint: Endpoint | None = None
    text: Secret | None = None


EXAMPLES = {"--set": "subdomain=acme", "--tag": "end_user_email=it@acme.example"}


def pairs_in(given: Iterable[str], option: str) -> Pairs:
    """Return NAME=VALUE arguments as pairs; raises ValueError, without the value, for one that is none."""
    found: list[tuple[str, str]] = []
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise ValueError(f"{option} takes NAME=VALUE, as in {option} {EXAMPLES[option]}")
        found.append((name.strip(), value))
    return tuple(found)


def refused_secrets(config: Pairs) -> str:
    """Say which of the names given to --set are secrets, "" if none: arguments stay in the history of the shell.

    No value is in the text. A field that only its provider's template calls secret is refused later, at the form.
    """
    from nango_tui.model.secrecy import secret_name

    credentials = {field.name: field.kind for mode in MODES.values() for field in mode.fields}
    # Many providers take their API key as the user name.
    always = {"username", "authorization"}
    names = [
        name
        for name, _ in config
        if credentials.get(name, "text") != "text" or secret_name(name) or name.casefold() in always
    ]
    if not names:
        return ""
    return (
        f"--set takes no secrets, since arguments stay in your shell's history: {', '.join(dict.fromkeys(names))}. "
        f"{INSTEAD}"
    )
