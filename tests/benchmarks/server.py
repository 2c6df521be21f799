"""The production server and the worker, run for a measurement."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"
START_SECONDS = 60
_STOP_SECONDS = 30


class NotStartedError(Exception):
    """The server ended, or does not answer."""


@contextmanager
def running_server(workers: int = 2) -> Iterator[str]:
    """Run the web server with the settings in use; yield its address."""
    from django.db import connections

    from site_core.processes import web_server_command

    connections.close_all()
    port = _free_port()
    with _running(web_server_command(HOST, port, workers=workers)) as server:
        root = f"http://{HOST}:{port}"
        _wait(server, f"{root}/livez")
        yield root


@contextmanager
def running_worker() -> Iterator[None]:
    """Run the worker, which follows the changes, with the settings in use."""
    with _running([sys.executable, "manage.py", "run_worker"]):
        yield


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env={**os.environ})  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            raise NotStartedError("the server ended")
        try:
            urllib.request.urlopen(url).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotStartedError(f"{url} does not answer")
