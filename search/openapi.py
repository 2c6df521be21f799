"""The search endpoint described for machines."""

from news.api.schema.notation import (
    HTML,
    MOMENT,
    NUMBER,
    TEXT,
    URL,
    Schema,
    chosen,
    listed,
    noted,
    nullable,
    record,
    ref,
)
from news.api.schema.operations import (
    BAD_REQUEST,
    Operation,
    Parameter,
    answer,
    content,
    operation,
    query,
    refusal,
)
from news.api.schema.parameters import between, named
from search.api import DEFAULT_LIMIT, MAX_LIMIT, PARAMETERS
from search.index import MAX_DEPTH
from search.ranking import Sort


def search_components() -> dict[str, Schema]:
    """Return the components of the search endpoint."""
    marked = noted(HTML, "`<mark>` around the words found, all else escaped.")
    return {
        "Found": record(
            id=NUMBER,
            title=TEXT,
            title_html=marked,
            passage=marked,
            path=TEXT,
            html_url=URL,
            category=ref("Category"),
            byline=listed(ref("Byline")),
            source=nullable(ref("Source")),
            published_at=nullable(MOMENT),
            score=noted(
                nullable({"type": "number"}), "Null where the newest come first."
            ),
        ),
        "SearchAnswer": record(
            meta=record(total_count=NUMBER), query=TEXT, items=listed(ref("Found"))
        ),
    }


def search_paths() -> dict[str, Operation]:
    """Return the endpoint below the API's root."""
    return {
        "search/": operation(
            "searchStories",
            "The stories that answer a query",
            tag="Search",
            description=f"`offset` and `limit` together reach to {MAX_DEPTH}.",
            parameters=[_parameter(name) for name in PARAMETERS],
            answers={
                "200": answer("The stories found.", content(ref("SearchAnswer"))),
                "400": refusal(BAD_REQUEST),
                "503": refusal("Search is being prepared; `Retry-After` says when."),
            },
            examples=["search/?q=图书馆"],
        )
    }


def _parameter(name: str) -> Parameter:
    own = {
        "q": ("The words to search for.", TEXT),
        "sort": (
            "The best first, or the newest that have all words.",
            {**chosen(*Sort), "default": Sort.RELEVANCE.value},
        ),
        "limit": ("How many.", between(1, MAX_LIMIT, DEFAULT_LIMIT)),
        "offset": ("How many to skip.", between(0, MAX_DEPTH, 0)),
    }
    if name not in own:
        return named(name)
    description, schema = own[name]
    return query(
        name, description, schema, **({"required": True} if name == "q" else {})
    )
