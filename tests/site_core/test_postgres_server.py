"""The project's own server: who starts it, who stops it, what survives a kill."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from site_core import postmaster
from site_core.postmaster import find_postmaster
from tests.site_core.programs import start_python

HOLD = """
import sys
from pathlib import Path
import psycopg
from site_core.database import database_settings

settings = database_settings(Path(sys.argv[1]))
def answer():
    with psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname=settings["NAME"]
    ) as connection:
        return connection.execute(sys.argv[2]).fetchone()[0]
print("ready", flush=True)
for line in sys.stdin:
    print(answer(), flush=True)
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short name: the socket lies within."""
    with tempfile.TemporaryDirectory(prefix="baoguan-") as name:
        yield Path(name) / "var"


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a process that holds the server of a folder until its input ends."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with ExitStack() as stack:

        def start(folder: Path, query: str = "SELECT 1") -> subprocess.Popen[str]:
            process = stack.enter_context(start_python("-c", HOLD, str(folder), query))
            stack.callback(process.kill)
            return process

        yield start


def ask(process: subprocess.Popen[str]) -> str:
    """Let the process ask the server, and return the answer."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()
    return say(process)


def say(process: subprocess.Popen[str]) -> str:
    """Return the next line that the process writes of its own."""
    assert process.stdout
    lines = (line.strip() for line in process.stdout)
    return next(line for line in lines if not line.startswith("database: other"))


def leave(process: subprocess.Popen[str]) -> None:
    """Let the process end in its own time."""
    process.communicate("")


def server_pid(folder: Path) -> int | None:
    """Return the server that runs on this folder's data."""
    postmaster = find_postmaster(folder / "postgres")
    return postmaster and postmaster.pid


def test_last_to_leave_stops_the_server(folder: Path, hold: Start) -> None:
    first, second = hold(folder), hold(folder)
    assert [say(first), say(second)] == ["ready", "ready"]

    leave(first)

    assert ask(second) == "1"
    assert server_pid(folder)
    leave(second)
    assert server_pid(folder) is None


def test_killed_process_leaves_the_server_to_the_next(
    folder: Path, hold: Start
) -> None:
    killed = hold(folder)
    say(killed)
    before = server_pid(folder)
    killed.kill()
    killed.wait()

    following = hold(folder)

    assert say(following) == "ready"
    assert before
    assert server_pid(folder) == before
    leave(following)
    assert server_pid(folder) is None


def test_server_starts_again_after_a_power_cut(folder: Path, hold: Start) -> None:
    killed = hold(folder)
    say(killed)
    killed.kill()
    pid = server_pid(folder)
    assert pid
    os.kill(pid, signal.SIGKILL)
    while server_pid(folder):
        time.sleep(0.02)

    following = hold(folder)

    assert say(following) == "ready"
    leave(following)


def test_pid_of_another_program_is_not_taken_for_the_server(
    folder: Path, hold: Start
) -> None:
    before = hold(folder)
    say(before)
    pid_file = folder / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    leave(before)
    bystander = start_python("-c", "input()", str(folder / "postgres"))
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:]]))

    following = hold(folder)

    assert say(following) == "ready"
    leave(following)
    bystander.communicate("\n")


@pytest.mark.parametrize("processes", ["/proc", "/nowhere"])
@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="ps is what macOS has")
def test_server_is_found_with_and_without_proc(
    folder: Path, hold: Start, monkeypatch: pytest.MonkeyPatch, processes: str
) -> None:
    process = hold(folder)
    say(process)
    monkeypatch.setattr(postmaster, "PROCESSES", Path(processes))

    assert server_pid(folder)
    leave(process)


def test_socket_moves_when_the_folder_has_a_long_name(
    folder: Path, hold: Start
) -> None:
    process = hold(folder / ("长" * 40), "SHOW unix_socket_directories")
    say(process)

    assert ask(process).strip('"').startswith(tempfile.gettempdir() + "/baoguan-")
    leave(process)


def test_letters_of_every_script_are_letters(folder: Path, hold: Start) -> None:
    process = hold(folder, "SELECT lower('ÀÉ') || '中' ~ '^\\w+$'")
    say(process)

    assert ask(process) == "True"
    leave(process)


def test_a_new_server_keeps_a_share_of_the_memory(folder: Path, hold: Start) -> None:
    process = hold(folder, "SELECT pg_size_bytes(current_setting('shared_buffers'))")
    say(process)

    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    kept = int(ask(process))
    assert kept <= max(physical / 8, 128 << 20)
    assert kept >= min(physical / 8 - (1 << 20), 4 << 30)
    leave(process)


def test_data_of_another_version_is_refused(folder: Path, hold: Start) -> None:
    leave(hold(folder))
    (folder / "postgres" / "PG_VERSION").write_text("9\n")

    output, _ = hold(folder).communicate("")

    assert "was made by PostgreSQL 9, but 18 is installed" in output


def test_data_that_cannot_start_shows_the_end_of_the_log(
    folder: Path, hold: Start
) -> None:
    leave(hold(folder))
    with (folder / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")

    output, _ = hold(folder).communicate("")

    assert "did not start" in output
    assert "no_such_setting" in output
