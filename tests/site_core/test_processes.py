"""Children of a command: how they end, and what is noticed."""

import socket
import sys
import time

import pytest

from site_core.processes import Children, children, is_port_free, web_server_command
from tests.site_core.programs import start_python

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "raise SystemExit(3)"]
READ_VARIABLE = [
    sys.executable,
    "-c",
    "import os; raise SystemExit(int(os.environ['N']))",
]
LOOK_SECONDS = 20
PARENT = """
import sys, time
from site_core.processes import children
child = "import time; print('up', flush=True); time.sleep(60)"
with children() as group:
    group.start("sleeper", [sys.executable, "-c", child])
    time.sleep(60)
"""


def wait_for_dead(group: Children) -> tuple[str, int] | None:
    """Return the first that has ended, once one has."""
    deadline = time.monotonic() + LOOK_SECONDS
    while (dead := group.first_dead()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return dead


def test_children_end_with_the_block() -> None:
    with children() as group:
        group.start("sleeper", SLEEP)
        assert group.first_dead() is None

    assert group.first_dead() == ("sleeper", -15)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children")
def test_children_end_with_a_parent_that_is_killed() -> None:
    with start_python(
        "-c", PARENT, DJANGO_SETTINGS_MODULE="site_core.settings.test"
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "up\n"

        parent.kill()

        # The child holds the other end of the pipe for as long as it lives.
        parent.communicate(timeout=LOOK_SECONDS)


def test_a_child_that_died_is_named_with_its_code() -> None:
    with children() as group:
        group.start("sleeper", SLEEP)
        group.start("failing", FAIL)
        dead = wait_for_dead(group)

    assert dead == ("failing", 3)


def test_a_child_sees_the_variables_given_to_it() -> None:
    with children() as group:
        group.start("reader", READ_VARIABLE, N="7")
        dead = wait_for_dead(group)

    assert dead == ("reader", 7)


def test_a_listening_port_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_port_free("127.0.0.1", port)

    assert is_port_free("127.0.0.1", port)


def test_web_server_is_told_the_application_and_the_address() -> None:
    command = web_server_command("127.0.0.1", 8123, workers=2)

    assert command[-1] == "site_core.wsgi:application"
    assert command[command.index("--port") + 1] == "8123"
    assert command[command.index("--workers") + 1] == "2"
