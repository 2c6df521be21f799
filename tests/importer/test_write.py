"""From posts to pages: first run, second run, changed files."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.importer.read import find_post_files
from news.importer.run import import_posts
from news.models import CategoryIndexPage, HomePage, NewsPage, Source
from news.published.models import PublishedDocument
from tests.factories import CategoryIndexPageFactory
from tests.importer.builders import (
    CODE,
    OTHER,
    SAMPLES,
    SENTENCE,
    Import,
    ImportReport,
    count_rows,
    only_outcome,
    outcomes,
    post_text,
    write_post,
)

pytestmark = pytest.mark.django_db

# A long answer is fetched through a cursor.
READING = {"SELECT", "DECLARE"}


def _row() -> list[object]:
    """Return what readers see of the only story."""
    page = NewsPage.objects.get()
    version = PublishedDocument.objects.get(page=page).version
    return [page.title, str(page.body), page.first_published_at, page.url_path, version]


def test_all_samples_are_published() -> None:
    report = ImportReport()

    import_posts(find_post_files([SAMPLES]), report)

    assert set(outcomes(report).values()) == {"created"}
    assert NewsPage.objects.live().count() == 12
    assert PublishedDocument.objects.stories().count() == 12
    assert CategoryIndexPage.objects.live().count() == 4


def test_a_story_has_all_that_its_post_says(tmp_path: Path, bring: Import) -> None:
    body = f"<p>□ 本报记者 宋时雨 通讯员 邵丰年</p><p>{SENTENCE}</p><p>编辑：桂枝</p>"
    write_post(tmp_path, post_text(body))

    bring()

    page = NewsPage.objects.get()
    moment = datetime.fromisoformat("2024-04-09T08:30:00+08:00")
    assert page.live
    assert not page.has_unpublished_changes
    assert page.title == "一湖碧水怎样回来"
    assert page.slug == CODE.lower()
    assert page.original_code == CODE
    assert page.original_url.endswith(CODE)
    assert page.published_at == page.first_published_at == moment
    assert page.get_parent().title == "临湖日报"
    assert page.get_parent().slug == "linhuribao"
    assert page.source == Source.objects.get(name="临湖日报")
    assert page.editors == "桂枝"
    assert [(row.person.name, row.role) for row in page.bylines.all()] == [
        ("宋时雨", "reporter"),
        ("邵丰年", "correspondent"),
    ]
    assert list(page.tags.names()) == ["临湖日报新闻"]
    assert page.body[0].value.source == f"<p>{SENTENCE}</p>"


def test_a_published_story_has_its_document(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text())

    bring()

    document = PublishedDocument.objects.stories().get()
    assert document.path == f"/linhuribao/{CODE.lower()}/"
    assert document.text == SENTENCE
    assert document.published_at == datetime.fromisoformat("2024-04-09T08:30:00+08:00")


def test_a_second_run_writes_nothing(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text())
    write_post(tmp_path, post_text(date="2024-02-30", code=OTHER), "draft.md")
    bring()
    before = count_rows()

    with CaptureQueriesContext(connection) as queries:
        report = bring()

    assert set(outcomes(report).values()) == {"unchanged"}
    assert count_rows() == before
    assert {query["sql"].split()[0] for query in queries} == READING
    assert not any("FOR UPDATE" in query["sql"] for query in queries)


def test_a_second_run_asks_as_much_for_ten_stories_as_for_one(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(code="NW1"), "1.md")
    bring()
    with CaptureQueriesContext(connection) as for_one:
        bring()
    for number in range(2, 11):
        write_post(tmp_path, post_text(code=f"NW{number}"), f"{number}.md")
    bring()

    with CaptureQueriesContext(connection) as for_ten:
        bring()

    assert len(for_ten) == len(for_one)


def test_a_changed_file_is_a_new_revision(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text())
    bring()
    changed = f"<p>□ 邵丰年</p><p>新的开头。{SENTENCE}</p>"
    write_post(
        tmp_path, post_text(changed, tags="治水", date="2024-04-10 09:00:00 +0800")
    )

    report = bring()

    page = NewsPage.objects.get()
    assert only_outcome(report) == "updated"
    assert page.live
    assert page.revisions.count() == 2
    assert page.live_revision == page.latest_revision
    assert page.body[0].value.source == f"<p>新的开头。{SENTENCE}</p>"
    assert [row.person.name for row in page.bylines.all()] == ["邵丰年"]
    assert list(page.tags.names()) == ["治水"]
    assert page.first_published_at == datetime.fromisoformat(
        "2024-04-10T09:00:00+08:00"
    )
    assert PublishedDocument.objects.stories().get().text.startswith("新的开头。")


def test_blocks_that_did_not_change_keep_their_ids(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    before = NewsPage.objects.get().body[0].id
    write_post(tmp_path, post_text(f"<p>新的开头。</p><p>{SENTENCE}</p>"))

    bring()

    assert NewsPage.objects.get().body[1].id == before


def test_a_story_moves_with_the_category_of_its_file(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    write_post(tmp_path, post_text(category="hubinwanbao"))

    report = bring()

    assert only_outcome(report) == "updated"
    assert PublishedDocument.objects.stories().get().path.startswith("/hubinwanbao/")


@pytest.mark.parametrize(
    "content",
    [
        post_text(date="2024-02-30"),
        post_text(title=""),
        post_text(category="../x"),
        post_text("<p> </p>"),
    ],
)
def test_a_post_with_an_error_stays_a_draft(
    tmp_path: Path, bring: Import, content: str
) -> None:
    write_post(tmp_path, content)

    report = bring()

    page = NewsPage.objects.get()
    assert only_outcome(report) == "draft"
    assert not page.live
    assert page.latest_revision is not None
    assert not PublishedDocument.objects.stories().exists()


def test_a_mended_file_publishes_its_draft(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text(date="2024-02-30"))
    bring()
    write_post(tmp_path, post_text())

    report = bring()

    assert only_outcome(report) == "updated"
    assert PublishedDocument.objects.stories().count() == 1


def test_a_draft_of_a_live_story_is_only_a_revision(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    before = _row()
    write_post(
        tmp_path, post_text("<p>新的正文。</p>", title="新题", date="2024-02-30")
    )

    report = bring()

    page = NewsPage.objects.get()
    assert only_outcome(report) == "draft"
    assert _row() == before
    assert page.live
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().title == "新题"


def test_a_draft_does_not_move_a_live_story(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text())
    bring()
    write_post(tmp_path, post_text(category="hubinwanbao", date="2024-02-30"))

    bring()

    assert NewsPage.objects.get().get_parent().slug == "linhuribao"
    assert not CategoryIndexPage.objects.filter(slug="hubinwanbao").exists()


def test_a_mended_file_publishes_the_draft_of_a_live_story(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()
    write_post(tmp_path, post_text("<p>新的正文。</p>", date="2024-02-30"))
    bring()
    write_post(tmp_path, post_text("<p>新的正文。</p>", category="hubinwanbao"))

    report = bring()

    document = PublishedDocument.objects.stories().get()
    assert only_outcome(report) == "updated"
    assert document.text == "新的正文。"
    assert document.path.startswith("/hubinwanbao/")


def test_a_story_without_category_has_a_place(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text(category=""))

    bring()

    assert NewsPage.objects.get().get_parent().title == "未分类"


def test_a_category_of_another_name_is_used_and_reported(
    tmp_path: Path, bring: Import
) -> None:
    CategoryIndexPageFactory(title="湖滨日报", slug="linhuribao")
    write_post(tmp_path, post_text())

    report = bring()

    (entry,) = report.files.values()
    assert entry["problems"] == ["category_name_conflict"]
    assert NewsPage.objects.get().get_parent().title == "湖滨日报"


def test_a_category_made_without_a_name_contradicts_no_name(
    tmp_path: Path, bring: Import
) -> None:
    nameless = post_text(tags="").replace("返回临湖日报新闻", "返回")
    write_post(tmp_path, nameless, f"2024-04-09-{CODE}.md")
    first = bring()
    # As if the run had been killed here.
    write_post(tmp_path, post_text(code=OTHER), f"2024-04-09-{OTHER}.md")

    second = bring()

    assert CategoryIndexPage.objects.get().title == "linhuribao"
    assert all(
        "category_name_conflict" not in entry["problems"]
        for entry in [*first.files.values(), *second.files.values()]
    )


def test_every_post_whose_category_cannot_be_made_is_told_so(
    tmp_path: Path, bring: Import
) -> None:
    HomePage.objects.get().add_child(
        instance=CategoryIndexPage(title="评论", slug="pinglun")
    )
    long_name = f"[返回{'湖' * 300}新闻]"
    for code in (CODE, OTHER):
        text = post_text(code=code, tags="").replace("[返回临湖日报新闻]", long_name)
        write_post(tmp_path, text, f"2024-04-09-{code}.md")

    report = bring()

    assert set(outcomes(report).values()) == {"refused"}
    for entry in report.files.values():
        assert "category_not_made" in entry["problems"]
        assert "the category 'linhuribao' cannot be made" in entry["reason"]


def test_bad_files_are_reported_and_the_others_imported(
    tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, post_text(), "good.md")
    write_post(tmp_path, "", "empty.md")
    write_post(tmp_path, b"\xff\x00\xfe" * 50, "noise.md")
    write_post(tmp_path, post_text(title="!!python/name:os.system"), "unsafe.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    write_post(tmp_path, post_text(code=OTHER), "large.md")
    monkeypatch.setattr(
        "news.importer.files.LARGEST_FILE", (tmp_path / "large.md").stat().st_size - 1
    )
    write_post(tmp_path, post_text("<p>短。</p>"), "good.md")

    report = bring()

    assert outcomes(report) == {
        "empty.md": "refused",
        "good.md": "created",
        "large.md": "refused",
        "noise.md": "refused",
        "unsafe.md": "refused",
    }


def test_a_story_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_post(tmp_path, post_text())
    before = count_rows()

    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr("wagtail.models.Revision.publish", fail)

    report = bring()

    (entry,) = report.files.values()
    assert entry["outcome"] == "refused"
    assert entry["reason"] == "ValueError: no room"
    assert count_rows() == before


def test_a_dry_run_writes_nothing_and_says_the_same(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(), "a.md")
    bring()
    write_post(tmp_path, post_text("<p>新的正文。</p>"), "a.md")
    write_post(tmp_path, post_text(code=OTHER), "b.md")
    write_post(tmp_path, post_text(code=f"{OTHER}9", date="2024-02-30"), "c.md")
    write_post(tmp_path, "", "d.md")

    with CaptureQueriesContext(connection) as queries:
        dry = bring(is_dry_run=True)
    wet = bring()

    assert {query["sql"].split()[0] for query in queries} == READING
    assert dry.files == wet.files
    assert list(outcomes(wet).values()) == ["updated", "created", "draft", "refused"]


def test_the_copy_with_nw_is_imported_and_the_other_reported(
    tmp_path: Path, bring: Import
) -> None:
    plain = CODE.removeprefix("NW")
    write_post(tmp_path, post_text(code=plain), f"{plain}.md")
    write_post(tmp_path, post_text(), f"{CODE}.md")

    first = bring()
    second = bring()

    assert outcomes(first) == {f"{CODE}.md": "created", f"{plain}.md": "duplicate"}
    assert outcomes(second) == {f"{CODE}.md": "unchanged", f"{plain}.md": "duplicate"}
    assert first.files[f"{plain}.md"]["problems"] == [f"duplicate_of:{CODE}.md"]
    assert NewsPage.objects.get().original_code == CODE


def test_the_newer_text_of_an_article_is_imported(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(), "one/a.md")
    newer = post_text("<p>新的正文。</p>", date="2024-04-10 08:30:00 +0800")
    write_post(tmp_path, newer, "two/a.md")

    report = bring()

    assert outcomes(report) == {"two/a.md": "created", "one/a.md": "duplicate"}
    assert report.files["two/a.md"]["problems"] == ["updated_version_of:one/a.md"]


def test_a_copy_without_nw_finds_the_page_of_its_article(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text(), "a.md")
    bring()
    write_post(tmp_path, post_text("<p>新的正文。</p>", code=CODE[2:]), "a.md")

    report = bring()

    assert only_outcome(report) == "updated"
    assert NewsPage.objects.count() == 1


def test_two_codes_that_give_one_slug_are_two_stories(
    tmp_path: Path, bring: Import
) -> None:
    head, _, _ = post_text().partition("<http")
    write_post(tmp_path, head, "2024-04-09-spring news.md")
    write_post(tmp_path, head, "2024-04-09-spring-news.md")

    bring()

    slugs = NewsPage.objects.order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["2024-04-09-spring-news", "2024-04-09-spring-news-2"]
