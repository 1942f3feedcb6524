"""The profile of `make soak`: many more examples for every property test, without a deadline."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "soak", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck)
)
