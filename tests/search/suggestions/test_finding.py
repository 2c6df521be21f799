"""What is suggested while a reader types."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypinyin import lazy_pinyin

from search.models import searched
from search.suggestions.counting import Differences, apply
from search.suggestions.finding import suggest
from search.suggestions.pinyin import SYLLABLES, readings, spelled

WORDS = ["张掖", "张掖湿地", "苏州园林", "苏州", "随着", "重庆", "西安", "5G网络"]


@pytest.fixture
def typing(site_id: int) -> Callable[..., list[str]]:
    """A function from what is typed to what is suggested."""
    differences = Differences()
    for place, written in (
        ("titles", WORDS),
        ("titles", ["张掖"]),
        ("tagged", ["防汛抗旱"]),
    ):
        forms = {searched(text): text for text in written}
        differences.add(place, site_id, forms, 1)
        differences.labels |= {(site_id, form): forms[form] for form in forms}
    apply(differences)

    def typed(text: str, limit: int = 20) -> list[str]:
        return [one.text for one in suggest(text, site_id=site_id, limit=limit)]

    return typed


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("张", "张掖"),
        ("張掖", "张掖"),
        ("张掖湿", "张掖湿地"),
        ("zhangye", "张掖"),
        ("zhang ye", "张掖"),
        ("zhangy", "张掖"),
        ("zy", "张掖"),
        ("张ye", "张掖"),
        ("张y", "张掖"),
        ("zhang掖", "张掖"),
        ("章页", "张掖"),
        ("xian", "西安"),
        ("xi'an", "西安"),
        ("chongqing", "重庆"),
        ("5g", "5G网络"),
        ("fangxunk", "防汛抗旱"),
        ("fxkh", "防汛抗旱"),
    ],
)
def test_a_beginning_suggests_the_phrase(typing, text: str, phrase: str) -> None:
    assert phrase in typing(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("肃", "随着"), ("肃州", "随着"), ("张掖", "苏州"), ("%", "张掖"), ("_", "张掖")],
)
def test_what_sounds_only_alike_at_first_is_not_suggested(
    typing, text: str, phrase: str
) -> None:
    assert phrase not in typing(text)


def test_a_whole_syllable_comes_before_a_longer_one(typing) -> None:
    found = typing("su")

    assert found.index("苏州") < found.index("随着")


def test_phrases_of_more_stories_come_first(typing) -> None:
    assert typing("zhang", limit=1) == ["张掖"]


def test_an_answer_takes_one_query(typing) -> None:
    with CaptureQueriesContext(connection) as queries:
        typing("zhangy")

    assert len(queries) == 1


def test_punctuation_suggests_nothing_and_asks_nobody(typing) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert typing("，。") == []

    assert len(queries) == 0


def test_a_tag_is_told_from_a_word(typing, site_id: int) -> None:
    (tag,) = suggest("防汛抗", site_id=site_id, limit=1)

    assert (tag.text, tag.kind) == ("防汛抗旱", "tag")


def test_another_site_has_its_own(typing, site_id: int) -> None:
    assert suggest("张", site_id=site_id + 1, limit=5) == []


def test_syllables_are_those_of_the_dictionary() -> None:
    common = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年绿女"

    assert set(lazy_pinyin(common)) <= SYLLABLES


def test_letters_that_split_in_many_ways_cost_little() -> None:
    assert len(readings("angan" * 12)) == 4


def test_characters_are_read_in_their_words() -> None:
    assert spelled("重庆银行行长") == "chong qing yin hang hang zhang "
