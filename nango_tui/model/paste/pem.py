"""Certificates and keys in PEM, however their lines were joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nango_tui.model.paste.found import Kind
from nango_tui.model.paste.values import CUT, MASKED, trouble

_BEGIN = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----")
_BODY = re.compile(r"[A-Za-z0-9+/=\s]*")
_HEADER = re.compile(r"[A-Za-z-]{2,30}: [^\n]{0,200}\n")
_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Pem:
    """One or more PEM blocks of one kind, with one line end and one width. `cleaned`: what was put right."""

    kind: Kind
    text: str = field(repr=False)
    what: str
    cleaned: str = ""
    note: str = ""


def pem_of(value: str) -> Pem | str:
    """Return the PEM blocks of a value, or why there are none. A chain of certificates stays one value."""
    joined = value.replace("\\r", "").replace("\\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[tuple[str, str]] = []
    position, plain_lines = 0, joined == value
    while (begin := _BEGIN.search(joined, position)) is not None and len(blocks) < 20:
        label = begin[1]
        ending = f"-----END {label}-----"
        end = joined.find(ending, begin.end())
        if end < 0:
            return CUT
        inner = joined[begin.end() : end]
        block = _block(label, inner)
        if block is None:
            return MASKED if trouble(inner.strip()) == MASKED else CUT
        plain_lines = plain_lines and block == joined[begin.start() : end + len(ending)]
        blocks.append((label, block))
        position = end + len(ending)
    return _chosen(blocks, "" if plain_lines else "the line ends of a PEM block")


def _block(label: str, inner: str) -> str | None:
    inner = inner.lstrip()
    headers = ""
    while headers.count("\n") < 8 and (header := _HEADER.match(inner)) is not None:
        headers += header[0]
        inner = inner[header.end() :].lstrip(" \t")
    body = re.sub(r"\s+", "", inner.replace("\\", ""))
    if not body or not _BODY.fullmatch(body):
        return None
    lines = [body[start : start + _WIDTH] for start in range(0, len(body), _WIDTH)]
    gap = "\n" if headers else ""
    return f"-----BEGIN {label}-----\n{headers}{gap}" + "\n".join(lines) + f"\n-----END {label}-----"


def _chosen(blocks: list[tuple[str, str]], cleaned: str) -> Pem | str:
    keys = [(label, text) for label, text in blocks if label.endswith("PRIVATE KEY")]
    certificates = [text for label, text in blocks if label.endswith("CERTIFICATE")]
    if keys and not certificates:
        label, text = keys[0]
        locked = "ENCRYPTED" in label or "ENCRYPTED" in text[:200]
        note = "the private key is protected by a passphrase: Nango cannot use it so" if locked else ""
        if label.startswith("RSA") and not note:
            note = "if this is the private key of a GitHub App: it belongs to the integration, not to a connection"
        kind = label.removesuffix("PRIVATE KEY")
        return Pem("private key", text, f"{kind}private key (PEM)", cleaned, note)
    if certificates and not keys:
        count = f", a chain of {len(certificates)}" if len(certificates) > 1 else ""
        return Pem("certificate", "\n".join(certificates), f"certificate (PEM){count}", cleaned)
    if keys:
        return "a certificate and a key stand in one value: paste them one by one"
    return "a public key or a request is no credential" if blocks else CUT


def blocks_in(text: str) -> list[str]:
    """Return the PEM blocks of a text, each on its own, certificates that follow one another together."""
    found: list[str] = []
    position, last = 0, ""
    while (begin := _BEGIN.search(text, position)) is not None and len(found) < 20:
        ending = f"-----END {begin[1]}-----"
        end = text.find(ending, begin.end())
        if end < 0:
            found.append(text[begin.start() :])
            break
        position = end + len(ending)
        block = text[begin.start() : position]
        if last == begin[1] == "CERTIFICATE":
            found[-1] += "\n" + block
        else:
            found.append(block)
        last = begin[1]
    return found
