"""What is in a pasted text: each kind of clipboard, and what happens to it on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC

import pytest

from nango_tui.model.paste.fill import fill
from nango_tui.model.paste.found import Finding, Recognized
from nango_tui.model.paste.recognize import recognize
from tests.conftest import Figure
from tests.model.paste.cases import NOW, Case, Variant
from tests.model.paste.cases_answers import ANSWERS
from tests.model.paste.cases_files import FILES
from tests.model.paste.cases_nango import NANGO_BODIES
from tests.model.paste.cases_requests import REQUESTS
from tests.model.paste.fill_making import TEMPLATES, draft, form

CASES = (*ANSWERS, *NANGO_BODIES, *REQUESTS, *FILES)


def every() -> Iterator[tuple[Case, Variant]]:
    for case in CASES:
        for variant in case.all():
            yield case, variant


def title(value: object) -> str:
    if isinstance(value, Case):
        return f"{value.number} {value.title}"
    return value.how if isinstance(value, Variant) else ""


def all_findings(found: Recognized) -> list[Finding]:
    return [*found.findings, *(item for choice in found.choices for _, items in choice.options for item in items)]


def problems(variant: Variant) -> list[str]:
    """Return what is not as the table says; values are made up, so they may be shown."""
    found = recognize(variant.text, NOW)
    values = [(key, item.value.reveal()) for item in found.findings for key in (item.kind, item.name)]
    every_value = {item.value.reveal() for item in all_findings(found)}
    said = [*found.notes, *found.cleaned, *(f"{line.name}: {line.why}" for line in found.ignored)]
    wrong = [f"no {key} {value}" for key, value in variant.found.items() if (key, value) not in values]
    wrong += [f"not said: {text}" for text in variant.says if not any(text in line for line in said)]
    wrong += [f"taken: {value}" for value in variant.never if value in every_value]
    if variant.refused not in found.refused or bool(found.refused) != bool(variant.refused):
        wrong.append(f"refused: {found.refused!r}")
    if bool(found.choices) != bool(variant.asks) or not any(
        variant.asks in choice.question for choice in found.choices
    ):
        wrong += [f"asked: {[choice.question for choice in found.choices]}"] if found.choices or variant.asks else []
    options = [{item.value.reveal() for item in items} for choice in found.choices for _, items in choice.options]
    wrong += [
        f"no option with {values}" for values in variant.choices if not any(set(values) <= one for one in options)
    ]
    return [*wrong, f"found {values}, said {said}"] if wrong else []


@pytest.mark.parametrize(("case", "variant"), list(every()), ids=title)
def test_what_people_have_on_the_clipboard_is_recognized(case: Case, variant: Variant) -> None:
    assert problems(variant) == [], variant.text


def test_the_table_of_the_clipboard_is_complete(figure: Figure) -> None:
    numbers = {case.number for case in CASES}
    variants = list(every())
    ends = Counter(end_of(variant) for _, variant in variants)
    figure(
        "paste",
        f"{len(numbers)} cases, {len(variants)} variants, {ends['filled']} filled, {ends['asked']} asked, "
        f"{ends['refused']} refused",
    )
    assert all(len(list(case.all())) >= 3 for case in CASES)
    assert not ends["lost"], "what is recognized fills a field of some provider, or is asked about"


def end_of(variant: Variant) -> str:
    """Say what comes of a text at the provider that it fits best."""
    found = recognize(variant.text, NOW)
    if found.refused:
        return "refused"
    if found.choices:
        return "asked"
    tried = [fill(found, draft(name), form(name), NOW, UTC) for name in TEMPLATES]
    if any(filling.fills and not filling.questions for filling in tried):
        return "filled"
    asked = any(filling.fills or filling.questions or filling.nango_key for filling in tried)
    # A row whose only secret is masked: that is said, and nothing is taken.
    return "asked" if asked else "refused" if found.ignored else "lost"
