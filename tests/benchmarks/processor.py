"""How long processors have worked: a measure that a busy machine does not spoil."""

import os
import resource
from pathlib import Path


def processor_seconds() -> float:
    """Return the seconds of this process, its ended children and its database backend.

    The backend counts when the server runs on this machine (Linux).
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own = [resource.getrusage(who) for who in whose]
    return sum(use.ru_utime + use.ru_stime for use in own) + _of_process(backend)


def _of_process(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
