"""The programs of a running platform: the web server, and the children of the demo."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

from django.conf import settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 15
# Python runs one thread at a time: a second one only bridges waits for the database.
THREADS_PER_WORKER = 2


# Linux tells a process when its parent is gone (man 2 prctl); macOS does not.
PR_SET_PDEATHSIG = 1
_library = ctypes.CDLL(None)


class StoppedError(Exception):
    """Somebody asked the command to end: Ctrl-C, SIGTERM or a closed terminal."""


def stop_on_signals() -> None:
    """Let the signals that ask a command to end raise StoppedError in it."""
    for number in STOP_SIGNALS:
        signal.signal(number, _raise_stopped)


def _raise_stopped(signal_number: int, frame: FrameType | None) -> None:
    """End what is going on; a signal handler. Asked twice, it ends only once."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise StoppedError


def web_server_command(host: str, port: int, *, workers: int) -> list[str]:
    """Return the command line of the web server for this project."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS_PER_WORKER)),
        *("--working-dir", str(settings.BASE_DIR)),
        *("--log-level", "warning", "--workers-kill-timeout", str(STOP_SECONDS - 5)),
        settings.WSGI_APPLICATION.replace(".application", ":application"),
    ]


def is_port_free(host: str, port: int) -> bool:
    """Return whether a server could listen there now."""
    with socket.socket() as probe:
        # As the web server does, or a port just left would seem taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


class Children:
    """Processes that live as long as the command that started them."""

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], **environment: str) -> None:
        """Start one, out of the terminal's reach: Ctrl-C comes to it through us.

        On Linux it ends with us even when we are killed.
        """
        self._processes[name] = subprocess.Popen(  # noqa: S603
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=(
                partial(_end_with, os.getpid()) if hasattr(_library, "prctl") else None
            ),
        )

    def is_running(self, name: str) -> bool:
        """Return whether the child of this name was started, and lives."""
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def first_dead(self) -> tuple[str, int] | None:
        """Return the name and exit code of one that has ended, None when all live."""
        for name, process in self._processes.items():
            if (code := process.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask all to end, wait, and kill the one that does not."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when `parent` dies; runs in the new process."""
    _library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def children() -> Iterator[Children]:
    """Yield the children to start; however the block ends, they end with it."""
    group = Children()
    try:
        yield group
    finally:
        group.stop()
