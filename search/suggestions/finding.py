"""From what a reader has typed so far to what they may be typing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from search.models import TIERS, SuggestionPhrase, searched
from search.suggestions.pinyin import SYLLABLES, initials, readings, spelled
from search.text import HAN, fold

MAX_TYPED = 60
_MAX_WAYS = 6
# Letters of pinyin, also as they are written with ü and the apostrophe of xi'an.
_LETTERS = re.compile(r"[a-zü'’ ]+")
_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<letters>[a-zü'’]+)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may be typing: tag, query, name or word, as it is written."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to understand what was typed: a column begins so.

    `form` is a regular expression that the phrase's text fulfils beside that, where
    Han characters were typed together with letters.
    """

    column: str
    prefix: str
    form: str = ""


def suggest(typed: str, *, site_id: int, limit: int) -> list[Suggestion]:
    """Return what may be meant, the likeliest first; one query for all ways."""
    ways = list(dict.fromkeys(understood(typed)))[:_MAX_WAYS]
    if not ways:
        return []
    statement, parameters = _statement(ways, site_id, limit)
    columns = "id, site_id, text, label, titles, quoted, tagged, asked"
    found = SuggestionPhrase.objects.raw(
        f"SELECT {columns} FROM ({statement}) AS found LIMIT %s",  # noqa: S608
        [*parameters, limit],
    )
    return [Suggestion(phrase.label, phrase.kind) for phrase in found]


def understood(typed: str) -> Iterator[Way]:
    """Yield the ways to understand what was typed, the best first."""
    folded = fold(typed).strip()
    text = searched(folded)
    if not text or len(folded) > MAX_TYPED:
        return
    yield Way("text", text)
    if _LETTERS.fullmatch(folded):
        yield from _of_letters(folded)
    elif re.fullmatch(rf"[{HAN}]+", text):
        # Other characters that sound the same, each syllable to its end.
        yield Way("pinyin", spelled(text))
    else:
        yield from _of_mixture(folded.replace(" ", ""))


def _of_letters(folded: str) -> Iterator[Way]:
    letters = folded.replace(" ", "")
    for syllables in readings(letters):
        if syllables[-1] in SYLLABLES:
            yield Way("pinyin", " ".join(syllables) + " ")
    for syllables in readings(letters):
        yield Way("pinyin", " ".join(syllables))
    yield Way("initials", letters)


def _of_mixture(folded: str) -> Iterator[Way]:
    """Yield how Han characters among letters are understood: 张ye, zhang掖, 张y."""
    pieces = list(_PIECE.finditer(folded))
    if "".join(piece[0] for piece in pieces) != folded:
        return
    syllables, form, abbreviation, abbreviated_form = "", "^", "", "^"
    for piece in pieces:
        if piece["han"]:
            syllables += spelled(piece[0])
            form += piece[0]
            abbreviation += initials(piece[0])
            abbreviated_form += piece[0]
            continue
        split = next(iter(readings(piece[0])), None)
        if split:
            is_last = piece is pieces[-1]
            whole = "" if is_last and split[-1] not in SYLLABLES else " "
            syllables += " ".join(split) + whole
            form += "." * len(split)
        else:
            form = ""
        abbreviation += piece[0]
        abbreviated_form += "." * len(piece[0])
    if form:
        yield Way("pinyin", syllables, form)
        yield Way("pinyin", syllables.rstrip(), form)
    yield Way("initials", abbreviation, abbreviated_form)


def _statement(
    ways: list[Way], site_id: int, limit: int
) -> tuple[str, list[str | int]]:
    """Return one SELECT for all ways, in their order, and from the best tier on.

    PostgreSQL goes through the parts of UNION ALL one after the other and stops when
    it has enough: the many rare phrases of a short prefix are hardly ever read.
    """
    table = connection.ops.quote_name(SuggestionPhrase._meta.db_table)
    parts: list[str] = []
    parameters: list[str | int] = []
    before: list[tuple[str, list[str]]] = []
    for way in ways:
        condition, values = _condition(way)
        conditions = [condition, *(f"NOT ({earlier})" for earlier, _ in before)]
        all_values = [*values, *(value for _, given in before for value in given)]
        for tier in range(len(TIERS), -1, -1):
            parts.append(
                f"(SELECT * FROM {table} WHERE site_id = %s AND tier = %s "  # noqa: S608
                f"AND {' AND '.join(conditions)} "
                "ORDER BY weight DESC, length(text), text LIMIT %s)"
            )
            parameters += [site_id, tier, *all_values, limit]
        before.append((condition, values))
    return " UNION ALL ".join(parts), parameters


def _condition(way: Way) -> tuple[str, list[str]]:
    prefix = re.sub(r"([\\%_])", r"\\\1", way.prefix) + "%"
    if not way.form:
        return f"{way.column} LIKE %s", [prefix]
    return f"{way.column} LIKE %s AND text ~ %s", [prefix, way.form]
