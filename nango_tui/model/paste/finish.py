"""From what the readers wrote down to what was recognized: keys of Nango apart, one expiry, questions where two fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nango_tui.model.expiry import iso_utc
from nango_tui.model.paste.found import Choice, Finding, Kind, Recognized
from nango_tui.model.paste.jwt import claims_of
from nango_tui.model.paste.sheet import CREDENTIALS, CUT_TEXT, SANDBOX_KEY, Item, Sheet
from nango_tui.model.paste.times import Moment, Told, life_of, moment_of, verdict
from nango_tui.model.paste.values import CUT, MASKED, PLACEHOLDER
from nango_tui.model.secrecy import words
from nango_tui.model.secret import Secret

MASKED_TEXT = "its values are masked: copy them in clear"
NOTHING = "there is no token, key or other value in it that is known by its name or its shape"
NO_REFRESH_TOKEN = "no refresh token is in it"
_ABOUT: frozenset[Kind] = frozenset(("expires at", "expires in", "issued at", "scopes", "token type"))
_TIMES: frozenset[Kind] = frozenset(("expires at", "expires in", "issued at"))
_TOKENS: frozenset[Kind] = frozenset(("access token", "oauth token", "bare", "api key"))
_ANSWERS = ("answer", "JSON", "object")

Options = list[tuple[str, list[Item]]]


def finished(sheet: Sheet, cleaned: tuple[str, ...]) -> Recognized:
    """Return what a sheet comes to."""
    _part_keys(sheet)
    _ask_about_conflicts(sheet)
    sheet.items = _with_one_expiry(sheet, sheet.items)
    sheet.choices = [
        (question, kept)
        for question, options in sheet.choices
        if (kept := [(label, one) for label, items in options if (one := _with_one_expiry(sheet, items))])
    ]
    _say_what_is_missing(sheet)
    refused = _refused(sheet)
    if refused:
        return Recognized(
            sheet.shape or "a text",
            ignored=tuple(sheet.ignored),
            cleaned=_joined(cleaned, sheet.cleaned),
            refused=refused,
        )
    return Recognized(
        sheet.shape or "a text",
        findings=tuple(map(_finding, sheet.items)),
        choices=tuple(
            Choice(question, tuple((label, tuple(map(_finding, items))) for label, items in options))
            for question, options in sheet.choices
        ),
        ignored=tuple(sheet.ignored),
        cleaned=_joined(cleaned, sheet.cleaned),
        hosts=tuple(sheet.hosts),
        notes=tuple(sheet.notes),
    )


def _joined(first: Iterable[str], then: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))


def _finding(item: Item) -> Finding:
    return Finding(item.kind, Secret(item.value), item.name, item.confidence, item.source, item.what)


def _part_keys(sheet: Sheet) -> None:
    """A value that is a key of Nango in one place is one everywhere; texts that hold it are not taken."""
    every = [*sheet.items, *(item for _, options in sheet.choices for _, items in options for item in items)]
    sure = {item.value for item in sheet.items if item.kind == "nango key"}
    sure |= {item.value for item in every if item.value.startswith(SANDBOX_KEY)}
    sheet.items = _unique(_parted(sheet, sheet.items, sure))
    choices: list[tuple[str, Options]] = []
    for question, options in sheet.choices:
        parted = [(label, _unique(_parted(sheet, items, sure))) for label, items in options]
        kept = [(label, items) for label, items in parted if items]
        if kept and not all(item.kind == "nango key" for _, items in kept for item in items):
            choices.append((question, kept))
    sheet.choices = choices


def _parted(sheet: Sheet, items: list[Item], keys: set[str]) -> list[Item]:
    found = []
    for item in items:
        if item.value in keys and item.kind != "nango key":
            item = replace(item, kind="nango key", what="API key of a Nango environment")
        elif (item.kind != "nango key" and any(key in item.value for key in keys)) or SANDBOX_KEY in item.value[1:]:
            sheet.ignore(item.name or item.source, "a key of Nango is in it")
            continue
        found.append(item)
    return found


def _unique(items: list[Item]) -> list[Item]:
    seen: set[tuple[str, str, str]] = set()
    found = []
    for item in items:
        # A key of Nango is offered once, however often and under whatever name it stands there.
        key = (item.kind, item.value, item.group if item.kind in _ABOUT else "")
        if key not in seen:
            found.append(item)
        seen.add(key)
    return found


def _ask_about_conflicts(sheet: Sheet) -> None:
    """Ask where one name, or no name, has two values: a bot's and a user's token, the tokens of two rows."""
    rivals: dict[tuple[Kind, str], list[Item]] = {}
    for item in sheet.items:
        if item.kind in CREDENTIALS:
            rivals.setdefault((item.kind, item.name.rpartition(".")[2].lower()), []).append(item)
    for items in rivals.values():
        answered = [item for item in items if item.source in _ANSWERS]
        if answered and len(answered) < len(items):
            for item in [item for item in items if item.source in ("body", "form data")]:
                sheet.ignore(f"{item.name} of the request", "the answer has a newer one")
                items.remove(item)
                sheet.items.remove(item)
    fought = {key for key, items in rivals.items() if len(items) > 1}
    if not fought:
        return
    groups: dict[str, list[Item]] = {}
    for key in sorted(fought):
        for item in rivals[key]:
            inside = [other for other in rivals[key] if other.group == item.group]
            # Two in one place are told apart by where they stand.
            groups.setdefault(item.group if len(inside) == 1 else f"{item.group}#{item.source}", []).append(item)
    options: Options = []
    for group, chosen in groups.items():
        place = group.partition("#")[0]
        beside = [item for item in sheet.items if item.group == place and _belongs(item) and item not in chosen]
        alone = "#" not in group
        options.append((_label(chosen[0], place), [*chosen, *(beside if alone else ())]))
    labels = [label for label, _ in options]
    options = [
        (label if labels.count(label) == 1 else f"{label}, number {at}", items)
        for at, (label, items) in enumerate(options, 1)
    ]
    taken = [item for _, items in options for item in items]
    gone = set(map(id, taken))
    sheet.items = [item for item in sheet.items if id(item) not in gone]
    if len(options) == 1:
        options = [(_label(item, item.group), [item]) for item in options[0][1]]
    sheet.choices.append((_question(taken), options))


def _belongs(item: Item) -> bool:
    return item.kind in CREDENTIALS or item.kind in _ABOUT or item.kind in ("client id", "user name")


def _label(item: Item, place: str) -> str:
    where = item.name or item.source
    return f"{item.what}: {where}" if item.what else f"{item.kind}: {where}"


def _question(items: list[Item]) -> str:
    said = " ".join(item.what for item in items)
    if "bot token" in said and "user token" in said:
        return "The bot's token or the user's?"
    kinds = dict.fromkeys(item.kind for item in items if item.kind in CREDENTIALS)
    return f"The text has more than one {next(iter(kinds))}. Which one is meant?"


def _with_one_expiry(sheet: Sheet, items: list[Item]) -> list[Item]:
    """Return the items with one expiry at most, in UTC; the others are ignored with why."""
    tokens = [item for item in items if item.kind in _TOKENS]
    times = [item for item in items if item.kind in _TIMES]
    own = [item for item in times if tokens and item.group == tokens[0].group]
    if own and len(own) < len(times):
        for item in times:
            if item not in own:
                sheet.ignore(item.name, "it is not the token's own time")
        times = own
    told = _told(sheet, times, tokens)
    decided = verdict(told)
    for name, why in decided.ignored:
        sheet.ignore(name, why)
    for note in decided.notes:
        sheet.note(note)
    rest = [item for item in items if item.kind not in _TIMES]
    said = decided.name or (told.issued[0] if told.issued and told.token is None else "")
    source = next((item.source for item in times if item.name == said), "JWT" if told.token else "Date header")
    if decided.at:
        what = decided.what or ("" if decided.name else "the token says so")
        return [*rest, Item("expires at", decided.at, decided.name, "certain", source, what)]
    if decided.life is not None:
        return [*rest, Item("expires in", str(decided.life), decided.name, "likely", source, "counted from now")]
    if told.issued and not told.life:
        name, moment = told.issued
        return [*rest, Item("issued at", iso_utc(moment.at), name, "certain", source)]
    return rest


def _told(sheet: Sheet, times: list[Item], tokens: list[Item]) -> Told:
    expires: list[tuple[str, Moment]] = []
    lives: list[tuple[str, int]] = []
    issued: list[tuple[str, Moment]] = []
    for item in times:
        moment, life = moment_of(item.value, sheet.now), life_of(item.value)
        if item.kind == "issued at":
            if moment:
                issued.append((item.name, moment))
        elif moment:
            # A life that is a time: some providers say expires_in and mean when.
            expires.append((item.name, moment))
        elif life is not None and life < 10**11:
            lives.append((item.name, life))
        else:
            sheet.ignore(item.name, "it is not a time that can be read")
    if sheet.answered_at and not issued and (moment := moment_of(sheet.answered_at[1], sheet.now)):
        issued.append((f"{sheet.answered_at[0]} header", moment))
    token = next((claims.expires for item in tokens if (claims := claims_of(item.value)) and claims.expires), None)
    return Told(tuple(expires), lives[0] if lives else None, issued[0] if issued else None, token)


def _say_what_is_missing(sheet: Sheet) -> None:
    kinds = {item.kind for item in sheet.items}
    kinds |= {item.kind for _, options in sheet.choices for _, items in options for item in items}
    named = any(
        item.kind == "access token" and words(item.name)[-2:] in (["access", "token"], ["accesstoken"])
        for item in sheet.items
    )
    if named and "refresh token" not in kinds:
        sheet.note(NO_REFRESH_TOKEN)
    if "refresh token" in kinds and "access token" not in kinds:
        sheet.note("no access token is in it")


def _refused(sheet: Sheet) -> str:
    if sheet.choices or any(item.kind not in _ABOUT for item in sheet.items):
        return ""
    whys = [line.why for line in sheet.ignored]
    if CUT in whys:
        return CUT_TEXT
    if MASKED in whys:
        return MASKED_TEXT
    if PLACEHOLDER in whys:
        return "it has placeholders instead of values"
    if sheet.items:
        return ""
    used_up = [why for why in whys if why.startswith("the code of")][:1] or list(dict.fromkeys(whys))
    return used_up[0] if len(used_up) == 1 and not used_up[0].endswith("a value") else NOTHING
