"""Tests that need a program: demanded in CI, left out loudly where it is not."""

import os

import pytest

LEFT_OUT = pytest.StashKey[list[str]]()


def leave_out(
    config: pytest.Config,
    items: list[pytest.Item],
    needy: list[pytest.Item],
    *,
    variable: str,
    reason: str,
) -> None:
    """Take the tests whose program is missing out of `items`, and say so at the end.

    Raises UsageError where the environment's `variable` is 1: there they must run.
    """
    if not needy:
        return
    if os.environ.get(variable) == "1":
        raise pytest.UsageError(f"{variable} is 1, but {reason}")
    items[:] = [item for item in items if item not in needy]
    config.hook.pytest_deselected(items=needy)
    config.stash.setdefault(LEFT_OUT, []).append(f"{len(needy)} tests: {reason}")


def tell_what_is_left_out(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly what was left out, and why."""
    if lines := config.stash.get(LEFT_OUT, []):
        terminalreporter.section("TESTS LEFT OUT", yellow=True)
        for line in lines:
            terminalreporter.line(line)
