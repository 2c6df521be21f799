"""The log of changes: who may write, and how its followers are woken."""

from django.db import connection

# PostgreSQL NOTIFY channel; followers LISTEN on it and then read the log.
CHANNEL = "baoguan_changes"
# Any constant of this project's own; the triggers of migration 0004 take it too.
_APPEND_LOCK = 0x62616F6775616E


def lock_log() -> None:
    """Let no other transaction write documents or changes until this one ends.

    Taken before pages are read: who waits sees what the other has committed. Whoever
    writes a document without it gets it from the documents' trigger.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])


def try_lock_log() -> bool:
    """Take the lock of `lock_log` if nobody has it, and return whether that was so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_APPEND_LOCK])
        (is_taken,) = cursor.fetchone()
    return bool(is_taken)
