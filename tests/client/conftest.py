"""Node for the tests of the client; without one they are left out, loudly."""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
LEFT_OUT = pytest.StashKey[int]()
REASON = "no Node with npm is here: install nodejs and npm (18 or newer)"


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Run this folder's tests, or leave them out where there is no Node."""
    inside = [item for item in items if item.path.is_relative_to(FOLDER)]
    if not inside or (shutil.which("node") and shutil.which("npm")):
        return
    if os.environ.get("NODE_REQUIRED") == "1":
        raise pytest.UsageError(f"NODE_REQUIRED is 1, but {REASON}")
    items[:] = [item for item in items if item not in inside]
    config.hook.pytest_deselected(items=inside)
    config.stash[LEFT_OUT] = len(inside)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly what was left out."""
    if number := config.stash.get(LEFT_OUT, 0):
        terminalreporter.section("TESTS OF THE TYPESCRIPT CLIENT LEFT OUT", yellow=True)
        terminalreporter.line(f"{number} tests: {REASON}")
