"""Which stories a query finds, and in which order; no database."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search import choosing, ranking
from search.matching import Sort
from search.query import parse
from search.ranking import SECOND_STAGE, find
from search.storage import Mark, open_reader, rebuilding
from tests.search.builders import SITE, on, search_in, story
from tests.search.conftest import Finder

TEXT = "县里不断夯实文明县城创建基础，２０２２年８月举行Ａ股研讨会。臺灣来客说COVID-19已成过去，占2.62%、约1,500人乘Z265次到x+y站；iPhone15Pro上市"
TITLE = "张掖39届运动会A组赛程"
WHOLE = f"{TITLE}\n{TEXT}"


@pytest.fixture(scope="module")
def one_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of one story with TEXT."""
    root = tmp_path_factory.mktemp("search")
    with rebuilding(root) as writer:
        writer.add(story(1, TEXT, title=TITLE))
        writer.commit(Mark())
    return root


def total(root: Path, text: str) -> int:
    """Return how many stories have all the words of a query."""
    return search_in(root, text, limit=1, sort=Sort.NEWEST).total


def choose_from_all(monkeypatch: pytest.MonkeyPatch, *, few: int = 0) -> None:
    """Let stories be chosen as in a large archive, by words that more than `few` have."""
    monkeypatch.setattr(ranking, "_VERY_MANY", 0)
    monkeypatch.setattr(choosing, "_MUCH", 0)
    monkeypatch.setattr(choosing, "_FEW", few)


def refuse(*_: object) -> None:
    """Stand in for what goes through all stories."""
    raise AssertionError("all stories were gone through")


@given(st.data())
def test_every_few_characters_of_a_story_find_it(
    one_story: Path, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(WHOLE) - 1))
    drawn = WHOLE[start : start + data.draw(st.integers(2, 4))]
    # A minus in front excludes; what holds no letter or Han asks for nothing.
    assume(not drawn.startswith("-"))
    assume(any(character.isalnum() for character in drawn))

    assert total(one_story, drawn) == 1
    # Between title and text nothing stands side by side.
    assert total(one_story, f'"{drawn}"') == 1 or "\n" in drawn


@pytest.mark.parametrize(
    "query",
    [
        "2022年",
        "8月",
        "月",
        "A股",
        "台湾",
        "臺灣",
        "covid",
        "COVID-19",
        "ＣＯＶＩＤ",
        '"2022年8月举行"',
        '"年8月"',
        '"月举行"',
        '"基础2022年"',
        "“夯实文明县城”",
        '"股"',
    ],
)
def test_words_as_readers_write_them_find_the_story(
    one_story: Path, query: str
) -> None:
    assert total(one_story, query) == 1


@pytest.mark.parametrize(
    "query", ['"夯实县城"', '"文明创建"', "2021年", "9月", "书", "夯实 -基础", "-股"]
)
def test_what_the_story_does_not_say_does_not_find_it(
    one_story: Path, query: str
) -> None:
    assert total(one_story, query) == 0


def test_any_word_finds_a_story_and_all_words_come_first(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "夯实" * 9), story(2, "夯实基础" + "无关" * 50), story(3, "基础" * 9)
    )

    assert find_ids("夯实 基础")[0] == 2
    assert set(find_ids("夯实 基础")) == {1, 2, 3}


def test_a_title_weighs_more_than_the_body(finder: Callable[..., Finder]) -> None:
    find_ids = finder(
        story(1, "夯实基础，建设", title="会议"), story(2, "建设会议", title="夯实基础")
    )

    assert find_ids("夯实") == [2, 1]


def test_words_as_typed_come_before_the_same_words_apart(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "高质量，发展，高质量，发展"), story(2, "高质量发展，还有一些别的话")
    )

    assert find_ids("高质量发展") == [2, 1]


def test_words_as_typed_come_first_where_others_are_missing(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "量发，高质量，发展，高质量，发展"),
        story(2, "高质量发展，还有一些别的话" + "，别的" * 20),
    )

    assert find_ids("高质量发展 夯实") == [2, 1]


def test_of_two_equal_stories_the_newer_comes_first(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "夯实", published_at=on(2020, 1, 1)),
        story(2, "夯实", published_at=datetime.datetime.now(datetime.UTC)),
    )

    assert find_ids("夯实") == [2, 1]


def test_newest_first_keeps_stories_with_all_words(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "夯实基础", published_at=on(2020, 1, 1)),
        story(2, "夯实基础", published_at=on(2022, 1, 1)),
        story(3, "基础", published_at=on(2023, 1, 1)),
    )

    assert find_ids("夯实 基础", sort=Sort.NEWEST) == [2, 1]


def test_a_lone_character_finds_titles_first_then_the_newest(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "读书", published_at=on(2022, 1, 1)),
        story(2, title="书店", published_at=on(2020, 1, 1)),
        story(3, "书法", published_at=on(2023, 1, 1)),
    )

    assert find_ids("书") == [2, 3, 1]
    assert find_ids("书", offset=1, limit=1) == [3]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("夯实 category:yaowen", {1}),
        ("夯实 category:要闻", {1}),
        ("夯实 -category:要闻", {2}),
        ("夯实 category:要闻 category:体育", {1, 2}),
        ("夯实 source:甘肃日報", {1}),
        ("夯实 author:李四", {1}),
        ("category:体育", {2}),
        ("-夯实", {3}),
        ("夯实 after:2022-07", {2}),
        ("夯实 before:2022-07-01", {1}),
        ("after:2022-06-01 before:2022-06-02", {1, 3}),
    ],
)
def test_filters_keep_what_they_name(
    finder: Callable[..., Finder], query: str, expected: set[int]
) -> None:
    find_ids = finder(
        story(
            1,
            "夯实",
            category="yaowen",
            category_title="要闻",
            source="甘肃日报",
            authors=("张三", "李四"),
        ),
        story(2, "夯实", category_title="体育", published_at=on(2022, 7, 1)),
        story(3, "足球"),
    )

    assert set(find_ids(query)) == expected


def test_another_site_is_not_searched(finder: Callable[..., Finder]) -> None:
    find_ids = finder(story(1, "夯实", site_id=SITE + 1))

    assert find_ids("夯实") == []


def test_pages_follow_each_other_beyond_the_second_stage(
    finder: Callable[..., Finder],
) -> None:
    number = SECOND_STAGE + 20
    find_ids = finder(*(story(page_id, "夯实") for page_id in range(1, number + 1)))

    pages = [find_ids("夯实", offset=start) for start in range(0, number, 20)]

    assert sorted(pk for page in pages for pk in page) == list(range(1, number + 1))


@pytest.mark.parametrize(
    ("text", "total"), [("湿地 今天", 1000), ("湿地", 450), ("候鸟 今天", 650)]
)
def test_pages_follow_each_other_beyond_the_candidates(
    finder: Callable[..., Finder],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    total: int,
) -> None:
    choose_from_all(monkeypatch)
    # Too few with both words; one in many stories, and one in most.
    wetland = [
        story(
            one,
            "湿地" * (1 + one % 9)
            + "今天" * (one <= 100)
            + "候鸟" * (one <= 10)
            + "阳光" * (one % 2 * 60),
        )
        for one in range(1, 451)
    ]
    today = [story(one, "今天" * (1 + one % 7)) for one in range(451, 1001)]
    find_ids = finder(*wetland, *today)

    pages = [find_ids(text, offset=start, limit=25) for start in range(0, 1000, 25)]

    found = [page_id for page in pages for page_id in page]
    assert len(found) == len({*found}) == total


def test_the_total_is_exact_whatever_the_page(one_story: Path) -> None:
    found = search_in(one_story, "夯实", offset=500, limit=10)

    assert (found.total, found.hits) == (1, [])


@pytest.mark.parametrize("few", [0, 1000])
def test_the_best_of_very_many_are_the_same(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    both = [
        story(
            number,
            ("夯实社区" if number % 9 == 0 else "实社，社区，夯实")
            + "夯实" * (number % 7)
            + "亮灯" * (number % 5),
        )
        for number in range(1, SECOND_STAGE + 1)
    ]
    # With the rarer word alone, and often, their words are worth more than both once.
    one = [story(number, "社区" * 30) for number in range(1000, 1040)]
    other = [story(number, "夯实") for number in range(2000, 2600)]
    find_ids = finder(*both, *one, *other)
    expected = find_ids("夯实社区", limit=100)

    monkeypatch.setattr(ranking, "with_every_word", refuse)
    choose_from_all(monkeypatch, few=few)
    monkeypatch.setattr(choosing, "CANDIDATES", len(both) + len(one))

    assert find_ids("夯实社区", limit=100) == expected
    assert len(expected) == 100


def test_few_of_those_with_some_words_are_not_enough(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [story(number, "夯实社区") for number in range(1, SECOND_STAGE + 10)]
    one = [story(number, "社区") for number in range(1000, 1400)]
    find_ids = finder(*both, *one)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(choosing, "CANDIDATES", 99)

    assert set(find_ids("夯实 社区")) <= set(range(1, SECOND_STAGE + 10))


def test_stories_in_which_words_weigh_most_are_enough_to_choose_from(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [
        "夯实",
        "基础",
        "创建",
        "文明",
        "县城",
        "张掖",
        "湿地",
        "候鸟",
        "园林",
        "游船",
    ]
    draw = Random(5)  # noqa: S311
    find_ids = finder(
        *(
            story(
                one,
                "今天" * draw.choice((0, 0, 1, 3, 9))
                + "，".join(draw.choices(words, k=3)),
            )
            for one in range(1, 2001)
        )
    )
    question = "今天湿地候鸟园林运河"
    of_all = find_ids(question, limit=100)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(ranking, "search", refuse)
    told = find_ids(question, limit=100)

    assert told[:50] == of_all[:50]
    assert len({*told} & {*of_all}) >= 95


def test_of_words_that_most_stories_have_all_choose(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the rarer word alone, none of the best would be among those chosen.
    best_ones = [story(one, f"夯实，{'社区，' * 9}") for one in range(1, 101)]
    often_rarer = [
        story(one, f"夯实，夯实，社区{'，湿地' * 7}") for one in range(101, 561)
    ]
    only_other = [story(one, "社区") for one in range(561, 621)]
    neither = [story(one, "湿地" * 60) for one in range(621, 1001)]
    find_ids = finder(*best_ones, *often_rarer, *only_other, *neither)
    expected = find_ids("夯实 社区", limit=50)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(ranking, "with_every_word", refuse)

    assert find_ids("夯实 社区", limit=50) == expected
    assert {*expected} <= set(range(1, 101))


def test_where_few_have_every_word_and_most_have_some_weight_chooses(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = (1, 4, 30)
    fewer = [story(one, "夯实，" * times[one % 3]) for one in range(1, 401)]
    both = [story(one, "夯实，社区") for one in range(401, 501)]
    other = [story(one, "社区，" * times[one % 3]) for one in range(501, 901)]
    find_ids = finder(*fewer, *both, *other)
    expected = find_ids("夯实 社区", limit=150)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(ranking, "search", refuse)

    assert find_ids("夯实 社区", limit=150) == expected
    assert {*expected[:100]} == set(range(401, 501))


def test_a_title_is_chosen_whatever_its_words_weigh(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    often = [story(one, "夯实，" * 30) for one in range(1, 401)]
    titled = story(500, "湿地，" * 300, title="夯实")
    find_ids = finder(*often, titled)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(ranking, "with_every_word", refuse)

    assert find_ids("夯实", limit=1) == [500]


def test_a_title_comes_first_however_many_weigh_more(
    finder: Callable[..., Finder],
) -> None:
    often = [story(one, "夯实，" * 30) for one in range(1, 401)]
    titled = story(500, "湿地，" * 300, title="夯实")
    find_ids = finder(*often, titled)

    assert find_ids("夯实", limit=1) == [500]


@pytest.mark.parametrize("query", ["夯实 人", "人 夯实"])
def test_with_a_lone_character_the_same_are_chosen(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    find_ids = finder(
        *(
            story(one, "夯实，" * (1 + one % 11) + "人们" * (one % 3) + "，湿地" * 30)
            for one in range(1, 501)
        )
    )
    expected = find_ids(query, limit=20)
    choose_from_all(monkeypatch)

    assert find_ids(query, limit=20) == expected


def test_a_synonym_counts_among_the_chosen(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rebuilding(index_root) as writer:
        for one in range(1, 901):
            word = "小区" if one % 3 == 0 else "社区"
            both = one % 3 == 0 or one % 100 == 1
            writer.add(story(one, f"{word}，" * (1 + one % 11) + "，夯实" * both))
        writer.commit(Mark())
    query = parse("社区 夯实")
    query = replace(
        query,
        tokens=tuple(
            replace(token, alternatives=("小区",) if token.text == "社区" else ())
            for token in query.tokens
        ),
    )

    def found() -> list[int]:
        at = {"site_id": SITE, "offset": 0, "limit": 20, "sort": Sort.RELEVANCE}
        return [hit.page_id for hit in find(open_reader(index_root), query, **at).hits]

    expected = found()
    choose_from_all(monkeypatch)
    open_reader(index_root).kept.clear()

    assert found() == expected
    assert sum(page_id % 3 == 0 for page_id in expected) >= 10


def test_of_a_category_its_own_stories_are_chosen(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_ids = finder(
        *(
            story(one, "夯实，" * (1 + one % 13), category=("yaowen", "tiyu")[one % 2])
            for one in range(1, 801)
        )
    )
    expected = find_ids("夯实 category:tiyu", limit=50)
    choose_from_all(monkeypatch)
    monkeypatch.setattr(ranking, "with_every_word", refuse)

    assert find_ids("夯实 category:tiyu", limit=50) == expected
    assert all(page_id % 2 for page_id in expected)


def test_a_stretch_in_the_title_says_more_than_one_in_the_text(
    finder: Callable[..., Finder],
) -> None:
    in_title = story(1, "高质量，发展" + "，湿地" * 30, title="夯实")
    in_text = story(2, "高质量发展，夯实，夯实，夯实，夯实，夯实，高质量，发展")
    find_ids = finder(in_title, in_text)

    assert find_ids("高质量发展 夯实") == [1, 2]


def test_each_stretch_typed_counts_in_the_title(finder: Callable[..., Finder]) -> None:
    often = story(1, "夯实，社区，" * 9)
    titled = story(2, "夯实" + "，湿地" * 40, title="社区")
    find_ids = finder(often, titled)

    assert find_ids("夯实 社区") == [2, 1]


def test_the_pair_between_two_words_adds_to_the_score(
    finder: Callable[..., Finder],
) -> None:
    find_ids = finder(
        story(1, "夯实，基础，实质，基本"), story(2, "夯实，基础，实基，基本")
    )

    assert find_ids("夯实基础") == [2, 1]


@pytest.mark.parametrize("is_large", [False, True])
def test_with_some_words_a_title_comes_before_others(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    often = [story(one, "夯实，" * (one % 20)) for one in range(1, 401)]
    titled = story(500, "夯实，" * 9, title="夯实")
    other = story(501, "社区")
    find_ids = finder(*often, titled, other, *(story(one) for one in range(600, 1100)))
    if is_large:
        choose_from_all(monkeypatch)
        monkeypatch.setattr(ranking, "search", refuse)

    assert find_ids("夯实 社区", limit=3)[0] == 500


def test_few_stories_with_every_word_are_all_looked_at(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_ids = finder(*(story(one, "夯实") for one in range(1, 400)))
    monkeypatch.setattr(ranking, "choose", refuse)

    assert len(find_ids("夯实", limit=100)) == 100


def test_pages_go_on_where_fewer_were_chosen(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_ids = finder(*(story(one, "夯实，" * (1 + one % 9)) for one in range(1, 601)))
    choose_from_all(monkeypatch)
    monkeypatch.setattr(choosing, "CANDIDATES", SECOND_STAGE - 50)

    pages = [find_ids("夯实", offset=start, limit=50) for start in range(0, 600, 50)]

    found = [page_id for page in pages for page_id in page]
    assert len(found) == len({*found}) == 600


def test_too_few_of_the_chosen_with_every_word_are_not_taken(
    finder: Callable[..., Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [story(one, "夯实，社区" + "，湿地" * 800) for one in range(1, 301)]
    one_word = [story(one, "社区，" * 9) for one in range(1000, 1300)]
    few_more = [story(one, "社区，" * 9 + "夯实") for one in range(2000, 2020)]
    typed = [story(one, "夯实社区" + "，湿地" * 400) for one in range(301, 311)]
    find_ids = finder(*both, *one_word, *few_more, *typed)
    expected = find_ids("夯实社区", limit=60)
    choose_from_all(monkeypatch)

    assert find_ids("夯实社区", limit=60) == expected
    assert {*expected[:30]} == {*range(301, 311), *range(2000, 2020)}
