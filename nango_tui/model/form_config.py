"""What an import must say in connection_config: which of a template's fields are asked for, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nango_tui.model.auth import AuthMode
from nango_tui.model.form import FieldKind, FormField, Later, OneOf, Place
from nango_tui.model.secrecy import humanize, is_secret
from nango_tui.model.template import Template, TemplateField

_REFERENCE = re.compile(r"\$\{connectionConfig\.([^{}]+)\}")

ONLY_IN_FLOW = "Nango fills this in only when a customer connects in the browser."
NEEDED_IN_HEADER = f"{ONLY_IN_FLOW} Calls to the provider send it along: without it they may fail."
HIDDEN_IN_HEADER = "Calls to the provider send it along in a header: without it they may fail."
NEEDED_IN_URL = "It is part of the provider's URL: without it calls fail."


def references(text: str) -> tuple[str, ...]:
    """Return the connection_config keys that a text of a template needs, each once, in their order.

    A name with dots ("team.id") is one flat key.
    """
    return tuple(dict.fromkeys(_REFERENCE.findall(text)))


def sides(url: str) -> tuple[tuple[str, ...], ...]:
    """Return the keys that each alternative of a URL needs: Nango takes the first whose keys are all there.

    Templates write alternatives as `A || B`.
    """
    return tuple(references(side) for side in url.split("||"))


# What one sees of a value in several lines: a certificate or key in PEM, or a JWK.
_LONG = re.compile(r"\b(?:PEM|JWK)\b|-----BEGIN ")


def kind_of(item: TemplateField, *, secret: bool, long: bool = False) -> FieldKind:
    """Return how a field is entered. A secret in PEM or JWK has several lines, and so has one that is `long`."""
    if item.enum:
        return "choice"
    if not secret:
        return "text"
    return "long_secret" if long or _LONG.search(f"{item.title}\n{item.description}\n{item.example}") else "secret"


@dataclass(frozen=True, slots=True)
class ConfigPart:
    """The connection_config half of a form: fields with a place of their own, the others, and what is not asked."""

    ordered: tuple[FormField, ...] = ()
    others: tuple[FormField, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    later: tuple[Later, ...] = ()
    one_of: tuple[OneOf, ...] = ()


@dataclass(frozen=True, slots=True)
class _Uses:
    """Where a template uses the keys of connection_config. An import runs no browser flow: its URL counts nowhere."""

    urls: tuple[str, ...]
    base: frozenset[str]
    in_url: frozenset[str]
    in_request: frozenset[str]
    in_secret_place: frozenset[str]
    anywhere: frozenset[str]

    @classmethod
    def of(cls, template: Template) -> _Uses:
        """Collect them from a template."""
        urls = tuple(url for url in (template.base_url, *template.token_urls) if url)
        requests = (*template.proxy_headers, *template.token_params)
        in_url = frozenset(name for url in urls for name in references(url))
        in_request = frozenset(name for text in requests for name in references(text))
        queries = (url.partition("?")[2] for url in urls)
        return cls(
            urls=urls,
            base=frozenset(references(template.base_url)),
            in_url=in_url,
            in_request=in_request,
            in_secret_place=in_request | frozenset(name for query in queries for name in references(query)),
            anywhere=in_url | in_request | frozenset(name for text in template.elsewhere for name in references(text)),
        )

    def needed(self, name: str) -> bool:
        """Say whether every alternative of some URL needs the key."""
        return any(all(name in side for side in sides(url)) for url in self.urls)

    def fallback(self, name: str) -> str:
        """Return the address that is used where the key is left out, "" if there is none without keys."""
        for url in self.urls:
            parts = [part.strip() for part in url.split("||")]
            for position, part in enumerate(parts):
                if name in references(part):
                    rest = (later for later in parts[position + 1 :] if not references(later))
                    return re.sub(r"^https?://|/.*", "", next(rest, ""))
        return ""


def config_part(template: Template, mode: AuthMode) -> ConfigPart:
    """Decide for each connection_config key of the template whether it is asked for, sent, or left to Nango."""
    uses = _Uses.of(template)
    mirrored = {item.name for item in mode.fields if item.mirror}
    ordered: list[tuple[int, FormField]] = []
    others: list[FormField] = []
    constants: dict[str, str] = {}
    later: list[Later] = []
    listed = {item.name for item in template.config}
    for item in template.config:
        if item.name in mirrored:
            continue
        if item.hidden and item.default_value:
            constants[item.name] = item.default_value
        elif item.name not in mode.config and _filled_by_script(item, template, uses):
            later.append(Later(item.name, item.title or humanize(item.name)))
        elif asked := _ask(item, template, mode, uses):
            if item.order is not None:
                ordered.append((item.order, asked))
            else:
                others.append(asked)
    for name in _unlisted(template, mode, uses):
        if name not in listed and name not in mirrored:
            others.append(_ask_unlisted(name, template, mode, uses))
    fields = [asked for _, asked in sorted(ordered, key=lambda pair: pair[0])]
    one_of, required = _alternatives(uses, [*fields, *others], constants, later)
    return ConfigPart(
        ordered=tuple(_require(item, required) for item in fields),
        others=tuple(_require(item, required) for item in others),
        constants=constants,
        later=tuple(later),
        one_of=one_of,
    )


def _from_token(name: str, template: Template, uses: _Uses) -> bool:
    """Say whether a browser flow would read the key from the token answer, and calls need it in their URL."""
    return name in template.token_response_metadata and name in uses.base


def _filled_by_script(item: TemplateField, template: Template, uses: _Uses) -> bool:
    """Say whether Nango's own script fills the key after the import; it runs after imports too (source).

    Too late for a key that the auth mode asks for itself: without it Nango refuses the import.
    """
    return item.automated and template.post_connection_script and not _from_token(item.name, template, uses)


def _ask(item: TemplateField, template: Template, mode: AuthMode, uses: _Uses) -> FormField | None:
    """Make the field of one listed key; None: it is not shown."""
    always = item.name in mode.config
    if always or not (item.hidden or item.automated):
        required = always or not (item.optional or item.default_value == "")
        warning = NEEDED_IN_URL if not required and uses.needed(item.name) else ""
        return _field(item, template, uses, required=required, warning=warning)
    if item.hidden:
        if item.name in uses.in_request and item.name not in uses.in_url:
            return _field(item, template, uses, required=False, warning=HIDDEN_IN_HEADER)
        return None
    if _from_token(item.name, template, uses) or item.name in uses.in_url:
        warning = ONLY_IN_FLOW if uses.fallback(item.name) else ""
        return _field(item, template, uses, required=uses.needed(item.name) and not item.optional, warning=warning)
    if item.name in uses.in_request:
        return _field(item, template, uses, required=False, warning=NEEDED_IN_HEADER)
    if item.name in uses.anywhere or item.name in template.token_response_metadata:
        return _field(item, template, uses, required=False, folded=True)
    return None


def _unlisted(template: Template, mode: AuthMode, uses: _Uses) -> tuple[str, ...]:
    """Return the keys that are needed, or that a browser flow would store, though no field is listed for them."""
    urls = (name for url in uses.urls for name in references(url))
    rest = sorted((uses.in_request | uses.anywhere) - uses.in_url)
    return tuple(dict.fromkeys((*mode.config, *urls, *rest, *template.token_response_metadata)))


def _ask_unlisted(name: str, template: Template, mode: AuthMode, uses: _Uses) -> FormField:
    item = TemplateField(name)
    if name in mode.config:
        return _field(item, template, uses, required=True)
    if name in uses.in_url:
        return _field(item, template, uses, required=uses.needed(name))
    if name in uses.in_request:
        return _field(item, template, uses, required=False, warning=NEEDED_IN_HEADER)
    return _field(item, template, uses, required=False, folded=True)


def _field(
    item: TemplateField,
    template: Template,
    uses: _Uses,
    *,
    required: bool,
    folded: bool = False,
    warning: str = "",
) -> FormField:
    label = item.title or humanize(item.name)
    secret = is_secret(
        item.name,
        credential=False,
        marked=item.secret,
        title=item.title,
        in_url=item.name in uses.in_url and item.name not in uses.in_secret_place,
    )
    helps = [item.description]
    if item.name in template.token_response_metadata:
        helps.append(f'The provider\'s token answer has it as "{item.name}".')
    fallback = "" if required else uses.fallback(item.name)
    if fallback:
        helps.append(f"Left empty, Nango uses {fallback}.")
    return FormField(
        Place.CONFIG,
        item.name,
        label,
        kind_of(item, secret=secret),
        required=required,
        prefix=item.prefix,
        suffix=item.suffix,
        pattern=item.pattern,
        format=item.format,
        example=item.example,
        choices=item.enum,
        default=item.default_value or "",
        help=" ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in helps if text),
        link=template.help_link(item),
        folded=folded,
        warning=warning,
    )


def _require(item: FormField, names: frozenset[str]) -> FormField:
    return replace(item, required=True, warning="") if item.name in names and not item.required else item


def _alternatives(
    uses: _Uses,
    fields: list[FormField],
    constants: Mapping[str, str],
    later: list[Later],
) -> tuple[tuple[OneOf, ...], frozenset[str]]:
    """Find which keys are needed together for URLs with alternatives, and which are needed after all.

    A side that needs a key that is not asked for cannot be completed here; a side whose keys are all certain is
    always complete.
    """
    asked = {item.name: item for item in fields}
    certain = {item.name for item in fields if item.required} | set(constants) | {item.name for item in later}
    one_of: dict[tuple[tuple[str, ...], ...], OneOf] = {}
    required: set[str] = set()
    for url in uses.urls:
        if "||" not in url:
            continue
        open_sides = [
            tuple(name for name in side if name not in certain)
            for side in sides(url)
            if all(name in asked or name in certain for name in side)
        ]
        if not open_sides or () in open_sides:
            continue
        if len(open_sides) == 1:
            required.update(open_sides[0])
            continue
        labels = [" and ".join(asked[name].label for name in side) for side in open_sides]
        key = tuple(open_sides)
        one_of[key] = OneOf(key, f"Fill in {', or '.join(labels)}: Nango takes the first that is complete.")
    return tuple(one_of.values()), frozenset(required)
