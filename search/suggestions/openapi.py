"""The endpoint of suggestions described for machines; search.openapi takes it in."""

from news.api.schema.notation import TEXT, Schema, chosen, listed, record, ref
from news.api.schema.operations import (
    BAD_REQUEST,
    Operation,
    answer,
    content,
    operation,
    query,
    refusal,
)
from news.api.schema.parameters import between, named
from search.suggestions.views import DEFAULT_LIMIT, MAX_LIMIT


def suggest_components() -> dict[str, Schema]:
    """Return the components of the endpoint."""
    return {
        "Suggestion": record(text=TEXT, kind=chosen("tag", "query", "name", "word")),
        "Suggestions": record(items=listed(ref("Suggestion"))),
    }


def suggest_paths() -> dict[str, Operation]:
    """Return the endpoint below the API's root."""
    return {
        "search/suggest/": operation(
            "suggestSearches",
            "What a reader may be typing",
            tag="Search",
            description=(
                "Beginnings in Han characters, pinyin, first letters of pinyin, or a "
                "mixture; characters that sound the same are understood."
            ),
            parameters=[
                query("q", "What was typed so far.", TEXT, required=True),
                query("limit", "How many.", between(0, MAX_LIMIT, DEFAULT_LIMIT)),
                named("site"),
            ],
            answers={
                "200": answer("Suggestions.", content(ref("Suggestions"))),
                "400": refusal(BAD_REQUEST),
            },
            examples=["search/suggest/?q=zhang"],
        )
    }
