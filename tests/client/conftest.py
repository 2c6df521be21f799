"""Node for the tests of the client; without one they are skipped."""

import shutil
from pathlib import Path

import pytest

from tests.programs import leave_out

FOLDER = Path(__file__).parent
REASON = "no Node with npm is here: install nodejs and npm (18 or newer)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder's tests, or skip them where there is no Node."""
    if not (shutil.which("node") and shutil.which("npm")):
        inside = [item for item in items if item.path.is_relative_to(FOLDER)]
        leave_out(inside, variable="NODE_REQUIRED", reason=REASON)
