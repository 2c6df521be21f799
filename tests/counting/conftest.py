"""Node for the tests of the editor's script; without one they are skipped."""

import shutil
from pathlib import Path

import pytest

from tests.programs import leave_out

NEEDS_NODE = Path(__file__).parent / "test_script.py"
REASON = "no Node is here: install nodejs (18 or newer)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the script's tests, or skip them where there is no Node."""
    if not shutil.which("node"):
        needy = [item for item in items if item.path == NEEDS_NODE]
        leave_out(needy, variable="NODE_REQUIRED", reason=REASON)
