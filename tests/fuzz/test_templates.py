"""Whatever a server sends as a template, there is a form, or a reason why there is none."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, cast

import pytest
from hypothesis import strategies as st

from nango_tui.api.templates import template_from
from nango_tui.model.body import Json
from nango_tui.model.text import plain
from nango_tui.sandbox.demo_templates import TEMPLATES
from tests.conftest import Figure
from tests.fuzz.forming import TYPED, formed
from tests.fuzz.fuzzing import fuzz
from tests.fuzz.shaking import TEXTS, Shake, shaken, shakes
from tests.model.templates import PROVIDERS, real_raw

MODES: Final = ("OAUTH2", "OAUTH2_CC", "API_KEY", "BASIC", "TBA", "APP", "CUSTOM", "OAUTH1", "NONE", "JWT", "new", "")
Case = tuple[Json, list[str]]


@lru_cache(maxsize=1)
def invented() -> tuple[Json, ...]:
    """Return the embedded Nango's templates as it sends them."""
    return tuple({"name": name, **template} for name, template in TEMPLATES.items())


def cases(right: tuple[Json, ...]) -> st.SearchStrategy[Case]:
    """Draw templates that were right before they were shaken, and what is typed into their forms."""

    def _made(template: Json, mode: str, changes: list[Shake], typed: list[str]) -> Case:
        told = {**template, "auth_mode": mode} if isinstance(template, dict) and mode else template
        return shaken(told, changes), typed

    return st.builds(
        _made,
        st.sampled_from(right),
        st.sampled_from(("", "", *MODES)),
        shakes,
        st.lists(st.sampled_from((*TYPED, *TEXTS)), min_size=1, max_size=4),
    )


def holds(case: Case) -> None:
    """Say what is true of any template and of its form."""
    data, typed = case
    if not isinstance(data, dict):
        return
    found = template_from({str(key): value for key, value in data.items()}, "anything")
    if isinstance(found, str):
        assert found.endswith(".")
        return
    assert found.display_name.strip()
    for text in (found.name, found.display_name, found.auth_mode, found.base_url, found.docs, *found.token_urls):
        assert plain(text) == text
    formed(found, typed)


def test_any_template_gives_a_form_that_can_be_filled_in_checked_and_sent_or_a_reason(figure: Figure) -> None:
    fuzz(figure, "templates", cases(invented()), holds)


@pytest.mark.skipif(not PROVIDERS.exists(), reason=f"no provider templates at {PROVIDERS}")
def test_any_change_to_a_template_of_nango_too(figure: Figure) -> None:
    fuzz(figure, "templates of Nango", cases(tuple(cast(Json, item) for item in real_raw().values())), holds)
