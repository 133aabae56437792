"""What has to be asked of a customer for an import: for a ticket, so no value that was entered is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nango_tui.model.asked import applies, needed
from nango_tui.model.auth import MODES, title_of
from nango_tui.model.check_value import has
from nango_tui.model.draft import Draft
from nango_tui.model.form import Form, FormField, Place
from nango_tui.model.template import Template
from nango_tui.model.text import cut, plain

EXPIRY = "When the access token expires"
_SAFELY = "Please send secrets through a password manager or another safe way, not in this ticket."
_LONGEST_EXAMPLE = 80
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def needs(form: Form, template: Template | None, *, markdown: bool = False) -> str:
    """Return what an import needs, with the template's descriptions and links, as plain text or Markdown."""
    page = _Page(markdown)
    name = plain(template.display_name) if template else title_of(form.mode)
    page.title(f"{name}: what is needed to connect")
    page.line(f"Auth type: {title_of(form.mode)}")
    for note in form.notes:
        page.line(note)
    asked = [item for item in form.fields if not _override(item) and not _by_nango(form, item)]
    sides = {name for choice in form.one_of for side in choice.sides for name in side}
    certain = [item for item in asked if item.required]
    either = [item for item in asked if not item.required and item.place is Place.CONFIG and item.name in sides]
    page.group(
        "Needed",
        [*map(_Entry, certain), *([_Entry(label=EXPIRY, text=_HOW_LONG)] if _asks_when(form, template) else ())],
    )
    page.group("One of these", map(_Entry, either), " ".join(choice.text for choice in form.one_of))
    page.group("Optional", [_Entry(item) for item in asked if not item.required and item not in either])
    if form.later:
        page.line(f"Nango fills in by itself: {', '.join(item.label for item in form.later)}.")
    page.end(template, secret=any(item.secret for item in asked))
    return page.text()


def missing(form: Form, draft: Draft) -> tuple[tuple[str, FormField | None], ...]:
    """Return what is needed and still empty, by its label; without a field: when the token expires."""
    found: list[tuple[str, FormField | None]] = [
        (plain(item.label), item) for item in form.fields if _wanted(form, draft, item)
    ]
    for choice in form.one_of:
        if not any(all(has(draft.config, name) for name in side) for side in choice.sides):
            labels = [_side(form, side) for side in choice.sides]
            first = form.field(f"config.{choice.sides[0][0]}") if choice.sides and choice.sides[0] else None
            found.append((" or ".join(labels), first))
    if form.expires and not draft.fetch and not draft.expiry.choice:
        found.append((EXPIRY, None))
    return tuple(found)


def still_missing(form: Form, draft: Draft, template: Template | None = None, *, markdown: bool = False) -> str:
    """Return what is still missing in a draft, to be asked of the customer; "" if nothing is."""
    found = missing(form, draft)
    # Asked for as well: whether it is empty on purpose, the customer knows.
    blank = [item for item in form.fields if item.blank_ok and _is_asked(form, draft, item)]
    if not found and not blank:
        return ""
    page = _Page(markdown)
    shown = template or draft.template
    name = plain(shown.display_name) if shown else title_of(form.mode)
    page.title(f"{name}: what is still missing")
    entries = [_Entry(item, label, "" if item else _HOW_LONG) for label, item in found]
    page.group("Needed", entries)
    page.group("If there is one", map(_Entry, blank))
    page.end(shown, secret=any(item is not None and item.secret for item in (*blank, *(item for _, item in found))))
    return page.text()


_HOW_LONG = "The time, or how long it lives from when it was issued; or that it never expires."


def _override(item: FormField) -> bool:
    return item.place is Place.CREDENTIAL and item.name.endswith("_override")


def _by_nango(form: Form, item: FormField) -> bool:
    """Say whether Nango gets it: with a client's id and secret it fetches the token itself."""
    return form.mode == "OAUTH2_CC" and item.name == "token"


def _asks_when(form: Form, template: Template | None) -> bool:
    """Say whether a customer must tell when the token expires: where they hand one over, and nobody else decides."""
    family = (template.name if template else "").partition("-")[0]
    return form.expires and form.mode != "OAUTH2_CC" and family != "salesforce"


def _wanted(form: Form, draft: Draft, item: FormField) -> bool:
    mode = MODES.get(form.mode)
    if mode is None or item.blank_ok or item.default:
        return False
    return (item.required or needed(draft, mode, item)) and _is_asked(form, draft, item)


def _is_asked(form: Form, draft: Draft, item: FormField) -> bool:
    """Say whether it is asked in this draft, and nothing was entered."""
    mode = MODES.get(form.mode)
    source = draft.values if item.place is Place.CREDENTIAL else draft.config
    return mode is not None and applies(draft, mode, item) and not has(source, item.name)


def _side(form: Form, side: Iterable[str]) -> str:
    fields = [(name, form.field(f"config.{name}")) for name in side]
    return " and ".join(plain(item.label) if item else name for name, item in fields)


class _Entry:
    """One thing that is asked: a field, or a label with a text."""

    def __init__(self, item: FormField | None = None, label: str = "", text: str = "") -> None:
        self.item = item
        self.label = label or (plain(item.label) if item else "")
        self.said = text

    def sentences(self) -> Iterator[str]:
        """Yield what is known about it."""
        item = self.item
        if self.said or item is None:
            yield self.said
            return
        if item.help:
            said = plain(item.help).rstrip(" ,;:")
            yield said if said.endswith((".", "!", "?", ".)")) else f"{said}."
        if item.choices:
            yield f"One of: {', '.join(plain(choice) for choice in item.choices)}."
        elif item.prefix in ("https://", "http://") and not item.suffix:
            yield f"Without {item.prefix} in front."
        elif item.prefix or item.suffix:
            yield f"Only the part in {plain(item.prefix)}…{plain(item.suffix)}."
        example = " ".join(plain(item.example).split())
        if example and not item.choices and not any(sign in example for sign in ("-----", "***")):
            yield f"Example: {cut(example, _LONGEST_EXAMPLE)}"


class _Page:
    """Lines of plain text or of Markdown."""

    def __init__(self, markdown: bool) -> None:
        self._markdown = markdown
        self._lines: list[str] = []

    def title(self, text: str) -> None:
        """Write the headline."""
        self._lines += [f"## {self._safe(text)}" if self._markdown else text, ""]

    def line(self, text: str) -> None:
        """Write one paragraph."""
        if text:
            self._lines += [self._safe(text), ""]

    def group(self, name: str, entries: Iterable[_Entry], note: str = "") -> None:
        """Write a list under its name; nothing, if it is empty."""
        listed = list(entries)
        if not listed:
            return
        self._lines += [f"**{name}**" if self._markdown else f"{name}:", *([""] if self._markdown else ())]
        if note:
            self._lines += [self._safe(note), *([""] if self._markdown else ())]
        for entry in listed:
            said = self._safe(" ".join(text for text in entry.sentences() if text))
            label = f"**{self._safe(entry.label)}**" if self._markdown else entry.label
            self._lines.append(f"- {label}: {said}" if said else f"- {label}")
            if entry.item and entry.item.link and "#" in entry.item.link:
                self._lines.append(f"  Where to find it: {self._link(entry.item.link)}")
        self._lines.append("")

    def end(self, template: Template | None, *, secret: bool) -> None:
        """Write where to read more, and how secrets are sent."""
        link = (template.docs_connect or template.docs) if template else ""
        if link:
            self.line_of_link("How to find these", link)
        if secret:
            self.line(_SAFELY)

    def line_of_link(self, text: str, link: str) -> None:
        """Write a paragraph that ends in a link."""
        self._lines += [f"{text}: {self._link(link)}", ""]

    def text(self) -> str:
        """Return the page, with one newline at its end."""
        return "\n".join(self._lines).strip() + "\n"

    def _safe(self, text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", text) if self._markdown else text

    def _link(self, link: str) -> str:
        shown = plain(link).replace(" ", "%20")
        return f"<{shown.replace('<', '%3C').replace('>', '%3E')}>" if self._markdown else shown
