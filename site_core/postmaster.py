"""The running server of a data folder, as its postmaster.pid tells."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

# Lines of the file: pid, folder, start, port, socket folder, address, memory, state.
SOCKET_LINE = 4
STATE_LINE = 7
PROCESSES = Path("/proc")


class Postmaster(NamedTuple):
    """A running server; its socket is known once it is ready."""

    pid: int
    socket_dir: Path
    is_ready: bool


def find_postmaster(data_dir: Path) -> Postmaster | None:
    """Return the server that runs on this folder, None when there is none."""
    lines = _pid_file_lines(data_dir)
    try:
        pid = int(lines[0])
    except (ValueError, IndexError):
        return None
    if f" -D {data_dir} " not in _command_line(pid):
        return None
    is_ready = len(lines) > STATE_LINE and lines[STATE_LINE].strip() == "ready"
    return Postmaster(pid, Path(lines[SOCKET_LINE] if is_ready else ""), is_ready)


def drop_reused_pid(data_dir: Path) -> None:
    """Drop a file left by a power cut whose number is now another process's.

    PostgreSQL would take that process for itself and refuse to start. All other
    leftovers it handles, and needs the file for it. Only for a folder whose server
    does not run.
    """
    lines = _pid_file_lines(data_dir)
    if lines and lines[0].isdigit() and _exists(int(lines[0])):
        (data_dir / "postmaster.pid").unlink()


def _command_line(pid: int) -> str:
    """Return how a process was called, nothing when there is none of this number."""
    # macOS has no /proc, a small container no ps.
    if not PROCESSES.exists():
        ps = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
        result = subprocess.run(ps, check=False, capture_output=True)  # noqa: S603
        return os.fsdecode(result.stdout)
    try:
        return os.fsdecode((PROCESSES / str(pid) / "cmdline").read_bytes()).replace(
            "\0", " "
        )
    except OSError:
        return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        # One of another account exists as well.
        return isinstance(error, PermissionError)
    return True


def _pid_file_lines(data_dir: Path) -> list[str]:
    try:
        return (data_dir / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
