"""Links between stories in an export: they lead to the same story elsewhere."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model

from news.importer.export import export_batch, find_exported, read_exported
from news.importer.export_files import export_to
from news.importer.exported_links import LinkAddresses
from news.importer.media import MediaLibrary
from news.importer.read import find_post_files
from news.importer.run import import_posts
from news.models import CategoryIndexPage, ImportedPost, NewsPage
from tests.factories import NewsPageFactory
from tests.importer.builders import ImportReport

pytestmark = pytest.mark.django_db


def linking(html: str, category: CategoryIndexPage, slug: str = "from") -> NewsPage:
    """Return a story of one paragraph."""
    body = [{"type": "paragraph", "value": html, "id": "1"}]
    story: NewsPage = NewsPageFactory(
        parent=category, slug=slug, title=slug, body=json.dumps(body)
    )
    return NewsPage.objects.get(pk=story.pk)


def exported_paragraph(story: NewsPage) -> str:
    """Return the paragraph that comes back from the story's export."""
    (exported,) = export_batch([story])
    (block,) = read_exported(exported.text).blocks
    return str(block.value)


def test_a_link_to_a_story_is_its_address(category: CategoryIndexPage) -> None:
    target = NewsPageFactory(parent=category, slug="to")
    story = linking(
        f'<p>见<a linktype="page" id="{target.pk}">前文</a>。</p>', category
    )

    assert exported_paragraph(story) == '<p>见<a href="/linhuribao/to/">前文</a>。</p>'


def test_a_link_to_nothing_keeps_its_words(category: CategoryIndexPage) -> None:
    story = linking('<p><a linktype="page" id="999999">前文</a></p>', category)

    assert exported_paragraph(story) == "<p><a>前文</a></p>"


def test_other_links_stay_as_they_are(category: CategoryIndexPage) -> None:
    html = '<p><a href="https://x.cn/?a=1&amp;b=2">甲</a><a href="#z">乙</a></p>'

    assert exported_paragraph(linking(html, category)) == html


def test_a_link_to_a_document_is_its_address(category: CategoryIndexPage) -> None:
    document = get_document_model().objects.create(title="附件", file="a.pdf")
    html = f'<p><a linktype="document" id="{document.pk}">附件</a></p>'

    back = exported_paragraph(linking(html, category))

    assert back == f'<p><a href="{document.url}">附件</a></p>'


def test_a_story_with_links_is_recognised(
    category: CategoryIndexPage, tmp_path: Path
) -> None:
    target = NewsPageFactory(parent=category, slug="to")
    story = linking(f'<p><a linktype="page" id="{target.pk}">文</a></p>', category)
    (exported,) = export_batch([story])

    assert find_exported([read_exported(exported.text)]) == {
        str(story.translation_key): True
    }


def test_links_lead_to_their_stories_in_another_database(
    category: CategoryIndexPage, tmp_path: Path
) -> None:
    target = NewsPageFactory(parent=category, slug="to", title="to")
    linking(f'<p><a linktype="page" id="{target.pk}">文</a></p>', category)
    export_to(tmp_path / "out", NewsPage.objects.all(), is_whole=True)
    # Another database: the same stories get other ids.
    old = target.pk
    CategoryIndexPage.objects.get().delete()
    ImportedPost.objects.all().delete()

    files = find_post_files([tmp_path / "out"])
    import_posts(files, ImportReport(), media=MediaLibrary())

    story, again = NewsPage.objects.get(slug="from"), NewsPage.objects.get(slug="to")
    assert again.pk != old
    address = again.site_path
    assert story.body.raw_data[0]["value"] == f'<p><a href="{address}">文</a></p>'


def test_links_cost_as_many_queries_for_ten_stories_as_for_one(
    category: CategoryIndexPage,
) -> None:
    targets = [NewsPageFactory(parent=category, slug=f"to-{n}") for n in range(10)]
    stories = [
        linking(
            f'<p><a linktype="page" id="{to.pk}">文</a></p>', category, f"a-{to.pk}"
        )
        for to in targets
    ]

    with CaptureQueriesContext(connection) as one:
        LinkAddresses(stories[:1])
    with CaptureQueriesContext(connection) as ten:
        addresses = LinkAddresses(stories)
        for story in stories:
            addresses.write_into(story.body.raw_data[0]["value"], story)

    assert len(one) == len(ten) == 1
