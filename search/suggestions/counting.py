"""Counting phrases: one row a phrase and site, changed by what stories gain and lose."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields

from django.db import connection

from news.published.models import PublishedDocument
from search.models import StoryPhrases, SuggestionPhrase
from search.suggestions.phrases import OfferedPhrases, phrases_of
from search.suggestions.pinyin import initials, spelled

PLACES = tuple(field.name for field in fields(OfferedPhrases))
MAX_SPELLED = 400
_PhraseKey = tuple[int, str]


@dataclass(slots=True)
class Differences:
    """By how much the counts of phrases change, by site and searched form."""

    counts: dict[_PhraseKey, Counter[str]] = field(default_factory=dict)
    labels: dict[_PhraseKey, str] = field(default_factory=dict)

    def add(self, place: str, site_id: int, forms: Iterable[str], by: int) -> None:
        """Count phrases of one place up or down."""
        for form in forms:
            self.counts.setdefault((site_id, form), Counter())[place] += by


def recount(page_ids: Collection[int], stories: Iterable[PublishedDocument]) -> None:
    """Make the counts those of the stories as they are now.

    `stories` are the documents of those of the pages that have one; the others are
    taken out. To be called inside a transaction that no other counts in.
    """
    offered = {story.page_id: (story.site_id, phrases_of(story)) for story in stories}
    differences = Differences()
    for counted in StoryPhrases.objects.filter(pk__in=page_ids):
        for place in PLACES:
            differences.add(place, counted.site_id, getattr(counted, place), -1)
    for site_id, phrases in offered.values():
        for place in PLACES:
            forms = getattr(phrases, place)
            differences.add(place, site_id, forms, 1)
            differences.labels |= {
                (site_id, form): label for form, label in forms.items()
            }
    apply(differences)
    _remember(page_ids, offered)


def _remember(
    page_ids: Collection[int], offered: dict[int, tuple[int, OfferedPhrases]]
) -> None:
    gone = set(page_ids) - offered.keys()
    StoryPhrases.objects.filter(pk__in=gone).delete()
    StoryPhrases.objects.bulk_create(
        [
            StoryPhrases(
                page_id=page_id,
                site_id=site_id,
                **{place: list(getattr(phrases, place)) for place in PLACES},
            )
            for page_id, (site_id, phrases) in offered.items()
        ],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["site_id", *PLACES],
    )


def apply(differences: Differences) -> None:
    """Write changed counts: phrases that are new come in, those at nothing go."""
    changed = {
        key: counts
        for key, counts in differences.counts.items()
        if any(counts.values())
    }
    for site_id in {site_id for site_id, _ in changed}:
        _apply_to_site(
            site_id,
            {
                form: counts
                for (site, form), counts in changed.items()
                if site == site_id
            },
            differences.labels,
        )


def _apply_to_site(
    site_id: int, changed: dict[str, Counter[str]], labels: dict[_PhraseKey, str]
) -> None:
    phrases = SuggestionPhrase.objects.filter(site_id=site_id)
    known = set(phrases.filter(text__in=changed).values_list("text", flat=True))
    # Only what is new has to be spelled, which takes longest.
    SuggestionPhrase.objects.bulk_create(
        [
            SuggestionPhrase(
                site_id=site_id,
                text=form,
                label=labels[site_id, form],
                pinyin=spelled(form)[:MAX_SPELLED],
                initials=initials(form),
                **changed[form],
            )
            for form in changed.keys() - known
            if (site_id, form) in labels
        ]
    )
    _change_counts(site_id, {form: changed[form] for form in known})
    phrases.filter(
        text__in=known, titles__lte=0, quoted__lte=0, tagged__lte=0, asked__lte=0
    ).delete()


def _change_counts(site_id: int, changed: dict[str, Counter[str]]) -> None:
    """Add to the counts of phrases that are there, in one statement."""
    if not changed:
        return
    table = connection.ops.quote_name(SuggestionPhrase._meta.db_table)
    sums = ", ".join(f"{place} = phrase.{place} + by.{place}" for place in PLACES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS phrase SET {sums} "  # noqa: S608
            "FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[]) "
            f"AS by (text, {', '.join(PLACES)}) "
            "WHERE phrase.site_id = %s AND phrase.text = by.text",
            [
                list(changed),
                *([counts[place] for counts in changed.values()] for place in PLACES),
                site_id,
            ],
        )
