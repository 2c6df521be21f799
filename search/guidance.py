"""What editors and readers add to a search: synonyms, promotions, corrections, counts.

The search endpoint and the page of it call these, in this order:

    version = guidance_version()                     once, before all else
    found = search(expand(query, site_id, version))  the query with its synonyms
    promoted_for(query, site_id, version)            stories to show above the others
    did_you_mean(reader, query, site_id)             when there is little or nothing
    note_search(query, site_id, found.total)         for the editors' report

The version belongs into the ETag of an answer: it changes with every synonym and
promotion. What is written after it was read may be in the answer already. A query here is the parsed one as the reader typed it; `expand` changes
`terms` and the `alternatives` of its tokens only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from search.models import GuidanceVersion, SearchPromotion, SearchSynonym, searched
from search.query import SearchQuery
from search.suggestions.correcting import did_you_mean
from search.suggestions.noting import note_search
from search.text import fold, tokens
from search.words import cut, spans, terms

__all__ = [
    "PromotedResult",
    "did_you_mean",
    "expand",
    "guidance_version",
    "note_search",
    "promoted_for",
]


@dataclass(frozen=True, slots=True)
class PromotedResult:
    """A story that editors put above the results; it may have been withdrawn since."""

    page_id: int
    note: str


@dataclass(slots=True)
class _Rules:
    """The rules of a site by the searched form of the words that they are for.

    Synonyms are kept by their searched form too, so that each is there once.
    """

    version: str
    synonyms: dict[str, dict[str, str]] = field(default_factory=dict)
    promotions: dict[str, list[PromotedResult]] = field(default_factory=dict)


# Site -> its rules as this process last read them.
_known: dict[int, _Rules] = {}


def guidance_version() -> str:
    """Return what changes whenever an editor changes a synonym or a promotion."""
    version = GuidanceVersion.objects.values_list("version", flat=True).first()
    return str(version or "")


def promoted_for(
    query: SearchQuery, site_id: int, version: str
) -> list[PromotedResult]:
    """Return the stories that editors want on top for exactly this query."""
    if query.is_narrowed:
        return []
    return list(
        _rules(site_id, version).promotions.get(searched(" ".join(query.spans)), [])
    )


def expand(query: SearchQuery, site_id: int, version: str) -> SearchQuery:
    """Return the query with other words for those of it that have synonyms.

    What stands in quotation marks is searched for as it is written.
    """
    synonyms = _rules(site_id, version).synonyms
    if not synonyms:
        return query
    text, borders = _typed(query)
    alternatives: dict[str, list[str]] = {}
    for start, end in _terms_in(text, borders, synonyms):
        for token in _touching(text, start, end):
            alternatives.setdefault(token, []).extend(
                synonyms[text[start:end]].values()
            )
    expanded = tuple(
        replace(token, alternatives=tuple(alternatives[token.text]))
        if token.text in alternatives
        else token
        for token in query.tokens
    )
    added = [word for token in expanded for word in token.alternatives]
    marked = (term for word in added for term in terms(word, is_phrase=True))
    return replace(
        query, tokens=expanded, terms=tuple(dict.fromkeys([*query.terms, *marked]))
    )


def _typed(query: SearchQuery) -> tuple[str, set[int]]:
    """Return what was typed outside quotation marks, and where words begin and end."""
    quoted = {span for phrase in query.phrases for span in spans(phrase)}
    text, borders = "", {0}
    for span in query.spans:
        if span in quoted:
            continue
        joined = searched(f"{text} {span}")
        text = joined[: len(joined) - len(span)]
        borders.add(len(text))
        for word in cut(span):
            text += word
            borders.add(len(text))
    return text, borders


def _terms_in(
    text: str, borders: set[int], synonyms: Iterable[str]
) -> list[tuple[int, int]]:
    """Return where terms with synonyms stand in a text, the longest first."""
    found: list[tuple[int, int]] = []
    for term in sorted(filter(text.__contains__, synonyms), key=len, reverse=True):
        start = text.find(term)
        while start >= 0:
            end = start + len(term)
            is_free = all(end <= taken[0] or taken[1] <= start for taken in found)
            if is_free and start in borders and end in borders:
                found.append((start, end))
            start = text.find(term, start + 1)
    return found


def _touching(text: str, start: int, end: int) -> set[str]:
    """Return the tokens of a text that have a character of one stretch."""
    return {
        token.text for token in tokens(text) if token.start < end and start < token.end
    }


# The rules, as this process knows them.


def _rules(site_id: int, version: str) -> _Rules:
    """Return the rules of a site as they are at a version, or after it."""
    rules = _known.get(site_id)
    if rules is None or rules.version != version:
        rules = _known[site_id] = _load(site_id, version)
    return rules


def _load(site_id: int, version: str) -> _Rules:
    rules = _Rules(version)
    for synonym in SearchSynonym.objects.filter(site_id=site_id):
        # Looked for as written: searched() may join what has a space in a story.
        words = {searched(word): fold(word) for word in (synonym.term, *synonym.words)}
        for term in words if synonym.is_mutual else [searched(synonym.term)]:
            known = rules.synonyms.setdefault(term, {})
            known |= {form: word for form, word in words.items() if form != term}
    promotions = SearchPromotion.objects.filter(site_id=site_id)
    for promotion in promotions.order_by("position", "pk"):
        result = PromotedResult(promotion.page_id, promotion.note)
        for word in promotion.words:
            rules.promotions.setdefault(searched(word), []).append(result)
    return rules
