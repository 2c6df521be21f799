"""The real import command, killed in the middle of its work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from news.models import ImportedPost
from news.published.changes import CHANNEL
from tests.benchmarks.scratch import SETTINGS, database_url

# So often it is asked whether an import has ended by itself.
_SECONDS = 1.0


def start_import(folder: Path) -> subprocess.Popen[bytes]:
    """Start `import_posts` on the database that this process uses."""
    url = database_url(connection.settings_dict, connection.settings_dict["NAME"])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "import_posts", str(folder)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": SETTINGS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_after(stories: int, folder: Path, *, rest: float = 0.0) -> int:
    """Start an import, SIGKILL it at the first commit that makes so many stories.

    With 0 that is the first commit of all; `rest` are seconds after it. Returns the
    exit code, that of the import itself when it has ended before.
    """
    url = database_url(connection.settings_dict, connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        command = start_import(folder)
        for _commit in _commits(listener, command):
            if ImportedPost.objects.count() >= stories:
                break
        time.sleep(rest)
        command.send_signal(signal.SIGKILL)
        return command.wait()


def _commits(
    listener: psycopg.Connection, command: subprocess.Popen[bytes]
) -> Iterator[None]:
    """Yield at each change of documents, until the command has ended."""
    while command.poll() is None:
        for _notice in listener.notifies(timeout=_SECONDS, stop_after=1):
            yield
