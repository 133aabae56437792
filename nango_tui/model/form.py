"""The form of an import: what one provider and one auth mode need, in the order in which it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal


class Place(Enum):
    """Where a field's value belongs."""

    CREDENTIAL = "credentials"
    CONFIG = "config"


FieldKind = Literal["text", "secret", "long_secret", "choice"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing that is asked.

    `name` is the auth mode's field name (CREDENTIAL) or the key in connection_config (CONFIG). `default`: prefilled.
    `blank_ok`: an empty value is a warning, and sent when confirmed. `folded`: under "More". `warning`: shown beside
    the field from the start. `limit` in characters, 0: none. `link`: the documentation on where to find it. `stored`:
    said in the empty input about the value that the server holds.
    """

    place: Place
    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = True
    blank_ok: bool = False
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""
    format: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    help: str = ""
    link: str = ""
    limit: int = 0
    folded: bool = False
    warning: str = ""
    stored: str = ""

    @property
    def key(self) -> str:
        """Its name in drafts' problems and widgets: "credentials.api_key", "config.subdomain"."""
        return f"{self.place.value}.{self.name}"

    @property
    def secret(self) -> bool:
        """Whether its value is never shown."""
        return self.kind in ("secret", "long_secret")


@dataclass(frozen=True, slots=True)
class OneOf:
    """Config fields of which one complete side is needed: "either hostname, or subdomain"."""

    sides: tuple[tuple[str, ...], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Later:
    """A config field that Nango fills some seconds after the import."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """All that one import needs.

    `constants`: credentials that are sent without being asked, by field name. `config_constants`: the same for
    connection_config. `placeholders`: credentials that the endpoint demands though the provider has none, by field
    name, with the labelled text that is sent. `current_only`: why POST /connection cannot take this import, "" if it
    can. `notes`: lines above the fields.
    """

    mode: str
    fields: tuple[FormField, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    config_constants: Mapping[str, str] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)
    later: tuple[Later, ...] = ()
    one_of: tuple[OneOf, ...] = ()
    expires: bool = False
    scopes: bool = False
    current_only: str = ""
    notes: tuple[str, ...] = ()

    def field(self, key: str) -> FormField | None:
        """Return the field of that key."""
        return next((item for item in self.fields if item.key == key), None)

    @property
    def config_names(self) -> frozenset[str]:
        """The keys of connection_config that have a field of their own."""
        return frozenset(item.name for item in self.fields if item.place is Place.CONFIG)
