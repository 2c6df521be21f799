"""What many readers searched for, and found, is suggested to others."""

from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from wagtail.models import Site

from search.models import SearchCount, SuggestionPhrase, SuggestionProgress
from search.suggestions.counting import MAX_SPELLED
from search.suggestions.phrases import MAX_PHRASE
from search.suggestions.pinyin import initials, spelled

# A search that only one reader or two made is nobody else's business.
LEAST_SEARCHES = 5
MOST_LEARNT = 5000
# A query asked for very often must not push everything else away.
MOST_ASKED = 1000


@transaction.atomic
def learn_searches() -> int:
    """Let counted searches with results be suggested; return how many are.

    Those that are no longer asked for, or find nothing any more, go.
    """
    # Nobody else counts meanwhile; before the first count there is nothing to add to.
    if SuggestionProgress.objects.select_for_update().first() is None:
        return 0
    return sum(_learn(site_id) for site_id in Site.objects.values_list("pk", flat=True))


def _learn(site_id: int) -> int:
    asked = _asked(site_id)
    phrases = SuggestionPhrase.objects.filter(site_id=site_id)
    phrases.filter(asked__gt=0).exclude(text__in=asked).update(asked=0)
    phrases.filter(titles__lte=0, quoted__lte=0, tagged__lte=0, asked__lte=0).delete()
    SuggestionPhrase.objects.bulk_create(
        [
            SuggestionPhrase(
                site_id=site_id,
                text=text,
                label=text,
                pinyin=spelled(text)[:MAX_SPELLED],
                initials=initials(text),
                asked=number,
            )
            for text, number in asked.items()
        ],
        update_conflicts=True,
        unique_fields=["site", "text"],
        update_fields=["asked"],
    )
    return len(asked)


def _asked(site_id: int) -> dict[str, int]:
    """Return the searches to suggest, and how often each was made."""
    counts = SearchCount.objects.filter(site_id=site_id)
    newest = counts.filter(query=OuterRef("query")).order_by("-day")
    often = (
        counts.values("query")
        .annotate(number=Sum("count"), length=Length("query"))
        .filter(number__gte=LEAST_SEARCHES, length__gte=2, length__lte=MAX_PHRASE)
        # Its newest count says whether it finds anything today.
        .filter(GreaterThan(Subquery(newest.values("hits")[:1]), 0))
        .order_by("-number", "query")[:MOST_LEARNT]
    )
    return {row["query"]: min(row["number"], MOST_ASKED) for row in often}
