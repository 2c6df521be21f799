"""The log: its order is the order of commits, and it wakes its followers."""

import threading

import psycopg
import pytest
from django.db import connection, transaction

from news.models import Change
from news.published.changes import CHANNEL, append_changes


def entry(page_id: int) -> Change:
    """Return an entry that is not saved."""
    return Change(page_id=page_id, kind=Change.Kind.UPDATED, path="/a/")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_later_append_waits_for_an_earlier_one_to_commit() -> None:
    appended = threading.Event()
    finished: list[int] = []

    def append_second() -> None:
        appended.wait(10)
        append_changes([entry(2)])
        finished.append(2)
        connection.close()

    follower = threading.Thread(target=append_second)
    follower.start()
    with transaction.atomic():
        append_changes([entry(1)])
        appended.set()
        follower.join(0.5)
        finished.append(1)
    follower.join(10)

    assert finished == [1, 2]
    assert list(
        Change.objects.filter(page_id__in=[1, 2]).values_list("page_id", flat=True)
    ) == [1, 2]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_append_wakes_who_listens() -> None:
    settings = connection.get_connection_params()
    settings.pop("pool", None)
    with psycopg.connect(
        host=settings["host"],
        user=settings["user"],
        dbname=settings["dbname"],
        autocommit=True,
    ) as listener:
        listener.execute(f"LISTEN {CHANNEL}")

        append_changes([entry(1)])

        heard = list(listener.notifies(timeout=5, stop_after=1))
    assert [note.channel for note in heard] == [CHANNEL]


@pytest.mark.django_db
def test_a_rolled_back_append_leaves_no_entry() -> None:
    with transaction.atomic():
        append_changes([entry(1)])
        transaction.set_rollback(True)

    assert not Change.objects.filter(page_id=1).exists()
