"""Documents and changes follow what editors do to pages."""

import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from news.models import (
    CategoryIndexPage,
    Change,
    LogFollower,
    NewsPage,
    Person,
    PublishedDocument,
    Source,
)
from news.published.models import CATEGORY_TYPE
from news.published.refresh import differs, refresh_documents
from news.receivers import refresh_missing_documents
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    SourceFactory,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db


def last_changes(page_id: int) -> list[str]:
    """Return the kinds of a page's changes, oldest first."""
    return list(Change.objects.filter(page_id=page_id).values_list("kind", flat=True))


def publish_and_crash(story: NewsPage) -> None:
    """Publish inside a transaction that does not reach its end."""
    with transaction.atomic():
        story.save_revision().publish()
        raise RuntimeError


def test_publishing_writes_the_document(category: CategoryIndexPage) -> None:
    story = published_story(
        title="一湖碧水怎样回来", slug="lake", parent=category, byline=["宋时雨"]
    )

    document = PublishedDocument.objects.get(page=story)

    assert document.path == "/linhuribao/lake/"
    assert document.parent_id == category.pk
    assert document.published_at == story.published_at
    assert document.data["byline"] == [
        {"name": "宋时雨", "role": "reporter", "role_label": "记者"}
    ]
    assert document.data["outline"][0]["text"] == "夯实基础建设"
    assert "夯实文明县城" in document.text
    assert "<b>夯实</b>" in document.body_html


def test_publishing_appends_one_change(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    assert last_changes(story.pk) == ["published"]


def test_a_draft_has_no_document(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)

    assert not PublishedDocument.objects.filter(page=story).exists()


def test_saving_a_draft_of_a_live_story_changes_nothing(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category, title="旧题")

    story.title = "新题"
    story.save_revision()

    assert PublishedDocument.objects.get(page=story).title == "旧题"
    assert last_changes(story.pk) == ["published"]


def test_publishing_again_updates(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    story.title = "新题"
    story.save_revision().publish()

    assert PublishedDocument.objects.get(page=story).title == "新题"
    assert last_changes(story.pk) == ["published", "updated"]


def test_publishing_the_same_again_changes_nothing(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    before = PublishedDocument.objects.get(page=story).updated_at

    story.save_revision().publish()

    assert PublishedDocument.objects.get(page=story).updated_at == before
    assert last_changes(story.pk) == ["published"]


def test_unpublishing_withdraws(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    story.unpublish()

    assert not PublishedDocument.objects.filter(page=story).exists()
    assert last_changes(story.pk) == ["published", "withdrawn"]


def test_deleting_withdraws(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    page_id = story.pk

    story.delete()

    assert last_changes(page_id) == ["published", "withdrawn"]


def test_deleting_a_category_withdraws_its_stories(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)

    Page.objects.get(pk=category.pk).delete()

    assert not PublishedDocument.objects.filter(page_id=story.pk).exists()
    assert last_changes(story.pk) == ["published", "withdrawn"]


def test_moving_gives_a_new_path_and_category(category: CategoryIndexPage) -> None:
    story = published_story(parent=category, slug="lake")
    other = CategoryIndexPageFactory(slug="donglingwanbao")

    story.move(other, pos="last-child")

    document = PublishedDocument.objects.get(page=story)
    assert (document.path, document.parent_id) == ("/donglingwanbao/lake/", other.pk)
    assert last_changes(story.pk) == ["published", "moved"]


def test_categories_keep_the_order_of_the_tree(category: CategoryIndexPage) -> None:
    other = CategoryIndexPageFactory(slug="donglingwanbao")
    third = CategoryIndexPageFactory(slug="hexinongcunbao")

    CategoryIndexPage.objects.get(pk=third.pk).move(category, pos="left")

    categories = PublishedDocument.objects.filter(type=CATEGORY_TYPE)
    assert list(categories.order_by("position").values_list("page_id", flat=True)) == [
        third.pk,
        category.pk,
        other.pk,
    ]
    call_command("rebuild_published", check=True)


def test_a_new_slug_of_a_category_moves_its_stories(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category, slug="lake")

    category.refresh_from_db()
    category.slug = "lake-daily"
    category.save_revision().publish()

    document = PublishedDocument.objects.get(page=story)
    assert document.path == "/lake-daily/lake/"
    assert document.data["category"]["path"] == "/lake-daily/"
    assert last_changes(story.pk) == ["published", "moved"]


def test_a_new_name_of_a_category_updates_its_stories(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category)

    category.refresh_from_db()
    category.title = "临湖晚报"
    category.save_revision().publish()

    document = PublishedDocument.objects.get(page=story)
    assert document.data["category"]["title"] == "临湖晚报"


def test_privacy_on_a_category_withdraws_its_stories(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category)

    restriction = PageViewRestriction.objects.create(
        page=category, restriction_type=PageViewRestriction.LOGIN
    )

    assert not PublishedDocument.objects.filter(page=story).exists()
    restriction.delete()
    assert PublishedDocument.objects.filter(page=story).exists()
    assert last_changes(story.pk) == ["published", "withdrawn", "published"]


def test_a_renamed_person_updates_stories(category: CategoryIndexPage) -> None:
    story = published_story(parent=category, byline=["宋时雨"])

    person = Person.objects.get(name="宋时雨")
    person.name = "宋雨"
    person.save()

    data = PublishedDocument.objects.get(page=story).data
    assert data["byline"][0]["name"] == "宋雨"


def test_a_renamed_source_updates_stories(category: CategoryIndexPage) -> None:
    story = published_story(parent=category, source=SourceFactory(name="临湖日报"))

    source = Source.objects.get(name="临湖日报")
    source.name = "临湖日报社"
    source.save()

    data = PublishedDocument.objects.get(page=story).data
    assert data["source"]["name"] == "临湖日报社"


def test_new_words_on_a_picture_update_stories(category: CategoryIndexPage) -> None:
    image = NewsImageFactory()
    story = published_story(parent=category, lead_image=image)

    image.alt_text = "雾散了"
    image.save()

    data = PublishedDocument.objects.get(page=story).data
    assert data["lead_image"]["alt"] == "雾散了"


def test_a_scheduled_story_is_published_with_its_document(
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    story.go_live_at = timezone.now() + dt.timedelta(hours=1)
    story.save_revision().publish()
    assert not PublishedDocument.objects.filter(page=story).exists()

    due = timezone.now() - dt.timedelta(minutes=1)
    revision = story.latest_revision
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    call_command("publish_scheduled")

    assert PublishedDocument.objects.filter(page=story).exists()


def test_an_expired_story_is_withdrawn(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    NewsPage.objects.filter(pk=story.pk).update(
        expire_at=timezone.now() - dt.timedelta(minutes=1)
    )

    call_command("publish_scheduled")

    assert not PublishedDocument.objects.filter(page=story).exists()


def test_a_failed_transaction_leaves_neither_page_nor_document(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category, title="旧题")
    story.title = "新题"

    with pytest.raises(RuntimeError):
        publish_and_crash(story)

    assert PublishedDocument.objects.get(page=story).title == "旧题"
    assert NewsPage.objects.get(pk=story.pk).title == "旧题"
    assert last_changes(story.pk) == ["published"]


def test_a_failed_document_leaves_the_page_a_draft(
    category: CategoryIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = NewsPageFactory(parent=category, live=False)

    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("news.published.refresh._apply", fail)
    with pytest.raises(RuntimeError):
        story.save_revision().publish()

    assert not NewsPage.objects.get(pk=story.pk).live


def test_two_pages_may_swap_their_slugs(category: CategoryIndexPage) -> None:
    first = published_story(parent=category, slug="first")
    second = published_story(parent=category, slug="second")

    for page, slug in ((first, "aside"), (second, "first"), (first, "second")):
        page.slug = slug
        page.save_revision().publish()

    paths = PublishedDocument.objects.in_bulk([first.pk, second.pk])
    assert paths[first.pk].path == "/linhuribao/second/"
    assert paths[second.pk].path == "/linhuribao/first/"


def test_the_front_page_has_a_document() -> None:
    assert PublishedDocument.objects.get(page=home_page()).path == "/"


def test_a_refresh_of_many_costs_as_many_queries_as_of_one(
    category: CategoryIndexPage,
) -> None:
    stories = [
        published_story(parent=category, byline=["宋时雨"], source=SourceFactory())
        for _ in range(6)
    ]
    PublishedDocument.objects.update(text="")

    with CaptureQueriesContext(connection) as one:
        refresh_documents([stories[0].pk])
    with CaptureQueriesContext(connection) as many:
        refresh_documents([story.pk for story in stories[1:]])

    assert len(many) == len(one)
    assert not PublishedDocument.objects.stories().filter(text="").exists()


def test_rebuild_of_an_untouched_archive_changes_no_row(
    category: CategoryIndexPage,
) -> None:
    published_story(parent=category)
    changes = Change.objects.count()

    call_command("rebuild_published")

    assert Change.objects.count() == changes


def test_check_finds_a_document_that_differs(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    call_command("rebuild_published", check=True)

    PublishedDocument.objects.filter(page=story).update(text="another")

    with pytest.raises(CommandError, match="1 of the documents differ"):
        call_command("rebuild_published", check=True)


def test_rebuild_makes_a_missing_document_again(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    before = PublishedDocument.objects.get(page=story)
    PublishedDocument.objects.filter(page=story).delete()

    call_command("rebuild_published")

    after = PublishedDocument.objects.get(page=story)
    assert not differs(before, after)


def test_documents_after_a_migration_are_completed_where_they_were_cut_short(
    category: CategoryIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [published_story(parent=category).pk for _ in range(2)]
    before = {row.pk: row for row in PublishedDocument.objects.all()}
    PublishedDocument.objects.all().delete()

    def crash(found: list[NewsPage]) -> None:
        if stories[1] in {story.pk for story in found}:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("news.published.refresh.BATCH", 1)
        patched.setattr("news.published.refresh.attach_categories", crash)
        with pytest.raises(KeyboardInterrupt):
            refresh_missing_documents(apps.get_app_config("news"))
    written = set(PublishedDocument.objects.values_list("pk", flat=True))
    refresh_missing_documents(apps.get_app_config("news"))

    after = {row.pk: row for row in PublishedDocument.objects.all()}
    assert written == before.keys() - {stories[1]}
    assert after.keys() == before.keys()
    assert not any(differs(before[pk], after[pk]) for pk in before)
    assert not LogFollower.objects.filter(pk="rebuild").exists()


@pytest.mark.parametrize(("verbosity", "words"), [(1, "documents of"), (0, "")])
def test_who_migrates_is_told_of_a_long_rebuild(
    category: CategoryIndexPage,
    monkeypatch: pytest.MonkeyPatch,
    verbosity: int,
    words: str,
) -> None:
    PublishedDocument.objects.all().delete()
    monkeypatch.setattr("news.published.refresh.BATCH", 1)
    out = StringIO()

    refresh_missing_documents(
        apps.get_app_config("news"), verbosity=verbosity, stdout=out
    )

    assert words in out.getvalue()
    assert bool(out.getvalue()) == bool(words)


def test_an_older_state_of_the_tables_is_left_alone(
    category: CategoryIndexPage,
) -> None:
    PublishedDocument.objects.all().delete()
    applied = MigrationRecorder(connection).migration_qs.filter(app="news")
    applied.filter(name__gte="0004").delete()

    refresh_missing_documents(apps.get_app_config("news"))

    assert not PublishedDocument.objects.exists()
