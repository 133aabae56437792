"""How many cases a property is tried with: 2,000 in each run, 10,000 with NANGO_FUZZ=thorough.

The profiles are registered here and taken by name: loading one would change the properties of the other folders too.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.fuzz.fuzzing import PROFILES

for _name, _cases in PROFILES.items():
    settings.register_profile(
        _name,
        max_examples=_cases,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
