"""Imports beside imports, and beside editors: nothing is lost, nobody is in the way."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction
from wagtail.models import Page

from news.importer.known import find_home_page
from news.importer.lock import ImportRunningError, only_import
from news.models import CategoryIndexPage, NewsPage
from news.published.changes import lock_log
from news.published.refresh import find_difference
from tests.factories import CategoryIndexPageFactory, NewsPageFactory
from tests.importer.builders import Import, ImportReport, post_text, write_post

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

POSTS = 30

Background = Callable[[Callable[[], object]], Future]


@pytest.fixture
def posts(tmp_path: Path) -> CategoryIndexPage:
    """A category, and a folder of posts that belong in it."""
    for number in range(POSTS):
        write_post(tmp_path, post_text(code=f"NW{number}"), f"{number:03}.md")
    home = find_home_page()
    category: CategoryIndexPage = CategoryIndexPageFactory(
        title="临湖日报", slug="linhuribao", parent=home
    )
    return category


@pytest.fixture
def in_background() -> Iterator[Background]:
    """Run functions beside the test, each on a database connection of its own."""

    def closing(run: Callable[[], object]) -> object:
        try:
            return run()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        yield lambda run: pool.submit(closing, run)


def _assert_sound() -> None:
    assert not any(Page.find_problems())
    assert not find_difference(list(Page.objects.values_list("pk", flat=True)))


def test_a_second_import_says_that_one_is_running(
    posts: CategoryIndexPage,
    bring: Import,
    in_background: Background,
) -> None:
    with only_import():
        second = in_background(bring)

        with pytest.raises(ImportRunningError, match="Another import is running"):
            second.result()

    assert not NewsPage.objects.exists()


def test_the_lock_goes_with_the_import(posts: CategoryIndexPage, bring: Import) -> None:
    bring()

    assert set(_outcomes(bring())) == {"unchanged"}


def test_a_dry_run_may_run_beside_an_import(
    posts: CategoryIndexPage,
    bring: Import,
    in_background: Background,
) -> None:
    with only_import():
        report = in_background(lambda: bring(is_dry_run=True)).result()

    assert set(_outcomes(report)) == {"created"}


def _outcomes(report: ImportReport) -> list[str]:
    return [entry["outcome"] for entry in report.files.values()]


def _add(category: CategoryIndexPage) -> None:
    NewsPageFactory(parent=CategoryIndexPage.objects.get(pk=category.pk))


def _publish_category(category: CategoryIndexPage) -> None:
    page = CategoryIndexPage.objects.get(pk=category.pk)
    page.introduction = "<p>新的介绍</p>"
    page.save_revision().publish()


def _move_in(category: CategoryIndexPage) -> None:
    NewsPage.objects.get(slug="moving").move(category, pos="last-child")


def _publish_elsewhere(category: CategoryIndexPage) -> None:
    NewsPage.objects.get(slug="moving").save_revision().publish()


EDITS = [_add, _publish_category, _move_in, _publish_elsewhere]


@contextmanager
def _open_transaction(
    in_background: Background, edit: Callable[[], object]
) -> Iterator[None]:
    """Let an editor's request do something, and commit at the end of the block."""
    done, may_commit = Event(), Event()

    def request() -> None:
        with transaction.atomic():
            edit()
            done.set()
            may_commit.wait()

    editing = in_background(request)
    editing.add_done_callback(lambda _editing: done.set())
    done.wait()
    try:
        yield
    finally:
        may_commit.set()
        editing.result()


@pytest.mark.parametrize("edit", EDITS)
def test_an_import_waits_for_an_editor_who_is_not_yet_done(
    posts: CategoryIndexPage,
    bring: Import,
    in_background: Background,
    edit: Callable[[CategoryIndexPage], None],
) -> None:
    NewsPageFactory(parent=CategoryIndexPageFactory(), slug="moving")
    before = NewsPage.objects.count()

    with _open_transaction(in_background, lambda: edit(posts)):
        running = in_background(bring)
    report = running.result()

    assert set(_outcomes(report)) == {"created"}
    assert NewsPage.objects.count() == before + POSTS + (edit is _add)
    _assert_sound()


@pytest.mark.parametrize("edit", EDITS)
def test_an_editor_who_meets_a_batch_loses_nothing(
    posts: CategoryIndexPage,
    bring: Import,
    in_background: Background,
    monkeypatch: pytest.MonkeyPatch,
    edit: Callable[[CategoryIndexPage], None],
) -> None:
    NewsPageFactory(parent=CategoryIndexPageFactory(), slug="moving")
    before = NewsPage.objects.count()
    holds_category, editor_is_here = Event(), Event()
    monkeypatch.setattr(
        "news.importer.bulk.create._write",
        _pausing("_write", holds_category, editor_is_here),
    )

    running = in_background(bring)
    holds_category.wait()
    editing = in_background(_in_a_request(lambda: edit(posts), editor_is_here))
    editing.result()
    report = running.result()

    assert set(_outcomes(report)) == {"created"}
    assert NewsPage.objects.count() == before + POSTS + (edit is _add)
    _assert_sound()


def _pausing(name: str, reached: Event, go_on: Event) -> Callable[..., object]:
    """Return a function of the bulk writer that lets others in before it begins."""
    from news.importer.bulk import create

    original = getattr(create, name)

    def paused(*args: object) -> object:
        reached.set()
        go_on.wait()
        return original(*args)

    return paused


def _in_a_request(edit: Callable[[], object], begun: Event) -> Callable[[], None]:
    def request() -> None:
        with transaction.atomic():
            # Read before the batch is committed, as an editor's form was.
            list(CategoryIndexPage.objects.all())
            begun.set()
            edit()

    return request


def test_the_importer_gives_way_to_who_holds_the_log_and_wants_the_category(
    posts: CategoryIndexPage,
    bring: Import,
    in_background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    NewsPageFactory(parent=CategoryIndexPageFactory(), slug="moving")
    holds_category, editor_holds_log = Event(), Event()
    monkeypatch.setattr(
        "news.importer.bulk.create._write",
        _pausing("_write", holds_category, editor_holds_log),
    )

    def publish_and_move() -> None:
        with transaction.atomic():
            lock_log()
            editor_holds_log.set()
            _move_in(posts)

    running = in_background(bring)
    holds_category.wait()
    in_background(publish_and_move).result()
    report = running.result()

    assert set(_outcomes(report)) == {"created"}
    _assert_sound()


def test_a_category_that_goes_meanwhile_is_made_again(
    posts: CategoryIndexPage,
    bring: Import,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from news.importer.bulk import create

    original = create.find_or_create_names

    def delete_first(records: list) -> object:
        CategoryIndexPage.objects.filter(slug="linhuribao").first().delete()
        monkeypatch.setattr(create, "find_or_create_names", original)
        return original(records)

    monkeypatch.setattr(create, "find_or_create_names", delete_first)

    report = bring()

    assert set(_outcomes(report)) == {"created"}
    assert CategoryIndexPage.objects.get(slug="linhuribao").numchild == POSTS
    _assert_sound()
