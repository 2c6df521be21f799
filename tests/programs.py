"""Tests that need a program: demanded in CI, skipped with the reason where it is not."""

import os

import pytest


def leave_out(needy: list[pytest.Item], *, variable: str, reason: str) -> None:
    """Skip the tests whose program is missing.

    Raises UsageError where the environment's `variable` is 1: there they must run.
    """
    if needy and os.environ.get(variable) == "1":
        raise pytest.UsageError(f"{variable} is 1, but {reason}")
    for item in needy:
        item.add_marker(pytest.mark.skip(reason=reason))
