"""What an import can say about a post, and what follows from it.

The codes and their meanings are those of `tests/importer/expected.json`, and these:

- `category_withdrawn`, which no file has by itself: the category of a new story is not
  public, as an editor has withdrawn or not yet published it; the story is a draft in
  it, and published by the first import after the category.
- `category_not_made`, neither: the category has a name or a slug that none can have;
  the story is refused.
- `marked_as_draft`: the front matter says that the post is not to be published.
- `missing_media`: there is no file for a picture; `broken_media`: the file is none, or
  too large. After a colon follows the picture's address, which stays in the story.
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
        "marked_as_draft",
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
