"""Which stories are chosen out of very many; no database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search import choosing
from search.choosing import Choice, choose
from search.clauses import conditions
from search.matching import Words
from search.query import parse
from search.schema import IndexedStory
from search.storage import Mark, open_searcher, rebuilding
from tests.search.builders import story

Chooser = Callable[..., Choice | None]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every archive is one to choose from, and all words are common."""
    monkeypatch.setattr(choosing, "_MUCH", 0)
    monkeypatch.setattr(choosing, "_FEW", 0)


@pytest.fixture
def chooser(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Chooser]:
    """Index stories; get a function that chooses so many of them."""

    def index(*stories: IndexedStory) -> Chooser:
        with rebuilding(index_root) as writer:
            writer.replace(stories)
            writer.commit(Mark())
        return choose_for

    def choose_for(text: str, number: int, words: Words) -> Choice | None:
        monkeypatch.setattr(choosing, "CANDIDATES", number)
        query = parse(text)
        limits = conditions(query, None)
        return choose(open_searcher(index_root), query, limits, words)

    return index


def ids(root: Path, choice: Choice | None) -> list[int]:
    """Return the pages of the stories chosen."""
    assert choice is not None
    addresses = [address for _, address in choice.hits]
    found = open_searcher(root).fast_field_values("page_id", addresses)
    return sorted(int(page_id) for page_id in found if page_id is not None)


def texts(tokens: Choice | None) -> list[str]:
    """Return the words that scores are still without."""
    assert tokens is not None
    return [token.text for token in tokens.unscored]


@pytest.mark.parametrize("words", [Words.SOME, Words.EVERY])
def test_of_few_stories_none_are_chosen(
    chooser: Callable[..., Chooser], words: Words
) -> None:
    choose_for = chooser(*(story(one, "夯实，夯实") for one in range(1, 10)))

    assert choose_for("夯实", 1, words) is None


@pytest.mark.usefixtures("large")
def test_among_those_with_every_word_weight_chooses(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    often = [story(one, "夯实，" * 9 + "社区，" * 9) for one in (5, 6)]
    once = [story(one, "夯实，社区" + "，湿地" * 40) for one in range(10, 20)]
    others = [story(one, "社区") for one in range(20, 50)]
    choose_for = chooser(*often, *once, *others)

    chosen = choose_for("夯实 社区", 2, Words.EVERY)

    assert ids(index_root, chosen) == [5, 6]
    assert texts(chosen) == ["夯实", "社区"]
    assert [score for score, _ in chosen.hits] == [0.0, 0.0]  # type: ignore[union-attr]


@pytest.mark.usefixtures("large")
def test_among_those_with_some_words_the_telling_ones_choose(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    rare = [story(one, "夯实" + "，湿地" * 40) for one in (5, 6)]
    often = [story(one, "社区，" * 9) for one in range(10, 50)]
    choose_for = chooser(*rare, *often)

    chosen = choose_for("社区 夯实", 2, Words.SOME)

    assert ids(index_root, chosen) == [5, 6]
    assert texts(chosen) == ["社区"]
    assert all(score > 0 for score, _ in chosen.hits)  # type: ignore[union-attr]


@pytest.mark.usefixtures("large")
def test_the_rarest_words_choose_until_enough_stories_are_gone_through(
    chooser: Callable[..., Chooser], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {"夯实": 2, "社区": 5, "湿地": 6}
    choose_for = chooser(
        *(
            story(one, "，".join(word for word, most in numbers.items() if one <= most))
            for one in range(1, 7)
        ),
        *(story(one, "候鸟") for one in range(7, 30)),
    )

    def unscored(telling: int) -> list[str]:
        monkeypatch.setattr(choosing, "_GONE_THROUGH", telling)
        return texts(choose_for("湿地 社区 夯实", 2, Words.SOME))

    assert unscored(13) == []
    assert unscored(12) == ["湿地"]
    assert unscored(7) == ["湿地"]
    assert unscored(6) == ["湿地", "社区"]
    # One word at least, else none would choose.
    assert unscored(1) == ["湿地", "社区"]


@pytest.mark.usefixtures("large")
def test_a_lone_character_in_most_stories_does_not_tell(
    chooser: Callable[..., Chooser],
) -> None:
    choose_for = chooser(
        *(story(one, "人们" + "，夯实" * (one % 3 == 0)) for one in range(1, 31))
    )

    assert texts(choose_for("夯实 人", 5, Words.SOME)) == ["人"]


@pytest.mark.usefixtures("large")
def test_a_lone_character_has_no_weight(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    # The last character of a run is a word of the index, the first is not.
    weighs = [story(one, "夯实，" * 9 + "人们") for one in (5, 6)]
    ends = [story(one, "夯实，" + "别人，" * 60) for one in range(10, 20)]
    choose_for = chooser(*ends, *weighs)

    assert ids(index_root, choose_for("人 夯实", 2, Words.EVERY)) == [5, 6]


@pytest.mark.usefixtures("large")
def test_a_word_that_few_have_is_looked_for_whatever_it_weighs(
    chooser: Callable[..., Chooser],
    index_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "_FEW", 2)
    light = [story(one, "夯实" + "，湿地" * 400) for one in (5, 6)]
    others = [story(one, "湿地") for one in range(10, 20)]
    choose_for = chooser(*light, *others)

    assert ids(index_root, choose_for("夯实", 2, Words.EVERY)) == [5, 6]


@pytest.mark.usefixtures("large")
def test_levels_are_gone_down_until_there_are_enough(
    chooser: Callable[..., Chooser],
    index_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "_ENOUGH", 2)
    light = [story(one, "夯实，" * 3 + "湿地，" * 400) for one in range(10, 20)]
    heavy = [story(one, "夯实，" * 30) for one in (5, 6)]
    choose_for = chooser(*light, *heavy)

    assert ids(index_root, choose_for("夯实", 2, Words.EVERY)) == [5, 6]
    assert choose_for("夯实", 3, Words.EVERY) is None


@pytest.mark.usefixtures("large")
def test_a_rarer_word_weighs_more(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    common = [story(one, "社区，" * 9 + "夯实") for one in range(10, 40)]
    rare = [story(one, "夯实，" * 9 + "基础，" * 9) for one in (5, 6)]
    more = [story(one, "社区，" * 9) for one in range(40, 90)]
    choose_for = chooser(*common, *more, *rare)

    assert ids(index_root, choose_for("社区 夯实", 2, Words.EVERY)) == [5, 6]


@pytest.mark.usefixtures("large")
def test_a_higher_level_comes_before_a_lower_one(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    lower = [story(one, "夯实，" * 5 + "湿地，" * 400) for one in range(1, 9)]
    higher = [story(one, "夯实，" * 30) for one in (25, 26)]
    choose_for = chooser(*lower, *higher)

    assert ids(index_root, choose_for("夯实", 2, Words.EVERY)) == [25, 26]


@pytest.mark.usefixtures("large")
def test_a_title_is_chosen_before_what_weighs_more(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    often = [story(one, "夯实，" * 30) for one in range(10, 40)]
    titled = story(5, "湿地，" * 400, title="夯实")
    choose_for = chooser(*often, titled)

    assert ids(index_root, choose_for("夯实", 1, Words.EVERY)) == [5]


@pytest.mark.usefixtures("large")
def test_only_stories_under_the_conditions_are_chosen(
    chooser: Callable[..., Chooser], index_root: Path
) -> None:
    choose_for = chooser(
        *(
            story(one, "夯实，" * 9, category=("yaowen", "tiyu")[one % 2])
            for one in range(1, 11)
        )
    )

    chosen = choose_for("夯实 category:tiyu", 5, Words.EVERY)

    assert ids(index_root, chosen) == [1, 3, 5, 7, 9]
    assert choose_for("夯实 category:tiyu", 6, Words.EVERY) is None
