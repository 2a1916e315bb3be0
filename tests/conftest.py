"""Profiles for generated tests: quick every day, thorough at night."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("everyday", max_examples=60, deadline=None)
settings.register_profile(
    "nightly", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everyday")
