"""Another query is offered only where nothing holds all words, and it finds some."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from search.index import catch_up as index_changes
from search.index import current_reader
from search.models import SuggestionPhrase
from search.query import SearchQuery, parse
from search.suggestions import correcting
from search.suggestions.following import catch_up
from tests.factories import published_story


@pytest.fixture
def archive(site_id: int) -> int:
    """The site of a small archive."""
    published_story(title="张掖湿地迎来候鸟")
    published_story(title="苏州园林展开幕")
    published_story(title="张掖文明城市创建")
    published_story(title="章页文具店开业")
    index_changes()
    catch_up()
    return site_id


def did_you_mean(query: SearchQuery, site_id: int) -> str | None:
    """Ask with the index as it is."""
    return correcting.did_you_mean(current_reader(), query, site_id)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("张液湿地", "张掖湿地"),
        ("張液", "张掖"),
        ("zhangye", "张掖"),
        ("文名城市 张掖", "文明城市 张掖"),
        ("章页 湿地", "张掖 湿地"),
        ("脏掖", "张掖"),
        ("候乌湿地", None),
    ],
)
def test_what_was_meant(archive: int, typed: str, meant: str | None) -> None:
    assert did_you_mean(parse(typed), archive) == meant


@pytest.mark.parametrize("typed", ["张掖", "章页", "湿地 候鸟", "张掖 after:2090"])
def test_what_is_found_is_not_corrected(archive: int, typed: str) -> None:
    assert did_you_mean(parse(typed), archive) is None


@pytest.mark.parametrize("typed", ["-足球 张掖", "after:2022", "qwrtzp", "霹雳贝贝"])
def test_what_nothing_sounds_like_has_no_correction(archive: int, typed: str) -> None:
    assert did_you_mean(parse(typed), archive) is None


def test_a_question_that_no_story_has_whole_costs_one_query(
    archive: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question = parse("张掖湿地的文明城市什么时候展开")

    with django_assert_num_queries(1):
        assert did_you_mean(question, archive) is None


def test_a_question_of_known_words_costs_no_query(
    archive: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question = parse("张掖湿地候鸟文明城市文具店")

    with django_assert_num_queries(0):
        assert did_you_mean(question, archive) is None


def test_in_a_large_archive_a_slip_of_an_author_is_doubted(
    archive: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_story(title="张掖文明城市创建工作怎么样")
    published_story(title="张液")
    index_changes()
    typed = parse("张液文明城市创建工作怎么样")

    assert did_you_mean(typed, archive) is None
    monkeypatch.setattr(correcting, "_HARDLY_ANY", 6)
    assert did_you_mean(typed, archive) == "张掖文明城市创建工作怎么样"


def test_in_a_question_an_unknown_word_is_corrected(archive: int) -> None:
    published_story(title="张掖文明城市创建工作怎么样")
    index_changes()

    typed = parse("张液文明城市创建工作怎么样")

    assert did_you_mean(typed, archive) == "张掖文明城市创建工作怎么样"


def test_a_word_is_doubted_for_any_two_of_its_characters(archive: int) -> None:
    published_story(title="城东幼儿园")
    published_story(title="文明城市创建工作里的幼儿园怎么样")
    index_changes()
    catch_up()

    typed = parse("文明城市创建工作里的幼儿圆怎么样")

    assert did_you_mean(typed, archive) == "文明城市创建工作里的幼儿园怎么样"


def test_what_sounds_nearly_alike_is_meant(archive: int) -> None:
    SuggestionPhrase.objects.update(titles=9)

    assert did_you_mean(parse("文民城市"), archive) == "文明城市"


def test_a_phrase_that_finds_nothing_is_not_offered(archive: int) -> None:
    SuggestionPhrase.objects.filter(text="张掖").update(text="丈夜", label="丈夜")

    assert did_you_mean(parse("张业"), archive) != "丈夜"


def test_the_limit_of_a_likeness_search_ends_with_it(archive: int) -> None:
    before = statement_timeout()

    did_you_mean(parse("霹雳贝贝贝贝"), archive)

    assert statement_timeout() == before


def statement_timeout() -> str:
    """Return how long a statement may take now."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])
