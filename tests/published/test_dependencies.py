"""A document changes with what it shows: pictures, files, other stories, sites."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from wagtail.images.forms import get_image_form
from wagtail.models import Page, PageViewRestriction, Site
from wagtail_factories import DocumentFactory

from news import receivers
from news.models import (
    CategoryIndexPage,
    Change,
    HomePage,
    NewsImage,
    NewsPage,
    PublishedDocument,
    Source,
)
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    SourceFactory,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db


def data_of(page: Page) -> dict[str, Any]:
    """Return the published data of a page."""
    return PublishedDocument.objects.get(page=page).data


def story_about(target: NewsPage, category: CategoryIndexPage) -> NewsPage:
    """Return a story that recommends another one."""
    return published_story(parent=category, body=[("related", target)])


def test_a_new_file_of_a_picture_reaches_its_stories(
    category: CategoryIndexPage,
) -> None:
    image = NewsImageFactory()
    story = published_story(parent=category, lead_image=image)
    other = NewsImageFactory.build(file__color="red", file__width=900)
    file = SimpleUploadedFile("red.jpg", other.file.read(), "image/jpeg")
    form = get_image_form(NewsImage)(
        {"title": "新图", "alt_text": "新图", "collection": image.collection_id},
        {"file": file},
        instance=image,
    )

    form.save()

    # Until the worker has made its renditions, the picture itself is shown.
    picture = data_of(story)["lead_image"]
    assert "red" in picture["src"]
    assert Path(settings.MEDIA_ROOT, picture["src"].removeprefix("/media/")).exists()
    assert picture["srcset"] == []


def test_a_deleted_picture_leaves_its_stories(category: CategoryIndexPage) -> None:
    image = NewsImageFactory()
    story = published_story(parent=category, lead_image=image)

    image.delete()

    assert data_of(story)["lead_image"] is None


def test_a_renamed_file_is_renamed_in_stories(category: CategoryIndexPage) -> None:
    file = DocumentFactory(title="旧表")
    story = published_story(parent=category, body=[("document", file)])

    file.title = "新表"
    file.save()

    assert data_of(story)["body"][0]["value"]["title"] == "新表"


def test_a_renamed_story_is_renamed_where_it_is_recommended(
    category: CategoryIndexPage,
) -> None:
    target = published_story(parent=category, title="旧题")
    story = story_about(target, category)

    target.title = "新题"
    target.save_revision().publish()

    assert data_of(story)["body"][0]["value"]["title"] == "新题"


def test_a_withdrawn_story_is_recommended_no_more(category: CategoryIndexPage) -> None:
    target = published_story(parent=category, title="撤下的稿件")
    story = story_about(target, category)

    target.unpublish()

    assert data_of(story)["body"][0]["value"] is None
    assert "撤下的稿件" not in PublishedDocument.objects.get(page=story).body_html


def test_a_private_story_is_not_recommended(category: CategoryIndexPage) -> None:
    target = published_story(parent=category, title="内部稿件")
    story = story_about(target, category)

    PageViewRestriction.objects.create(
        page=target, restriction_type=PageViewRestriction.LOGIN
    )

    assert data_of(story)["body"][0]["value"] is None
    assert "内部稿件" not in PublishedDocument.objects.get(page=story).body_html


def test_a_deleted_story_is_recommended_no_more(category: CategoryIndexPage) -> None:
    target = published_story(parent=category)
    story = story_about(target, category)

    target.delete()

    assert data_of(story)["body"][0]["value"] is None


def test_a_private_category_can_be_deleted_with_its_stories(
    category: CategoryIndexPage,
) -> None:
    published_story(parent=category)
    PageViewRestriction.objects.create(
        page=category, restriction_type=PageViewRestriction.LOGIN
    )

    Page.objects.get(pk=category.pk).delete()

    assert not NewsPage.objects.exists()
    assert not PublishedDocument.objects.stories().exists()


def test_a_site_with_another_root_hands_its_documents_over(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category)
    other = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=other)

    site = Site.objects.get()
    site.root_page = other
    site.save()

    assert not PublishedDocument.objects.filter(page=story).exists()
    assert PublishedDocument.objects.get(page=other).path == "/"
    call_command("rebuild_published", check=True)


def test_a_second_site_gets_its_own_documents() -> None:
    first = home_page()
    other = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=other)

    site = Site.objects.create(hostname="dongling.example.cn", root_page=other)

    assert PublishedDocument.objects.get(page=other).site == site
    assert PublishedDocument.objects.get(page=first).site != site


def test_the_pages_of_a_deleted_site_fall_to_the_site_around(
    category: CategoryIndexPage,
) -> None:
    story = published_story(parent=category)
    around = PublishedDocument.objects.get(page=story).site
    inner = Site.objects.create(hostname="dongling.example.cn", root_page=category)
    assert PublishedDocument.objects.get(page=story).site == inner

    inner.delete()

    assert PublishedDocument.objects.get(page=story).site == around


def test_a_deleted_page_takes_its_site_with_it(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    Site.objects.create(hostname="dongling.example.cn", root_page=category)

    category.delete()

    assert not PublishedDocument.objects.filter(pk__in=[category.pk, story.pk]).exists()


def test_stories_behind_one_that_is_put_before_them_have_new_places(
    category: CategoryIndexPage,
) -> None:
    stories = [published_story(parent=category) for _ in range(3)]
    first, _, last = (Page.objects.get(pk=story.pk).specific for story in stories)

    last.move(first, pos="left")

    places = dict(PublishedDocument.objects.values_list("pk", "position"))
    pages = Page.objects.filter(pk__in=[story.pk for story in stories])
    assert {page.pk: places[page.pk] for page in pages} == {
        page.pk: page.path for page in pages
    }


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_category_and_its_story_can_be_published_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    category = CategoryIndexPageFactory(title="旧名", slug="category")
    story = NewsPageFactory(parent=category, title="旧题")
    category_is_written = threading.Event()
    follow_parents = receivers.follow_parents

    def follow_slowly(tree_path: str) -> list[int]:
        category_is_written.set()
        time.sleep(0.5)
        return follow_parents(tree_path)

    def publish_category() -> None:
        category.title = "新名"
        category.save_revision().publish()
        connection.close()

    monkeypatch.setattr(receivers, "follow_parents", follow_slowly)
    other_editor = threading.Thread(target=publish_category)
    other_editor.start()
    assert category_is_written.wait(10)
    story.title = "新题"
    story.save_revision().publish()
    other_editor.join(10)

    data = data_of(story)
    assert (data["title"], data["category"]["title"]) == ("新题", "新名")
    assert Change.objects.filter(page_id=story.pk).last().kind == "updated"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_story_that_is_just_being_published_is_hidden_with_its_category(
    category: CategoryIndexPage,
) -> None:
    def close_category() -> None:
        PageViewRestriction.objects.create(
            page=category, restriction_type=PageViewRestriction.LOGIN
        )
        connection.close()

    story = NewsPageFactory(parent=category, live=False)
    other_editor = threading.Thread(target=close_category)
    with transaction.atomic():
        story.save_revision().publish()
        other_editor.start()
        while other_editor.is_alive() and not _somebody_waits():
            other_editor.join(0.05)
    other_editor.join()

    assert not PublishedDocument.objects.filter(page=story).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_story_that_is_just_being_published_gets_the_new_name_of_its_source(
    category: CategoryIndexPage,
) -> None:
    source = SourceFactory(name="旧名")

    def rename_source() -> None:
        with transaction.atomic():
            renamed = Source.objects.get(pk=source.pk)
            renamed.name = "新名"
            renamed.save()
        connection.close()

    other_editor = threading.Thread(target=rename_source)
    with transaction.atomic():
        story = published_story(
            parent=category, source=Source.objects.get(pk=source.pk)
        )
        other_editor.start()
        while other_editor.is_alive() and not _somebody_waits():
            other_editor.join(0.05)
    other_editor.join()

    assert data_of(story)["source"]["name"] == "新名"


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks JOIN pg_database ON database = pg_database.oid "
            "WHERE datname = current_database() AND NOT granted"
        )
        return cursor.fetchone() is not None
