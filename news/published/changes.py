"""Appending to the log of changes, and waking those who follow it."""

from collections.abc import Sequence

from django.db import connection, transaction

from news.published.models import Change, PublishedDocument

# PostgreSQL NOTIFY channel; followers LISTEN on it and then read the log.
CHANNEL = "baoguan_changes"
# Any constant of this project's own (pg_advisory_xact_lock takes 64 bits).
_APPEND_LOCK = 0x62616F6775616E


def lock_log() -> None:
    """Let no other transaction write documents or changes until this one ends.

    Taken before pages are read: who waits sees what the other has committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPEND_LOCK])


def append_changes(changes: Sequence[Change]) -> None:
    """Write `changes` to the end of the log, in the transaction at hand.

    Waits for other transactions that have appended and not yet committed.
    """
    if not changes:
        return
    with transaction.atomic():
        lock_log()
        Change.objects.bulk_create(changes)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def change_of(document: PublishedDocument, kind: Change.Kind) -> Change:
    """Return the entry, not yet saved, that tells of a document."""
    version = "" if kind is Change.Kind.WITHDRAWN else document.version
    return Change(
        page_id=document.page_id, kind=kind, path=document.path, version=version
    )
