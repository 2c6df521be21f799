"""The index follows the log of changes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from news.models import Change, NewsPage
from search import index
from search.health import index_state
from search.index import catch_up, current_mark, current_reader, rebuild, search
from search.query import parse
from search.storage import PARTS, SearchUnavailableError, StoryWriter
from tests.factories import NewsPageFactory, SourceFactory, published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]


def home_site() -> int:
    """Return the id of the site that the migrations make."""
    return Site.objects.get().pk


def found(text: str) -> list[int]:
    """Return the pages found on it."""
    return [hit.page_id for hit in search(parse(text), site_id=home_site()).hits]


def retitle(page: NewsPage, title: str) -> None:
    """Publish a story under another title."""
    page.title = title
    page.save_revision().publish()


def test_a_published_story_is_found() -> None:
    page = published_story(title="隆畅社区亮灯")

    catch_up()

    assert found("社区亮灯") == [page.pk]


@pytest.mark.parametrize(
    "query",
    [
        "引题文字",
        "副题文字",
        "摘要文字",
        "夯实",
        "桂枝",
        "author:桂枝",
        "source:临湖晚报",
    ],
)
def test_all_that_a_story_says_finds_it(query: str) -> None:
    page = published_story(
        kicker="引题文字",
        subtitle="副题文字",
        summary="摘要文字",
        byline=["桂枝"],
        source=SourceFactory(name="临湖晚报"),
    )

    catch_up()

    assert found(query) == [page.pk]


def test_an_update_replaces_what_was_there() -> None:
    page = published_story(title="初稿标题")
    catch_up()

    retitle(page, "定稿标题")
    catch_up()

    assert (found('"初稿"'), found('"定稿"')) == ([], [page.pk])


def test_a_withdrawn_story_is_gone() -> None:
    page = published_story(title="隆畅社区亮灯")
    catch_up()

    page.unpublish()
    catch_up()

    assert found("隆畅") == []


def test_a_draft_is_not_found() -> None:
    NewsPageFactory(title="隆畅社区亮灯", live=False)

    catch_up()

    assert found("隆畅") == []


def test_catching_up_says_how_many_changes_it_applied() -> None:
    published_story()
    behind = index_state()["lag"]

    assert (behind > 0, catch_up(), catch_up()) == (True, behind, 0)


def test_changes_beyond_one_batch_are_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BATCH", 2)
    pages = [published_story(title="隆畅社区") for _ in range(5)]

    catch_up()

    assert set(found("隆畅")) == {page.pk for page in pages}


def test_a_crash_before_the_commit_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = published_story(title="隆畅社区亮灯")
    with monkeypatch.context() as patched:
        patched.setattr("search.storage.StoryWriter.commit", _crash)
        with pytest.raises(KeyboardInterrupt):
            catch_up()

    catch_up()

    assert found("隆畅") == [page.pk]


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_changes_applied_twice_leave_one_story() -> None:
    page = published_story(title="隆畅社区亮灯")
    rebuild()
    Change.objects.create(page_id=page.pk, kind=Change.Kind.UPDATED, path="/")

    catch_up()

    assert found("隆畅") == [page.pk]


def test_a_deleted_folder_recovers(index_root: Path) -> None:
    page = published_story(title="隆畅社区亮灯")
    catch_up()
    shutil.rmtree(index_root)

    with pytest.raises(SearchUnavailableError):
        found("隆畅")
    catch_up()

    assert found("隆畅") == [page.pk]


def test_a_damaged_index_recovers(index_root: Path) -> None:
    page = published_story(title="隆畅社区亮灯")
    catch_up()
    for file in index_root.glob("*/*.term"):
        file.unlink()

    catch_up()

    assert found("隆畅") == [page.pk]


def test_an_index_of_another_database_is_rebuilt() -> None:
    page = published_story(title="隆畅社区亮灯")
    catch_up()
    Change.objects.filter(id=current_mark().change_id).delete()
    Change.objects.create(page_id=page.pk, kind=Change.Kind.UPDATED, path="/")

    catch_up()

    assert current_mark().change_id == Change.objects.latest("id").id
    assert found("隆畅") == [page.pk]


def test_a_rebuild_equals_following() -> None:
    pages = [published_story(title=f"第{number}届运动会") for number in range(3)]
    retitle(pages[0], "第九届运动会")
    pages[1].unpublish()
    catch_up()
    followed = search(parse("届运动会"), site_id=home_site()), index_state()

    rebuild()

    rebuilt = search(parse("届运动会"), site_id=home_site()), index_state()
    assert rebuilt[1] == {**followed[1], "version": rebuilt[1]["version"]}
    assert [hit.page_id for hit in rebuilt[0].hits] == [
        hit.page_id for hit in followed[0].hits
    ]


@pytest.mark.parametrize("write", [rebuild, catch_up])
def test_ten_stories_take_as_many_queries_as_one(write: Callable[[], int]) -> None:
    published_story(title="第一届运动会")
    with CaptureQueriesContext(connection) as one:
        write()
    for _ in range(10):
        published_story(title="第一届运动会")

    with CaptureQueriesContext(connection) as ten:
        write()

    assert len(ten) == len(one)


def test_processes_make_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        published_story(title=f"第{number}届运动会", tags=["体育"])
    rebuild()
    alone = found("届运动会 tag:体育")
    monkeypatch.setattr(index, "choose_processes", lambda _: 1)
    monkeypatch.setattr(index, "BATCH", 2)

    assert rebuild() == 3

    assert found("届运动会 tag:体育") == alone


def test_the_parts_of_a_rebuilt_index_become_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "BATCH", 1)
    ended: list[StoryWriter] = []
    end_part = StoryWriter.end_part

    def end_and_note(writer: StoryWriter) -> None:
        ended.append(writer)
        end_part(writer)

    monkeypatch.setattr(StoryWriter, "end_part", end_and_note)
    for number in range(PARTS):
        published_story(title=f"第{number}届运动会")

    assert rebuild() == PARTS == len(ended)

    # The mark is written by a commit of its own.
    assert current_reader().searcher.num_segments <= 2
    assert len(found("届运动会")) == PARTS


def test_the_state_says_how_far_the_index_is_behind() -> None:
    published_story()
    catch_up()
    newest = Change.objects.latest("id").id
    Change.objects.create(page_id=1, kind=Change.Kind.UPDATED, path="/")

    state = index_state()

    assert state == {
        "available": True,
        "version": current_reader().version,
        "last_change": newest,
        "newest_change": newest + 1,
        "lag": 1,
        "documents": 1,
    }


def test_the_state_of_a_missing_index_is_unavailable(index_root: Path) -> None:
    shutil.rmtree(index_root)

    state = index_state()

    assert (state["available"], state["last_change"]) == (False, None)
