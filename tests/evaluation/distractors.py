"""Stories that answer no query, around which the judged ones stand.

Plain ones are generated prose. Decoys are harder: the same prose with words of a
judged story strewn over it, each apart from the others, so that words alone do not
tell them from it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from random import Random

import rjieba

from search.text import HAN
from tests.benchmarks import prose, words
from tests.evaluation.collection import Story

_SEED = 5
_FIRST_DAY = dt.datetime(2021, 1, 1, 7)  # noqa: DTZ001
_DAYS = 1300
_CATEGORIES = ("要闻", "民生", "经济", "文化", "社会")
_WORD = re.compile(f"[{HAN}]{{2,4}}")
_STREWN = (
    "说到{}，各人有各人的看法",
    "也有人提起{}，那是另一回事",
    "与{}有关的事情，留待以后再谈",
    "会上顺带讨论了{}",
    "至于{}，目前没有新的消息",
    "他又问起{}，大家都笑了",
)
_WORDS_OF_DECOY = 8


def distractors(count: int) -> list[Story]:
    """Return `count` plain ones, the same each time."""
    return [_story(f"distractor-{number}", number, ()) for number in range(count)]


def decoys(stories: Sequence[Story], names: Iterable[str], each: int) -> list[Story]:
    """Return `each` decoys of every story, the same each time.

    They hold none of `names`, nor a part of one: who looks for a name wants every
    story that has it.
    """
    avoided = {name[at : at + 2] for name in names for at in range(len(name) - 1)}
    made = []
    for number, story in enumerate(story for story in stories for _ in range(each)):
        random = Random(_SEED << 40 | number)  # noqa: S311
        found = [word for word in _words(story) if not _holds(word, avoided)]
        strewn = random.sample(found, min(_WORDS_OF_DECOY, len(found)))
        made.append(_story(f"decoy-{number}", number, strewn))
    return made


def _words(story: Story) -> list[str]:
    """Return the words of a story, those of its title twice."""
    text = f"{story.title}\n{story.title}\n{story.body}"
    return [word for word in rjieba.cut(text) if _WORD.fullmatch(word)]


def _holds(word: str, pairs: set[str]) -> bool:
    return any(pair in word for pair in pairs)


def _story(pk: str, number: int, strewn: Sequence[str]) -> Story:
    random = Random(_SEED << 32 | number)  # noqa: S311
    paragraphs = [
        prose.paragraph(random, random.randint(60, 160))
        for _ in range(random.randint(2, 6))
    ]
    for word in strewn:
        place = random.randrange(len(paragraphs))
        paragraphs[place] += f"{random.choice(_STREWN).format(word)}。"
    return Story(
        id=pk,
        title=prose.title(random),
        body="\n".join(paragraphs),
        date=_FIRST_DAY + dt.timedelta(days=random.randrange(_DAYS)),
        category=random.choice(_CATEGORIES),
        source=random.choice(words.PAPERS)[1],
        byline=(prose.person(random),),
        tags=(random.choice(words.TOPICS),),
    )
