"""What editors did with imported stories and their categories stays done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from news.models import CategoryIndexPage, NewsPage
from news.published.models import PublishedDocument
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory
from tests.importer.builders import (
    CODE,
    Import,
    count_rows,
    only_outcome,
    post_text,
    write_post,
)

pytestmark = pytest.mark.django_db

NEW_TEXT = "<p>新的正文。</p>"


def _edit_draft(page: NewsPage) -> None:
    page.title = "编辑改过的标题"
    page.save_revision(user=UserFactory())


def _edit_live(page: NewsPage) -> None:
    user = UserFactory(is_superuser=True)
    page.title = "编辑改过的标题"
    page.save_revision(user=user).publish(user=user)


def _edit_by_a_program(page: NewsPage) -> None:
    page.title = "程序改过的标题"
    page.save_revision()


def _publish_by_a_program(page: NewsPage) -> None:
    page.title = "程序改过的标题"
    page.save_revision().publish()


def _lock(page: NewsPage) -> None:
    page.locked = True
    page.save()


def _withdraw(page: NewsPage) -> None:
    page.unpublish()


def _move(page: NewsPage) -> None:
    target = CategoryIndexPageFactory()
    page.move(target, pos="last-child", user=UserFactory(is_superuser=True))


@pytest.mark.parametrize(
    "edit",
    [
        _edit_draft,
        _edit_live,
        _edit_by_a_program,
        _publish_by_a_program,
        _lock,
        _withdraw,
    ],
)
def test_a_page_that_was_edited_since_is_left_alone(
    tmp_path: Path, bring: Import, edit: Callable[[NewsPage], None]
) -> None:
    write_post(tmp_path, post_text())
    bring()
    edit(NewsPage.objects.get())
    before = count_rows()
    write_post(tmp_path, post_text(NEW_TEXT))

    report = bring()

    assert only_outcome(report) == "edited_since"
    assert count_rows() == before


def test_a_story_that_was_only_moved_is_updated_where_it_stands(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    _move(NewsPage.objects.get())
    before = NewsPage.objects.get().url_path
    write_post(tmp_path, post_text(NEW_TEXT))

    report = bring()

    assert only_outcome(report) == "updated"
    assert NewsPage.objects.get().url_path == before
    assert PublishedDocument.objects.stories().get().text == "新的正文。"


def test_a_story_stays_in_a_category_with_a_new_address(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    category = CategoryIndexPage.objects.get()
    category.slug = "linhu"
    category.save_revision().publish()
    write_post(tmp_path, post_text(NEW_TEXT))

    bring()

    assert PublishedDocument.objects.stories().get().path.startswith("/linhu/")


def _delete_story() -> None:
    NewsPage.objects.get().delete(user=UserFactory(is_superuser=True))


def _delete_category() -> None:
    CategoryIndexPage.objects.get().delete(user=UserFactory(is_superuser=True))


@pytest.mark.parametrize("content", [post_text(), post_text(NEW_TEXT)])
@pytest.mark.parametrize("delete", [_delete_story, _delete_category])
def test_a_story_that_was_deleted_stays_deleted(
    tmp_path: Path, bring: Import, delete: Callable[[], None], content: str
) -> None:
    write_post(tmp_path, post_text())
    bring()
    delete()
    before = count_rows()
    write_post(tmp_path, content)

    report = bring()

    assert only_outcome(report) == "edited_since"
    assert count_rows() == before
    assert not NewsPage.objects.exists()


def test_a_story_that_an_editor_wrote_is_left_alone(
    tmp_path: Path, bring: Import
) -> None:
    NewsPageFactory(title="编辑写的标题", original_code=CODE)
    write_post(tmp_path, post_text())

    report = bring()

    assert only_outcome(report) == "edited_since"
    assert NewsPage.objects.get().title == "编辑写的标题"


def test_a_story_without_a_code_is_no_earlier_import(
    tmp_path: Path, bring: Import
) -> None:
    NewsPageFactory(original_code="")
    head, _, _ = post_text().partition("<http")
    write_post(tmp_path, head, "NW.md")

    report = bring()

    assert only_outcome(report) == "created"


def test_a_new_story_of_a_withdrawn_category_stays_a_draft(
    tmp_path: Path, bring: Import
) -> None:
    category = CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
    category.unpublish()
    write_post(tmp_path, post_text())

    report = bring()

    (entry,) = report.files.values()
    page = NewsPage.objects.get()
    assert entry["outcome"] == "draft"
    assert entry["problems"] == ["category_withdrawn"]
    assert not page.live
    assert page.first_published_at is None
    assert page.is_child_of(category)
    assert only_outcome(bring()) == "unchanged"


def test_a_category_that_comes_back_brings_its_stories(
    tmp_path: Path, bring: Import
) -> None:
    category = CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
    category.unpublish()
    write_post(tmp_path, post_text())
    bring()
    category.save_revision().publish()

    report = bring()

    assert only_outcome(report) == "updated"
    assert PublishedDocument.objects.stories().count() == 1


def test_a_mended_draft_stays_a_draft_in_the_withdrawn_category_it_was_moved_to(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(date="2024-02-30"))
    bring()
    target = CategoryIndexPageFactory(live=False)
    NewsPage.objects.get().move(target, pos="last-child")
    write_post(tmp_path, post_text())

    report = bring()

    assert only_outcome(report) == "draft"
    assert not NewsPage.objects.get().live


@pytest.mark.parametrize(
    ("content", "outcome"),
    [(post_text(), "unchanged"), (post_text(NEW_TEXT), "updated")],
)
def test_a_story_that_was_published_before_its_category_was_withdrawn_goes_on(
    tmp_path: Path, bring: Import, content: str, outcome: str
) -> None:
    write_post(tmp_path, post_text())
    bring()
    CategoryIndexPage.objects.get().unpublish()
    write_post(tmp_path, content)

    report = bring()

    assert only_outcome(report) == outcome
    assert NewsPage.objects.get().live


def test_a_live_story_is_not_moved_into_a_withdrawn_category(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    CategoryIndexPageFactory(slug="hubinwanbao", live=False)
    write_post(tmp_path, post_text(category="hubinwanbao"))

    report = bring()

    page = NewsPage.objects.get()
    assert only_outcome(report) == "draft"
    assert page.live
    assert page.get_parent().slug == "linhuribao"
