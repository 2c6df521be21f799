"""What an import can say about a post, and what follows from it.

The codes and their meanings are those of `tests/importer/expected.json`, and one that
no file has by itself: `category_withdrawn`, the category of a new story is not public,
as an editor has withdrawn or not yet published it; the story is a draft in it, and
published by the first import after the category.
"""

from collections.abc import Collection

# The file is no post, or not one that may be trusted: nothing is written.
REFUSALS = frozenset({"missing_front_matter", "front_matter_unsafe", "unreadable_file"})

# The post is kept as a draft until somebody has looked at it.
DRAFT_REASONS = frozenset(
    {
        "bad_date",
        "bad_slug",
        "category_withdrawn",
        "missing_date",
        "missing_title",
        "no_body",
        "text_lost_in_broken_markup",
    }
)


def is_refused(problems: Collection[str]) -> bool:
    """Return whether a post with these problems is not imported at all."""
    return not REFUSALS.isdisjoint(problems)


def stays_draft(problems: Collection[str]) -> bool:
    """Return whether a post with these problems must not be published."""
    return not DRAFT_REASONS.isdisjoint(problems)
