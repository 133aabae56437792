"""What chats, mails, documents and logs do to a text before it is pasted. Each gives the same findings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping


def slack(text: str) -> str:
    """Curly quotes, and addresses in angle brackets with what is shown for them."""
    text = re.sub(r"https://[\w./-]+\w", lambda found: f"<{found[0]}|{found[0][8:]}>", text)
    opened = False
    out = []
    for sign in text:
        if sign == '"':
            opened = not opened
            out.append("“" if opened else "”")
        else:
            out.append(sign)
    return "".join(out)


def windows(text: str) -> str:
    return "\ufeff" + text.replace("\n", "\r\n") + "\r\n"


def markdown(text: str) -> str:
    return f"Hello,\n\nhere is what they sent:\n\n```json\n{text}\n```\n\nRegards,\nRobin"


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def quoted_twice_in_a_fence(text: str) -> str:
    return "Robin wrote:\n" + "\n".join(f">> {line}" for line in f"```\n{text}\n```".split("\n"))


def quoted_between_words(text: str) -> str:
    return "Hey! Here is what they sent:\n\n" + quoted(text) + "\n\nLet me know."


def hard_blanks(text: str) -> str:
    return text.replace(" ", "\u00a0").replace("_", "_\u200b")


def in_json(text: str) -> str:
    return json.dumps(text)


def in_a_field(text: str) -> str:
    return json.dumps({"status": 200, "body": text})


def without_its_quotes(text: str) -> str:
    """A text in JSON whose own quotes were left behind, as logs do."""
    return json.dumps(text)[1:-1]


def on_a_page(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def assigned(text: str) -> str:
    return f"TOKEN_RESPONSE={text}"


def as_python(text: str) -> str:
    return repr(json.loads(text))


def as_ruby(text: str) -> str:
    return re.sub(r'"(\w+)":', r":\1 =>", text).replace("null", "nil")


def as_javascript(text: str) -> str:
    return "const answer = " + re.sub(r'"(\w+)":', r"\1:", text) + ";"


def as_yaml(text: str) -> str:
    lines = [f"{key}: {json.dumps(value)}" for key, value in json.loads(text).items()]
    return "---\n" + "\n".join(lines) + "\n"


JSON_MANGLES: Mapping[str, Callable[[str], str]] = {
    "Slack": slack,
    "Windows line ends": windows,
    "Markdown": markdown,
    "quoting": quoted,
    "quoting between words": quoted_between_words,
    "quoting in a fence": quoted_twice_in_a_fence,
    "hard blanks": hard_blanks,
    "JSON in JSON": in_json,
    "JSON in a field": in_a_field,
    "escaped quotes": without_its_quotes,
    "HTML": on_a_page,
    "an assignment": assigned,
}
LANGUAGES: Mapping[str, Callable[[str], str]] = {
    "Python": as_python,
    "Ruby": as_ruby,
    "JavaScript": as_javascript,
}
TEXT_MANGLES: Mapping[str, Callable[[str], str]] = {
    "Windows line ends": windows,
    "Markdown": lambda text: f"```\n{text}\n```",
    "quoting": quoted,
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
}
