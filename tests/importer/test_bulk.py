"""Stories written many at once are the same as stories written one by one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from modelsearch.backends.database.postgres.postgres import IndexEntry
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from news.importer.known import find_home_page
from news.importer.record import PostRecord
from news.importer.write import write_record
from news.models import (
    ImportedPost,
    NewsByline,
    NewsPage,
    NewsTag,
    PublishedDocument,
)
from tests.factories import CategoryIndexPageFactory
from tests.importer.builders import (
    CODE,
    SENTENCE,
    Import,
    ImportReport,
    post_text,
    read,
    write_post,
)

pytestmark = pytest.mark.django_db

EVERYTHING = f"""<p>□ 本报记者 宋时雨 通讯员 邵丰年</p><p>{SENTENCE}</p>
<p><strong>一湖碧水</strong></p><p>{SENTENCE}<b>粗</b><a href="https://example.cn/">链接</a></p>
<blockquote><p>引用的话。</p></blockquote>
<table><tr><th>年</th><th>数</th></tr><tr><td>2023</td><td>1</td></tr></table>
<ul><li>一条</li><li>二条</li></ul><center><img src="http://img.example.cn/a.jpg"></center>
<p>图片来源：湖</p><p>{SENTENCE}</p><p>编辑：桂枝</p>"""

# What differs between any two rows: identities, times, and what follows from them.
DIFFERS = {
    *("id", "pk", "page", "page_id", "page_ptr", "page_ptr_id", "revision", "tag"),
    *("translation_key", "latest_revision", "latest_revision_id"),
    *("live_revision", "live_revision_id", "content_object"),
    *("latest_revision_created_at", "last_published_at", "created_at", "timestamp"),
    *("object_id", "content_path", "content_path_hash", "revision_id"),
    *("version", "updated_at"),
}

CASES = {
    "plain": post_text(),
    "everything": post_text(EVERYTHING, tags="[临湖日报新闻, 治水]"),
    "draft": post_text(date=""),
    "no source": post_text().replace("（文章来源：临湖日报）", ""),
    "a code that is no slug": post_text(code="Ab_C.9"),
}


def _rows(rows: models.QuerySet) -> list[dict[str, Any]]:
    """Return all that two sets of rows have to have in common."""
    return [
        {name: value for name, value in row.items() if name not in DIFFERS}
        for row in rows.values()
    ]


def _content(page: NewsPage) -> dict[str, Any]:
    """Return what the only revision says, without identities."""
    (revision,) = Revision.objects.filter(object_id=str(page.pk))
    content = {k: v for k, v in revision.content.items() if k not in DIFFERS}
    for relation in ("bylines", "tagged_items"):
        content[relation] = [
            {name: value for name, value in child.items() if name not in DIFFERS}
            for child in content[relation]
        ]
    return content


def _everything(page: NewsPage) -> dict[str, Any]:
    """Return all rows that a story has in any table."""
    own = {"object_id": str(page.pk)}
    return {
        "page": _rows(Page.objects.filter(pk=page.pk)),
        "story": _rows(NewsPage.objects.filter(pk=page.pk)),
        "bylines": _rows(NewsByline.objects.filter(page=page).order_by("sort_order")),
        "tags": sorted(page.tags.names()),
        "taggings": NewsTag.objects.filter(content_object=page).count(),
        "revision": [
            {name: value for name, value in row.items() if name != "content"}
            for row in _rows(Revision.objects.filter(**own))
        ],
        "content": _content(page),
        "log": _rows(PageLogEntry.objects.filter(page=page).order_by("pk")),
        "references": _rows(
            ReferenceIndex.objects.filter(**own).order_by("model_path", "to_object_id")
        ),
        "index": _rows(IndexEntry.objects.filter(**own)),
        "document": _rows(PublishedDocument.objects.filter(page=page)),
        "ledger": _rows(ImportedPost.objects.filter(page=page)),
    }


def _delete(page: NewsPage) -> None:
    page.delete()
    ImportedPost.objects.all().delete()


def _write_alone(record: PostRecord) -> NewsPage:
    _record, _outcome, page_id = write_record(record)
    return NewsPage.objects.get(pk=page_id)


@pytest.fixture
def bring_together(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], ImportReport]:
    """Import with nothing to fall back on."""

    def fail(*args: object, **kwargs: object) -> None:
        raise AssertionError("a story was written alone")

    def run() -> ImportReport:
        with monkeypatch.context() as patched:
            patched.setattr("news.importer.batch.write_record", fail)
            return bring()

    return run


@pytest.mark.parametrize("content", CASES.values(), ids=CASES.keys())
def test_a_story_has_the_same_rows_as_one_written_alone(
    tmp_path: Path, bring_together: Callable[[], ImportReport], content: str
) -> None:
    CategoryIndexPageFactory(
        title="临湖日报", slug="linhuribao", parent=find_home_page()
    )
    alone = _write_alone(read(tmp_path, content))
    expected = _everything(alone)
    _delete(alone)

    bring_together()

    assert _everything(NewsPage.objects.get()) == expected


def test_references_name_the_rows_they_come_from(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    write_post(tmp_path, post_text(EVERYTHING))

    bring_together()

    page = NewsPage.objects.get()
    before = set(_references(page))
    ReferenceIndex.create_or_update_for_object(page)
    assert set(_references(page)) == before


def _references(page: NewsPage) -> models.QuerySet:
    rows = ReferenceIndex.objects.filter(object_id=str(page.pk))
    return rows.values_list("pk", "to_object_id", "content_path", "content_path_hash")


def test_the_revision_is_the_story(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    write_post(tmp_path, post_text(EVERYTHING))

    bring_together()

    page = NewsPage.objects.get()
    again = page.get_latest_revision_as_object()
    assert page.latest_revision_id == page.live_revision_id
    assert again.pk == page.pk
    assert [row.pk for row in again.bylines.all()] == [
        row.pk for row in page.bylines.all()
    ]
    assert str(again.body) == str(page.body)


def test_the_tree_is_sound(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    for number in range(40):
        category = "linhuribao" if number % 3 else "hubinwanbao"
        text = post_text(category=category, code=f"NW{number}")
        write_post(tmp_path, text, f"{number}.md")

    bring_together()

    assert not any(Page.find_problems())
    paths = NewsPage.objects.order_by("path").values_list("url_path", "depth")
    assert len(set(paths)) == 40
    for page in NewsPage.objects.all():
        assert page.url_path == f"{page.get_parent().url_path}{page.slug}/"


def test_documents_of_a_batch_are_those_of_a_rebuild(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    for number, text in enumerate([post_text(), post_text(EVERYTHING)]):
        write_post(tmp_path, text.replace(CODE, f"NW{number}"), f"{number}.md")

    bring_together()

    from news.published.refresh import find_difference

    pages = list(Page.objects.values_list("pk", flat=True))
    assert not find_difference(pages)


def test_a_story_of_a_restricted_category_has_no_document(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    category = CategoryIndexPageFactory(
        title="临湖日报", slug="linhuribao", parent=find_home_page()
    )
    category.view_restrictions.create(restriction_type="login")
    write_post(tmp_path, post_text())

    bring_together()

    assert NewsPage.objects.get().live
    assert not PublishedDocument.objects.stories().exists()


def test_two_stories_that_want_one_slug_get_two(
    tmp_path: Path, bring_together: Callable[[], ImportReport]
) -> None:
    head, _, _ = post_text().partition("<http")
    write_post(tmp_path, head, "spring news.md")
    bring_together()
    write_post(tmp_path, head, "spring-news.md")
    write_post(tmp_path, head, "spring@news.md")

    bring_together()

    slugs = NewsPage.objects.order_by("path").values_list("slug", flat=True)
    assert list(slugs) == ["spring-news", "spring-news-2", "spring-news-3"]


def test_a_story_the_model_refuses_spares_the_others(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(title="无标题"), "bad.md")
    write_post(tmp_path, post_text(code="NW1"), "good.md")

    report = bring()

    assert report.files["bad.md"]["outcome"] == "refused"
    assert report.files["bad.md"]["reason"] == "请填写标题。"
    assert report.files["good.md"]["outcome"] == "created"
