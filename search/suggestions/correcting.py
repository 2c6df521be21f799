"""What readers may have meant when nothing holds all the words that they typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.db import OperationalError, connection, transaction

from news.api.rows import select
from search.matching import is_any, number_with
from search.models import TIERS, SuggestionPhrase, searched
from search.query import QueryError, SearchQuery, parse
from search.schema import STORY
from search.storage import Reader
from search.suggestions.confusing import confused
from search.suggestions.pinyin import SYLLABLES, readings, spelled
from search.text import runs
from search.words import cut, tokens

# Words of a query that are looked at, and what a search for likeness may take.
MAX_WORDS = 8
MAX_LENGTH = 40
LIKENESS = 0.6
LIKENESS_MILLISECONDS = 50
# Of fewer syllables very many phrases have some in common: slow, and rarely right.
_FEWEST_SYLLABLES = 3
# What has more is a question and no name, nor nearly one.
_MOST_SYLLABLES = 10
# A word that one in so many stories has may be a slip of its author's.
_HARDLY_ANY = 100_000
_PHRASES = SuggestionPhrase._meta.db_table
_SOUNDING = f"""
SELECT DISTINCT ON (wanted.text) wanted.text, phrase.label
FROM unnest(%s::text[], %s::text[]) AS wanted (text, pinyin)
JOIN {_PHRASES} AS phrase ON phrase.pinyin = wanted.pinyin
WHERE phrase.site_id = %s AND phrase.tier = ANY(%s) AND phrase.text <> wanted.text
ORDER BY wanted.text, phrase.weight DESC, phrase.text
"""  # noqa: S608


def did_you_mean(reader: Reader, query: SearchQuery, site_id: int) -> str | None:
    """Return another query that stories answer, None when there is none or no need.

    There is no need when some story of the site has all words of the query, whatever
    filters and dates say. First whole stretches that no story has may sound like a
    known phrase, then words that no story has, then any one word; then a query of one
    stretch may sound so to who does not tell some syllables apart, at last nearly so.
    Of a question only words that hardly any story has are doubted: where another one is
    wrong, the rest finds what is meant.
    """
    typed = " ".join(query.spans)
    if not searched(typed) or len(typed) > MAX_LENGTH:
        return None
    words = replace(query, filters=(), excluded=(), after=None, before=None)
    if is_any(reader, words, site_id):
        return None
    for candidate in _candidates(reader, query.spans, site_id):
        if candidate != typed and _has_stories(reader, candidate, site_id):
            return candidate
    return None


def _candidates(reader: Reader, spans: tuple[str, ...], site_id: int) -> Iterator[str]:
    """Yield other queries, the likeliest first; most cost nothing more to find."""
    words = [_words(span) for span in spans]
    if sum(map(len, words)) > MAX_WORDS:
        return
    doubted = {
        text
        for span, inside in zip(spans, words, strict=True)
        for text in _doubtful(reader, span, inside)
    }
    alike = _sounding_alike(doubted, site_id)

    def mended(text: str) -> str:
        other = alike.get(text)
        if other is None or _has_stories(reader, text, site_id):
            return text
        return other

    yield " ".join(map(mended, spans))
    yield " ".join("".join(map(mended, span)) for span in words)
    # Where each word is in some story, but no story has all: one may be wrong.
    for wrong in dict.fromkeys(word for span in words for word in span):
        other = alike.get(wrong, wrong)
        yield " ".join(
            "".join(other if word == wrong else word for word in span) for span in words
        )
    if len(spans) > 1:
        return
    span, syllables = spans[0], _syllables(spans[0])
    if len(syllables) <= _MOST_SYLLABLES:
        yield _best_of({span: confused(syllables)}, site_id).get(span, span)
        if len(syllables) >= _FEWEST_SYLLABLES:
            yield _nearly(next(_sounds(span)), span, site_id) or span


def _words(span: str) -> list[str]:
    """Return the words of a span; characters alone go together, as wrong words fall apart."""
    found: list[str] = []
    is_open = False
    for word in cut(span):
        is_single = len(word) == 1
        if is_single and is_open:
            found[-1] += word
        else:
            found.append(word)
        is_open = is_single
    return found


def _doubtful(reader: Reader, span: str, words: list[str]) -> Iterable[str]:
    """Return what of a span may be wrong: of a question, words hardly known."""
    if len(_syllables(span)) <= _MOST_SYLLABLES:
        return [span, *words]
    return [word for word in words if _is_hardly_known(reader, word)]


def _is_hardly_known(reader: Reader, word: str) -> bool:
    """Return whether hardly any story, of whatever site, has some pair of a word."""
    searcher = reader.searcher
    most = searcher.doc_freq("kind", STORY) / _HARDLY_ANY
    pairs = tokens(word, is_phrase=True)
    return any(number_with(searcher, pair) <= most for pair in pairs)


def _has_stories(reader: Reader, text: str, site_id: int) -> bool:
    """Return whether a story has all the words of a text."""
    try:
        query = parse(text)
    except QueryError:
        return False
    return is_any(reader, query, site_id)


# Phrases that sound the same, or alike.


def _sounding_alike(texts: Iterable[str], site_id: int) -> dict[str, str]:
    """Return for each text that has one the best known phrase that sounds as it does."""
    return _best_of({text: list(_sounds(text)) for text in texts}, site_id)


def _best_of(sounds: Mapping[str, Iterable[str]], site_id: int) -> dict[str, str]:
    """Return for each text the best known phrase, but for itself, with its sounds."""
    pairs = [(text, sound) for text, these in sounds.items() for sound in these]
    if not pairs:
        return {}
    texts, every = map(list, zip(*pairs, strict=True))
    # In each tier, as the index has it.
    tiers = list(range(len(TIERS) + 1))
    return dict(select(_SOUNDING, [texts, every, site_id, tiers]))


def _syllables(text: str) -> list[str]:
    return next(_sounds(text)).split()


def _sounds(text: str) -> Iterator[str]:
    """Yield how a text can be pronounced: letters may be pinyin."""
    letters = "".join(run.text for run in runs(text))
    for syllables in readings(letters):
        if syllables[-1] in SYLLABLES:
            yield " ".join(syllables) + " "
    yield spelled(text)


def _nearly(sound: str, text: str, site_id: int) -> str | None:
    """Return the phrase whose pinyin has most in common; rather none than a wait."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL statement_timeout = {LIKENESS_MILLISECONDS}; "
                f"SET LOCAL pg_trgm.similarity_threshold = {LIKENESS}"
            )
            cursor.execute(
                f"SELECT label FROM {_PHRASES} "  # noqa: S608
                "WHERE site_id = %s AND tier >= 1 AND pinyin %% %s AND text <> %s "
                "ORDER BY similarity(pinyin, %s) DESC, weight DESC LIMIT 1",
                [site_id, sound, text, sound],
            )
            row = cursor.fetchone()
            # In a transaction of the caller the limit would hold for what follows.
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        return None
    return row[0] if row else None
