"""How the tests are shared out among processes."""

import os

import pytest

pytestmark = pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" not in os.environ, reason="runs in one process"
)


def test_a_files_tests_run_in_one_process(request: pytest.FixtureRequest) -> None:
    """A folder that a file's tests write to is theirs; xdist tells the group so."""
    assert request.node.nodeid.endswith(f"@kept:{request.path}")
