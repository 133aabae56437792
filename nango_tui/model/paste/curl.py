"""A curl command: user, headers, body, URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from nango_tui.model.paste.bodies import read_body
from nango_tui.model.paste.headers import pair_is_client, take_authorization, take_header, take_pair
from nango_tui.model.paste.sheet import Sheet
from nango_tui.model.paste.shell import Unclosed, without_carets, words_of
from nango_tui.model.paste.urls import Address, address_of, goes_to_nango, is_nango, may_be_nango, take_url

_START = re.compile(
    r"(?:^|[\n;&|(])[ \t]*(?:[$%#❯»][ \t]+|PS [^>\n]{0,200}>[ \t]*)?(?:sudo[ \t]+)?(?:\S{1,40}/)?"
    r"curl(?:\.exe)?(?=[ \t\\^`])"
)
_WITH_VALUE = {
    "-u": "user", "--user": "user", "-H": "header", "--header": "header", "-d": "data", "--data": "data",
    "--data-raw": "data", "--data-binary": "data", "--data-ascii": "data", "--data-urlencode": "encoded",
    "--json": "data", "-F": "form", "--form": "form", "--form-string": "form", "--url": "url",
    "--oauth2-bearer": "bearer", "-b": "cookie", "--cookie": "cookie", "-E": "file", "--cert": "file",
    "--key": "file", "--proxy-user": "", "-U": "", "-X": "", "--request": "", "-A": "", "--user-agent": "", "-e": "",
    "--referer": "", "-o": "", "--output": "", "-m": "", "--max-time": "", "--connect-timeout": "", "-x": "",
    "--proxy": "", "--cacert": "", "-w": "", "--write-out": "", "-c": "", "--cookie-jar": "", "--retry": "", "-T": "",
    "--resolve": "", "-D": "", "--dump-header": "", "--aws-sigv4": "", "-K": "", "--config": "", "-r": "", "-C": "",
}  # fmt: skip
_LETTERS_WITH_VALUE = frozenset(option[1] for option in _WITH_VALUE if len(option) == 2)
_MOST = 5
_MOST_URLS = 10


@dataclass(slots=True)
class Command:
    """The parts of one curl command; all of them may be secret."""

    users: list[str] = field(default_factory=list, repr=False)
    headers: list[str] = field(default_factory=list, repr=False)
    data: list[str] = field(default_factory=list, repr=False)
    forms: list[str] = field(default_factory=list, repr=False)
    urls: list[str] = field(default_factory=list, repr=False)
    bearers: list[str] = field(default_factory=list, repr=False)
    files: int = 0
    cookies: int = 0


def find(text: str) -> int:
    """Return where the first curl command of a text begins, -1 if it has none."""
    if "curl" not in text:
        return -1
    found = _START.search(text)
    return text.index("curl", found.start()) if found else -1


def read_commands(sheet: Sheet, text: str) -> str:
    """Take what the curl commands of a text carry; return the text behind them. Unclosed: the text is cut off."""
    if '^"' in text or "^\n" in text:
        text = without_carets(text)
        sheet.clean("the escapes of a Windows command")
    rest: list[str] = []
    for number in range(_MOST):
        start = find(text)
        if start < 0:
            break
        rest.append(text[:start].rstrip("$%#❯» \t"))
        found, text = words_of(text[start:])
        sheet.be("a curl command")
        _take(sheet, _command(found[1:]), f"command {number + 1}" if number else "")
    rest.append(text)
    return "\n".join(rest)


def _command(found: list[str]) -> Command:
    command = Command()
    position = 0
    while position < len(found):
        word = found[position]
        position += 1
        if word[:1] in "—–" and word[1:2].isalpha():
            word = f"--{word[1:]}"
        if word[:1] != "-" or word == "-":
            if len(command.urls) < _MOST_URLS:
                command.urls.append(word)
            continue
        option, value = _option(word)
        if option in _WITH_VALUE and value is None and position < len(found):
            value = found[position]
            position += 1
        _note(command, _WITH_VALUE.get(option, ""), value or "")
    return command


def _option(word: str) -> tuple[str, str | None]:
    """Split an option from a value that is written onto it: -uname:pass, -sSHname:, --user=name."""
    if word.startswith("--"):
        option, equals, value = word.partition("=")
        return (option, value) if equals and option in _WITH_VALUE else (word, None)
    for at, letter in enumerate(word[1:], 1):
        if letter in _LETTERS_WITH_VALUE:
            return f"-{letter}", word[at + 1 :] or None
    return word, None


def _note(command: Command, what: str, value: str) -> None:
    if what == "user":
        command.users.append(value)
    elif what == "header":
        command.headers.append(value)
    elif what == "data":
        command.data.append(value)
    elif what == "encoded":
        name, equals, inner = value.partition("=")
        command.data.append(f"{name}={quote(inner, safe='')}" if equals and name else quote(value, safe=""))
    elif what == "form":
        command.forms.append(value)
    elif what == "url":
        command.urls.append(value)
    elif what == "bearer":
        command.bearers.append(value)
    elif what == "file":
        command.files += 1
    elif what == "cookie":
        command.cookies += 1


def _take(sheet: Sheet, command: Command, group: str) -> None:
    address = _address(command.urls)
    since = len(sheet.items)
    for header in command.headers:
        name, colon, value = header.partition(":")
        if colon and not take_header(sheet, name, value, to_nango=goes_to_nango(address, value), group=group):
            sheet.ignore(f"header {name.strip()}", "no credential is known by that name")
    for bearer in command.bearers:
        aim = goes_to_nango(address, bearer)
        take_authorization(sheet, f"Bearer {bearer}", source="--oauth2-bearer", to_nango=aim, group=group)
    for user in command.users:
        take_pair(sheet, user, source="-u", to_nango=goes_to_nango(address, user), group=group)
    _take_data(sheet, command, group)
    if any("grant_type" in text for text in (*command.data, *command.forms)):
        pair_is_client(sheet, since)
    if command.files:
        sheet.ignore("--cert and --key", "a file on another machine cannot be read: paste what is in it")
    if command.cookies:
        sheet.ignore("cookies", "cookies are of a browser's session")
    if may_be_nango(address) and any(item.kind == "nango key" for item in sheet.items[since:]):
        sheet.ignore(address.host if address else "", "it is an address of Nango, not of the provider")
        return
    for url in command.urls:
        if address_of(url) is not None:
            take_url(sheet, url, source="URL of the command", group=group)
        elif "." in url and "/" in url and address_of(f"https://{url}") is not None:
            take_url(sheet, f"https://{url}", source="URL of the command", group=group)


def _address(urls: list[str]) -> Address | None:
    found = [address for url in urls if (address := address_of(url) or address_of(f"https://{url}")) is not None]
    return next((address for address in found if is_nango(address)), found[0] if found else None)


def _take_data(sheet: Sheet, command: Command, group: str) -> None:
    texts = [text for text in command.data if not text.startswith("@")]
    if len(texts) < len(command.data) or any(
        form.partition("=")[2][:1] in "@<" and "=@" in form for form in command.forms
    ):
        sheet.ignore("body", "a file on another machine cannot be read: paste what is in it")
    body = "&".join(texts) if not any(text.lstrip()[:1] in ("{", "[") for text in texts) else "".join(texts)
    if body and not read_body(sheet, body, source="body", group=group):
        sheet.ignore("body", "it is neither JSON nor form data")
    pairs = [form.partition("=") for form in command.forms]
    for name, equals, value in pairs:
        if equals and value[:1] not in ("@", "<"):
            sheet.named(name, value, source="body", group=group)


__all__ = ["Unclosed", "find", "read_commands"]
