"""What a story offers to those who type: words of its headline, names, tags."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from news.published.models import PublishedDocument
from search.models import searched
from search.text import HAN, fold
from search.words import cut

MAX_PAIR, MAX_PHRASE = 8, 20
# Names that one story may bring, and how far into its text they are looked for.
MAX_QUOTED, READ = 30, 5000

_QUOTED = re.compile(r"《([^《》]{2,20})》|“([^“”]{2,20})”|「([^「」]{2,20})」")
_SENTENCE = re.compile(r"[，。；：！？,;!?…]")
_WORD = re.compile(rf"[{HAN}]+|[^\W\d_]\w*(?:[-.'’&+]\w+)*\+{{0,2}}|\d+(?:\.\d+)?%?")
_HAN = re.compile(f"[{HAN}]")
# Neither the first nor the last word of anything that anybody looks for.
_EMPTY_WORDS = frozenset(
    [
        "的",
        "了",
        "和",
        "与",
        "在",
        "是",
        "等",
        "及",
        "对",
        "为",
        "将",
        "被",
        "把",
        "从",
        "到",
        "向",
        "以",
        "于",
        "而",
        "并",
        "之",
        "也",
        "都",
        "就",
        "又",
        "还",
        "让",
        "使",
        "给",
        "比",
        "由",
        "所",
        "或",
        "且",
        "但",
        "着",
        "过",
        "地",
        "得",
        "这",
        "那",
        "其",
        "此",
        "各",
        "每",
        "某",
        "已",
        "再",
        "更",
        "最",
        "很",
        "不",
        "没",
        "有",
    ]
)


@dataclass(frozen=True, slots=True)
class OfferedPhrases:
    """The phrases of a story by where they stand: searched form -> as written."""

    titles: dict[str, str] = field(default_factory=dict)
    quoted: dict[str, str] = field(default_factory=dict)
    tagged: dict[str, str] = field(default_factory=dict)


def phrases_of(document: PublishedDocument) -> OfferedPhrases:
    """Return the phrases of a story, each once in each place."""
    card = document.card_members
    return OfferedPhrases(
        titles=_forms(_title_phrases(document.title)),
        quoted=_forms(_quoted(document.title, document.text[:READ])),
        tagged=_forms(card["tags"]),
    )


def _forms(written: Iterable[str]) -> dict[str, str]:
    """Return phrases by the form in which they are searched for."""
    forms = ((searched(text), text) for text in written)
    return {form: text for form, text in forms if 2 <= len(form) <= MAX_PHRASE}


def _title_phrases(title: str) -> Iterator[str]:
    """Yield the words of a headline, and neighbours of up to MAX_PAIR characters."""
    found = list(_words(title))
    for start, end in found:
        if end - start > 1 and not title[start:end].isdigit():
            yield title[start:end]
    for (start, middle), (next_start, end) in pairwise(found):
        is_near = middle == next_start and end - start <= MAX_PAIR
        if is_near and _HAN.search(title[start:end]):
            yield title[start:end]


def _words(title: str) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that say something."""
    start = 0
    for word in cut(fold(title)):
        end = start + len(word)
        if word not in _EMPTY_WORDS and _WORD.fullmatch(word):
            yield start, end
        start = end


def _quoted(*texts: str) -> list[str]:
    """Return what stands in quotation marks or is a title, and is no sentence."""
    found = (
        next(filter(None, match.groups()))
        for text in texts
        for match in _QUOTED.finditer(text)
    )
    names = dict.fromkeys(name.strip() for name in found if not _SENTENCE.search(name))
    return list(names)[:MAX_QUOTED]
