"""A document changes with what it shows: pictures, files, other stories, sites."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
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
)
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
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

    urls = [entry["url"] for entry in data_of(story)["lead_image"]["srcset"]]
    files = [Path(settings.MEDIA_ROOT, url.removeprefix("/media/")) for url in urls]
    assert all(file.exists() for file in files)
    assert "red" in urls[0]


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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_category_and_its_story_can_be_published_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    category = CategoryIndexPageFactory(title="旧名", slug="category")
    story = NewsPageFactory(parent=category, title="旧题")
    category_is_written = threading.Event()
    refresh_subtree = receivers.refresh_subtree

    def refresh_slowly(page: Page) -> int:
        category_is_written.set()
        time.sleep(0.5)
        return refresh_subtree(page)

    def publish_category() -> None:
        category.title = "新名"
        category.save_revision().publish()
        connection.close()

    monkeypatch.setattr(receivers, "refresh_subtree", refresh_slowly)
    other_editor = threading.Thread(target=publish_category)
    other_editor.start()
    category_is_written.wait(10)
    story.title = "新题"
    story.save_revision().publish()
    other_editor.join(10)

    data = data_of(story)
    assert (data["title"], data["category"]["title"]) == ("新题", "新名")
    assert Change.objects.filter(page_id=story.pk).last().kind == "updated"
