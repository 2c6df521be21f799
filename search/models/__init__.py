"""What editors steer in search, what readers looked for, and what is suggested."""

from search.models.counts import SearchCount, SearchCountQuerySet
from search.models.guidance import (
    GuidanceVersion,
    SearchPromotion,
    SearchSynonym,
    lines_of,
    require_searchable,
    searched,
)
from search.models.suggestions import (
    TIERS,
    WEIGHT,
    StoryPhrases,
    SuggestionPhrase,
    SuggestionProgress,
)

__all__ = [
    "TIERS",
    "WEIGHT",
    "GuidanceVersion",
    "SearchCount",
    "SearchCountQuerySet",
    "SearchPromotion",
    "SearchSynonym",
    "StoryPhrases",
    "SuggestionPhrase",
    "SuggestionProgress",
    "lines_of",
    "require_searchable",
    "searched",
]
