"""Changes in the table of auth modes, which is data: what mutmut changes is code in functions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from nango_tui.model.auth import MODES, OTHER_MODES, AuthMode, Field, OtherMode
from tests.model import test_auth_modes as held
from tests.mutation.reading import Mutant

Row = AuthMode | Field | OtherMode


def rows() -> Iterator[tuple[str, Row]]:
    """Yield each row of the table once, with its name; some modes share fields."""
    seen: set[int] = set()
    modes: dict[str, AuthMode | OtherMode] = {**MODES, **OTHER_MODES}
    for code, mode in modes.items():
        yield code, mode
        for field in mode.fields if isinstance(mode, AuthMode) else ():
            if id(field) not in seen:
                seen.add(id(field))
                yield f"{code}.{field.name}", field


def changes() -> Iterator[tuple[str, str, object, object]]:
    """Yield each change: row, name of the value, the value and another one in its place."""
    for name, row in rows():
        for item in dataclasses.fields(row):
            value = getattr(row, item.name)
            if item.name != "fields" and (other := _another(value)) != value:
                yield name, item.name, value, other


def _another(value: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return "secret" if value == "text" else "text" if value in ("secret", "long_secret") else f"{value}X"
        case tuple() if all(isinstance(part, str) for part in value):
            return (*value[:-1], f"{value[-1]}X") if value else ("x",)
        case None:
            return ("x",)
        case _:
            return value


def table_mutants() -> Iterator[Mutant]:
    """Try each change with the tests that hold the table."""
    by_name = dict(rows())
    for name, attribute, value, other in list(changes()):
        row = by_name[name]
        object.__setattr__(row, attribute, other)
        try:
            noticed = _noticed()
        finally:
            object.__setattr__(row, attribute, value)
        yield Mutant("auth", f"{name}.{attribute}", (repr(value),), (repr(other),), noticed)


def _noticed() -> bool:
    try:
        held.test_people_are_asked_in_this_order()
        held.test_there_are_no_others()
        for code in held.FIELDS:
            held.test_each_mode_has_its_fields_with_their_labels_limits_and_marks(code)
            held.test_each_field_goes_where_the_documentation_says(code)
        for code in held.OTHERS:
            held.test_of_what_nango_does_not_import_it_is_said_what_it_is_and_what_to_do_instead(code)
    except (AssertionError, LookupError):
        return True
    return False
