"""The log and the listings: the database keeps them, whoever writes a document."""

import threading
from importlib import import_module

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import F
from wagtail.models import Page, Site

from news.models import (
    CategoryIndexPage,
    Change,
    HomePage,
    Listing,
    NewsPage,
    PendingPurge,
    PublishedDocument,
)
from news.published.changes import CHANNEL, lock_log
from news.published.keys import ALL, category_key, tag_key, type_key
from news.published.models import listing_name
from tests.factories import published_story

live = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def withdraw(page: NewsPage) -> None:
    """Remove a document in one statement, past all of Django's signals."""
    documents = PublishedDocument.objects.filter(pk=page.pk)
    documents._raw_delete(documents.db)


def size(key: str) -> int:
    """Return the length of a listing of the default site, 0 for none."""
    name = listing_name(Site.objects.get(is_default_site=True).pk, key)
    return sum(Listing.objects.filter(name=name).values_list("size", flat=True))


@live
def test_a_later_write_waits_for_an_earlier_one_to_commit(
    category: CategoryIndexPage,
) -> None:
    first, second = (published_story(parent=category) for _ in range(2))
    written = threading.Event()
    finished: list[int] = []

    def withdraw_second() -> None:
        written.wait(10)
        withdraw(second)
        finished.append(second.pk)
        connection.close()

    follower = threading.Thread(target=withdraw_second)
    follower.start()
    with transaction.atomic():
        withdraw(first)
        written.set()
        follower.join(0.5)
        finished.append(first.pk)
    follower.join(10)

    entries = Change.objects.filter(kind=Change.Kind.WITHDRAWN)
    assert finished == [first.pk, second.pk]
    assert list(entries.values_list("page_id", flat=True)) == finished


@live
def test_a_write_wakes_who_listens(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    settings = connection.get_connection_params()
    with psycopg.connect(
        host=settings["host"],
        user=settings["user"],
        dbname=settings["dbname"],
        autocommit=True,
    ) as listener:
        listener.execute(f"LISTEN {CHANNEL}")

        withdraw(story)

        heard = list(listener.notifies(timeout=5, stop_after=1))
    assert [note.channel for note in heard] == [CHANNEL]


@pytest.mark.django_db
def test_a_rolled_back_write_leaves_no_entry(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    with transaction.atomic():
        withdraw(story)
        transaction.set_rollback(True)

    withdrawals = Change.objects.filter(kind=Change.Kind.WITHDRAWN)
    assert not withdrawals.exists()


@pytest.mark.django_db
def test_a_version_is_the_change_that_made_it(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    document = PublishedDocument.objects.get(page=story)

    change = Change.objects.get(id=document.version)

    assert (change.page_id, change.kind) == (story.pk, Change.Kind.PUBLISHED)
    assert (change.path, change.type) == (document.path, document.type)
    assert change.keys == document.keys


@pytest.mark.django_db
def test_writing_the_same_again_moves_no_version(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    documents = PublishedDocument.objects.filter(page=story)
    before = documents.values().get()
    entries = Change.objects.count()

    documents.update(title=F("title"), version=0)

    assert documents.values().get() == before
    assert Change.objects.count() == entries


@pytest.mark.django_db
def test_another_path_is_a_move(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    PublishedDocument.objects.filter(page=story).update(path="/anderswo/")

    newest = Change.objects.latest("id")
    assert (newest.kind, newest.path) == (Change.Kind.MOVED, "/anderswo/")


@pytest.mark.django_db
def test_a_change_names_the_keys_before_and_after(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    keys = PublishedDocument.objects.get(page=story).keys

    PublishedDocument.objects.filter(page=story).update(keys=[ALL, tag_key("新")])

    assert set(Change.objects.latest("id").keys) == {*keys, ALL, tag_key("新")}


@pytest.mark.django_db
def test_listings_count_what_comes_changes_and_goes(
    category: CategoryIndexPage,
) -> None:
    stories = type_key("news.NewsPage")
    first, second = (published_story(parent=category) for _ in range(2))
    here = category_key(category.pk)
    assert (size(stories), size(here), size(tag_key("新"))) == (2, 2, 0)

    PublishedDocument.objects.filter(page=first).update(
        keys=[ALL, stories, tag_key("新")]
    )
    assert (size(stories), size(here), size(tag_key("新"))) == (2, 1, 1)

    withdraw(first)
    second.unpublish()
    assert (size(stories), size(here), size(tag_key("新"))) == (0, 0, 0)


@pytest.mark.django_db
def test_a_listing_knows_its_last_change(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    name = listing_name(story.get_site().pk, category_key(category.pk))

    withdraw(story)

    assert Listing.objects.get(name=name).version == Change.objects.latest("id").id


@live
def test_a_bare_lock_holds_off_writers(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    is_done = threading.Event()

    def write() -> None:
        withdraw(story)
        is_done.set()
        connection.close()

    writer = threading.Thread(target=write)
    with transaction.atomic():
        lock_log()
        writer.start()
        is_early = is_done.wait(0.5)
    writer.join(10)

    assert not is_early
    assert is_done.is_set()


@pytest.mark.django_db
def test_a_new_order_moves_the_lists_but_no_document(
    category: CategoryIndexPage,
) -> None:
    first, second = (published_story(parent=category) for _ in range(2))
    name = listing_name(first.get_site().pk, category_key(category.pk))
    before = Listing.objects.get(name=name).version
    entries = Change.objects.count()

    second.move(first, pos="left")

    assert Listing.objects.get(name=name).version > before
    assert Change.objects.count() == entries


@pytest.mark.django_db
def test_a_new_order_makes_caches_forget_what_is_in_the_order_of_the_tree(
    category: CategoryIndexPage,
) -> None:
    first, second = (published_story(parent=category) for _ in range(2))
    PendingPurge.objects.all().delete()

    second.move(first, pos="left")

    purges = {(row.site_id, *row.keys) for row in PendingPurge.objects.all()}
    assert purges == {(first.get_site().pk, ALL)}


def other_site() -> Site:
    """Return a second site, without pages."""
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(hostname="dongling.example.cn", root_page=home)


@pytest.mark.django_db
def test_what_goes_to_another_site_is_withdrawn_then_published(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category)
    before = PublishedDocument.objects.get(page=story)
    there = other_site()

    PublishedDocument.objects.filter(page=story).update(
        site=there, path="/dort/", keys=[ALL, tag_key("新")]
    )

    left, came = Change.objects.order_by("id")[Change.objects.count() - 2 :]
    after = PublishedDocument.objects.get(page=story)
    assert (left.kind, left.site_id, left.path, left.keys) == (
        Change.Kind.WITHDRAWN,
        before.site_id,
        before.path,
        before.keys,
    )
    assert (came.kind, came.site_id, came.path, came.keys) == (
        Change.Kind.PUBLISHED,
        there.pk,
        "/dort/",
        after.keys,
    )
    assert after.version == came.id


@pytest.mark.django_db
def test_who_left_a_site_before_withdrawals_were_told_is_withdrawn_later(
    category: CategoryIndexPage,
) -> None:
    moved, _ = (published_story(parent=category) for _ in range(2))
    there = other_site()
    PublishedDocument.objects.filter(page=moved).update(site=there)
    first = Change.objects.filter(page_id=moved.pk).earliest("id")
    Change.objects.filter(page_id=moved.pk, kind=Change.Kind.WITHDRAWN).delete()
    migration = import_module("news.migrations.0011_moves_between_sites")

    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(migration.COMPLETE_LOG)

    told = Change.objects.filter(kind=Change.Kind.WITHDRAWN)
    assert [(one.page_id, one.site_id, one.path) for one in told] == [
        (moved.pk, first.site_id, first.path)
    ]
    assert told.get().id > PublishedDocument.objects.get(page=moved).version
