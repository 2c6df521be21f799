"""Chinese news prose that nobody wrote: sentences filled with drawn words."""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from tests.benchmarks import words

_SLOT = re.compile(r"\{(\w)\}")
_Draw = Callable[[Random], str]
# For each slot of a template, what fills it.
Draws = Mapping[str, _Draw]


def _often_first(values: Sequence[str]) -> _Draw:
    """Return a draw in which early words come up more often, as in real prose."""
    count = len(values)

    def draw(random: Random) -> str:
        place = random.random()
        return values[int(place * place * count)]

    return draw


def _between(low: int, high: int) -> _Draw:
    width = high - low

    def draw(random: Random) -> str:
        return str(low + int(random.random() * width))

    return draw


def person(random: Random) -> str:
    """Return a name of two or three characters."""
    draw = random.random
    count = len(words.GIVEN)
    name = words.SURNAMES[int(draw() ** 2 * len(words.SURNAMES))]
    name += words.GIVEN[int(draw() * count)]
    return name + words.GIVEN[int(draw() * count)] if draw() < 0.7 else name


_PLACES = tuple(head + tail for head in words.PLACE_HEADS for tail in words.PLACE_TAILS)
_DRAWS: Draws = {
    "n": person,
    "p": _often_first(_PLACES),
    "u": _often_first(words.UNITS),
    "j": _often_first(words.JOBS),
    "t": _often_first(words.THINGS),
    "k": _often_first(words.THINGS[::-1]),
    "v": _often_first(words.VERBS),
    "q": _often_first(words.QUALITIES),
    "m": _often_first(words.MEASURES),
    "c": _often_first(words.TIMES),
    "d": _between(2, 2000),
    "r": _between(2, 99),
    "y": _between(1998, 2025),
}
# How many people, places, things … a topic knows.
_OF_TOPIC = {"n": 8, "p": 3, "u": 4, "j": 5, "t": 5, "k": 4, "v": 5, "q": 6}

# What to write into, and the slots in it.
_Template = tuple[str, tuple[str, ...]]


def _compile(templates: Sequence[str]) -> tuple[_Template, ...]:
    return tuple(
        (_SLOT.sub("%s", text), tuple(_SLOT.findall(text))) for text in templates
    )


_SENTENCES = _compile(words.SENTENCES)
_HEADINGS = _compile(words.HEADINGS)
_TITLES = _compile(words.TITLES)


def _fill(
    templates: tuple[_Template, ...], random: Random, draws: Draws = _DRAWS
) -> str:
    text, slots = templates[int(random.random() * len(templates))]
    return text % tuple([draws[slot](random) for slot in slots])


def topic(random: Random) -> Draws:
    """Return draws from a few of all words: what one story, or its like, is about."""
    few = {
        slot: _often_first([_DRAWS[slot](random) for _ in range(number)])
        for slot, number in _OF_TOPIC.items()
    }
    return {**_DRAWS, **few}


def paragraph(random: Random, length: int, draws: Draws = _DRAWS) -> str:
    """Return sentences of at least `length` characters, of any topic or of one."""
    sentences, size = [], 0
    while size < length:
        sentence = _fill(_SENTENCES, random, draws)
        sentences.append(sentence)
        size += len(sentence) + 1
    marks = ["。" if random.random() < 0.85 else "；" for _sentence in sentences]
    marks[-1] = "。"
    return "".join(map(str.__add__, sentences, marks))


def heading(random: Random) -> str:
    """Return a section heading."""
    return _fill(_HEADINGS, random)


def title(random: Random) -> str:
    """Return a headline."""
    return _fill(_TITLES, random)
