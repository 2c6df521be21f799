"""What readers may have meant when nothing holds all the words that they typed."""

from collections.abc import Iterator
from dataclasses import replace

from django.db import OperationalError, connection, transaction

from search.index import has_stories
from search.models import TIERS, SuggestionPhrase, searched
from search.query import QueryError, SearchQuery, parse
from search.storage import SearchUnavailableError
from search.suggestions.confusing import confused
from search.suggestions.pinyin import SYLLABLES, readings, spelled
from search.text import runs
from search.words import cut

# Words of a query that are looked at, and what a search for likeness may take.
MAX_WORDS = 8
MAX_LENGTH = 40
LIKENESS = 0.6
LIKENESS_MILLISECONDS = 50
# Of fewer syllables very many phrases have some in common: slow, and rarely right.
_LIKE_SYLLABLES = 3


def did_you_mean(query: SearchQuery, site_id: int) -> str | None:
    """Return another query that stories answer, None when there is none or no need.

    There is no need when some story of the site has all words of the query, whatever
    filters and dates say. First whole stretches that no story has may sound like a
    known phrase, then words that no story has, then any one word; then a query of one
    stretch may sound so to who does not tell some syllables apart, at last nearly so.
    """
    typed = " ".join(query.spans)
    if not searched(typed) or len(typed) > MAX_LENGTH:
        return None
    try:
        if _has_stories(query, site_id):
            return None
        for candidate in _candidates(query.spans, site_id):
            if candidate != typed and _has_stories(_parsed(candidate), site_id):
                return candidate
    except SearchUnavailableError:
        return None
    return None


def _candidates(spans: tuple[str, ...], site_id: int) -> Iterator[str]:
    """Yield other queries, the likeliest first; each costs a query or two to find."""
    words = [_words(span) for span in spans]
    if sum(map(len, words)) > MAX_WORDS:
        return
    yield " ".join(_mended(span, site_id) for span in spans)
    yield " ".join("".join(_mended(word, site_id) for word in span) for span in words)
    # Where each word is in some story, but no story has all: one may be wrong.
    for wrong in dict.fromkeys(word for span in words for word in span):
        other = _sounding_like(wrong, site_id) or wrong
        yield " ".join(
            "".join(other if word == wrong else word for word in span) for span in words
        )
    if len(spans) == 1:
        sound = next(_sounds(spans[0]))
        yield _best_of(confused(sound.split()), spans[0], site_id) or spans[0]
        if len(sound.split()) >= _LIKE_SYLLABLES:
            yield _nearly(sound, spans[0], site_id) or spans[0]


def _mended(text: str, site_id: int) -> str:
    """Return a text that some story has, else what sounds like it, if anything does."""
    is_known = _has_stories(_parsed(text), site_id)
    return text if is_known else _sounding_like(text, site_id) or text


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


def _parsed(text: str) -> SearchQuery | None:
    try:
        return parse(text)
    except QueryError:
        return None


def _has_stories(query: SearchQuery | None, site_id: int) -> bool:
    """Return whether a story has all the words, with no regard to filters."""
    if query is None:
        return False
    words = replace(query, filters=(), excluded=(), after=None, before=None)
    return has_stories(words, site_id=site_id)


# Phrases that sound the same, or alike.


def _sounding_like(text: str, site_id: int) -> str | None:
    """Return the best known phrase that sounds as a text does."""
    return _best_of(list(_sounds(text)), text, site_id)


def _best_of(sounds: list[str], text: str, site_id: int) -> str | None:
    """Return the best known phrase, but for one, with one of these pronunciations."""
    phrases = SuggestionPhrase.objects.filter(site_id=site_id).exclude(text=text)
    # In each tier, as the index has it.
    tiers = range(len(TIERS) + 1)
    same = phrases.filter(tier__in=tiers, pinyin__in=sounds)
    found = same.order_by("-weight", "text").first()
    return None if found is None else str(found.label)


def _sounds(text: str) -> Iterator[str]:
    """Yield how a text can be pronounced: letters may be pinyin."""
    letters = "".join(run.text for run in runs(text))
    for syllables in readings(letters):
        if syllables[-1] in SYLLABLES:
            yield " ".join(syllables) + " "
    yield spelled(text)


def _nearly(sound: str, text: str, site_id: int) -> str | None:
    """Return the phrase whose pinyin has most in common; rather none than a wait."""
    table = connection.ops.quote_name(SuggestionPhrase._meta.db_table)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL statement_timeout = {LIKENESS_MILLISECONDS}; "
                f"SET LOCAL pg_trgm.similarity_threshold = {LIKENESS}"
            )
            cursor.execute(
                f"SELECT label FROM {table} "  # noqa: S608
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
