"""The search endpoint described for machines."""

from news.api.schema.notation import (
    BOOLEAN,
    HTML,
    NUMBER,
    TEXT,
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
    cached,
    content,
    if_none_match,
    operation,
    query,
    refusal,
)
from news.api.schema.pages import page_components
from news.api.schema.parameters import between, named
from search.api import DEFAULT_LIMIT, MAX_LIMIT, PARAMETERS
from search.facets import DIMENSIONS
from search.index import MAX_DEPTH
from search.matching import Sort

_DAY: Schema = {"type": "string", "format": "date"}


def search_components() -> dict[str, Schema]:
    """Return the components of the search endpoint."""
    marked = noted(HTML, "`<mark>` around the words found, all else escaped.")
    score = noted(nullable({"type": "number"}), "Null where the newest come first.")
    value = record(value=TEXT, label=TEXT, count=NUMBER, is_chosen=BOOLEAN)
    names = listed(TEXT)
    card = page_components()["StoryCard"]
    found = record(title_html=marked, passage=marked, score=score)
    return {
        "Found": {
            **card,
            "description": "A story found: as a listing shows it, and what was found.",
            "properties": {**card["properties"], **found["properties"]},
            "required": [*card["required"], *found["required"]],
        },
        "Promoted": {
            **card,
            "description": "A story that editors put above what is found.",
            "properties": {**card["properties"], "note": TEXT},
            "required": [*card["required"], "note"],
        },
        "SearchedQuery": record(
            text=TEXT,
            sort=chosen(*Sort),
            terms=names,
            phrases=names,
            left_out=noted(names, "Words of a question: not looked for."),
            excluded=names,
            filters=listed(record(key=TEXT, values=names, is_excluded=BOOLEAN)),
            after=nullable(_DAY),
            before=nullable(_DAY),
        ),
        "SearchAnswer": record(
            meta=record(
                total_count=NUMBER,
                is_exact=noted(
                    BOOLEAN, "False for an estimate; facets are estimates then too."
                ),
                index=noted(
                    TEXT, "The state of the index; another one, another answer."
                ),
                next=nullable(TEXT),
                previous=nullable(TEXT),
            ),
            query=ref("SearchedQuery"),
            suggestion=noted(nullable(TEXT), "What may have been meant."),
            promoted=noted(listed(ref("Promoted")), "What editors put above the rest."),
            facets=record(**dict.fromkeys(DIMENSIONS, listed(value))),
            items=listed(ref("Found")),
        ),
    }


def search_paths() -> dict[str, Operation]:
    """Return the endpoint below the API's root."""
    return {
        "search/": operation(
            "searchStories",
            "The stories that answer a query",
            tag="Search",
            description=(
                "`meta.next` and `meta.previous` go into `cursor`; by relevance they "
                f"lead to {MAX_DEPTH} stories, newest first to all. A facet counts under "
                "all filters but its own."
            ),
            parameters=[
                *(_parameter(name) for name in PARAMETERS),
                if_none_match(),
            ],
            answers={
                **cached(answer("The stories found.", content(ref("SearchAnswer")))),
                "400": refusal(BAD_REQUEST),
                "503": refusal("Search is being prepared; `Retry-After` says when."),
            },
            examples=["search/?q=图书馆"],
        )
    }


def _parameter(name: str) -> Parameter:
    own = {
        "q": ("The words to search for; needed where no filter is.", TEXT),
        "sort": (
            "The best first, or the newest that have all words.",
            {**chosen(*Sort), "default": Sort.RELEVANCE.value},
        ),
        "limit": ("How many.", between(1, MAX_LIMIT, DEFAULT_LIMIT)),
        "after": ("Only stories published on this day or later.", _DAY),
        "before": ("Only stories published before this day.", _DAY),
        "tag": ("Only stories with this tag.", TEXT),
        "source": ("Only stories from the paper of this name.", TEXT),
        "cursor": ("The page after or before another.", TEXT),
    }
    if name not in own:
        return named(name)
    description, schema = own[name]
    return query(name, description, schema)
