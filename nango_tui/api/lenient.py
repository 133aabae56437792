"""Reading what a server answers: fields that are of another kind than expected count as missing."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError

from nango_tui.model.text import plain
from nango_tui.model.tree import Json

M = TypeVar("M", bound=BaseModel)


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def _maybe_plain(value: object) -> object:
    return plain(value) if isinstance(value, str) else ""


def _maybe_object(value: object) -> object:
    return value if isinstance(value, dict) else {}


def objects(value: object) -> object:
    """Return the objects of a list, [] of anything else; to be put before a list's own validation."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


PlainText = Annotated[str, BeforeValidator(_plain)]
"""A text that has to be there, harmless to a terminal."""
MaybeText = Annotated[str, BeforeValidator(_maybe_plain)]
"""A text, "" where there is none."""
MaybeObject = Annotated[dict[str, object], PlainValidator(_maybe_object)]
"""An object, {} where there is none."""


class Lenient(BaseModel):
    """An object of which only the named fields are read."""

    model_config = ConfigDict(extra="ignore")


def read(model: type[M], body: Json) -> M | None:
    """Return the body as that model, None if it is not of that shape."""
    try:
        return model.model_validate(body)
    except ValidationError:  # its text would hold the input
        return None
