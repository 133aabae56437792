"""An import as a bash command that can be kept in a ticket: it holds no secret."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping

from nango_tui.model.auth import Path
from nango_tui.model.body import Tree, secrets_in
from nango_tui.model.secret import Secret

KEY_VARIABLE = "NANGO_SECRET_KEY"
# Names that mean something to bash, curl or the loader, so that no secret may be put into them.
_TAKEN = re.compile(
    "PATH|HOME|IFS|ENV|PS[0-4]|E?UID|(OLD)?PWD|USER|SHELL.*|LANG|TERM|TMPDIR|RANDOM|SECONDS|LINENO|OPT.*|PPID|REPLY"
    "|BASH.*|CDPATH|HOST.*|LD_.*|LC_.*|CURL_.*|.*_PROXY|SSL.*"
)

_JSON_FUNCTION = r"""  json() {
    # Prints a text as JSON. Variables hold the pattern and the replacement, so that every bash takes them literally.
    local s=$1 q='"' b='\' c i
    s=${s//"$b"/"$b$b"}
    s=${s//"$q"/"$b$q"}
    for i in {1..31}; do
      printf -v c "\\$(printf '%03o' "$i")"
      s=${s//"$c"/"${b}u$(printf '%04x' "$i")"}
    done
    printf '"%s"' "$s"
  }
"""


def variables_of(tree: Tree) -> dict[Path, str]:
    """Return the name of the shell variable for each secret, by its path: {("credentials", "apiKey"): "API_KEY"}."""
    names: dict[Path, str] = {}
    for path, _ in secrets_in(tree):
        word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path[-1])
        word = re.sub(r"[^A-Za-z0-9]+", "_", word).strip("_").upper()
        if not word or word[0].isdigit() or _TAKEN.fullmatch(word):
            word = f"VALUE_{word}".rstrip("_")
        name, number = word, 2
        while name in names.values() or name == KEY_VARIABLE:
            name, number = f"{word}_{number}", number + 1
        names[path] = name
    return names


def curl(url: str, tree: Tree) -> str:
    """Return a bash command that posts the tree to the URL, with a variable for the key and for each secret.

    It holds no secret, and neither does a process list while it runs: the key comes through a file descriptor, the
    body through standard input.
    """
    names = variables_of(tree)
    needed = "".join(f'\n  : "${{{name}:?Set it first}}"' for name in (KEY_VARIABLE, *names.values()))
    return (
        f"({needed}\n{_JSON_FUNCTION}"
        f"  curl --silent --show-error {shlex.quote(url)} \\\n"
        f"    --header @<(printf 'Authorization: Bearer %s' \"${KEY_VARIABLE}\") \\\n"
        "    --header 'Content-Type: application/json' \\\n"
        "    --data-binary @- <<END_OF_BODY\n"
        f"{_heredoc(tree, names, (), 0)}\n"
        "END_OF_BODY\n)\n"
    )


def _heredoc(tree: Tree, names: Mapping[Path, str], path: Path, depth: int) -> str:
    indent, end = "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(tree, Secret):
        return f'$(json "${names[path]}")' if tree else '""'
    if isinstance(tree, dict) and tree:
        lines = (
            f"{indent}{_shell_json(key)}: {_heredoc(value, names, (*path, key), depth + 1)}"
            for key, value in tree.items()
        )
        return "{\n" + ",\n".join(lines) + end + "}"
    if isinstance(tree, list) and tree:
        items = (indent + _heredoc(value, names, (*path, str(at)), depth + 1) for at, value in enumerate(tree))
        return "[\n" + ",\n".join(items) + end + "]"
    return _shell_json(tree)


def _shell_json(leaf: Tree) -> str:
    # ASCII, and with nothing in it that a here-document or a history expansion would touch: JSON can spell them all.
    text = json.dumps(leaf)
    if not isinstance(leaf, str):
        return text
    inner = text[1:-1].replace("\\\\", "\\u005c")
    for character in "$`!":
        inner = inner.replace(character, f"\\u{ord(character):04x}")
    return f'"{inner}"'
