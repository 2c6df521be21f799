"""Which documents a listing is of: what a request asks for, as parts of a statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from news.api.pagination import Cursor
from news.models import NewsPage
from news.published.keys import ALL, type_key
from news.published.models import STORY_TYPE

DEFAULT_LIMIT = 20
# The tree's order, Wagtail's own for pages.
TREE_ORDER = "d.position"
TYPE_CONDITION = "d.type = %s"
NEWEST_FIRST = "d.published_at DESC, d.page_id DESC"
OLDEST_FIRST = "d.published_at, d.page_id"


class UnusualRequestError(Exception):
    """A request that Wagtail's viewset has to answer, or to say what is wrong with."""


@dataclass(slots=True)
class Anchor:
    """The page by which a listing is chosen: the condition that finds it as `a`.

    `relation` is the parameter it comes from: "child_of", "descendant_of",
    "ancestor_of" or "category".
    """

    relation: str
    condition: str
    values: tuple[Any, ...] = ()


@dataclass(slots=True)
class Selection:
    """What a listing request asks for.

    `conditions` are SQL over `d`, the documents; `values` fill their places in order.
    `keys` are SQL expressions of listings (news.published.keys) which every selected
    document stands in, the narrowest last. `is_keyed` is whether the last of them
    alone says how many documents there are.
    """

    model: type[Page] = Page
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    keys: list[tuple[str, tuple[Any, ...]]] = field(
        default_factory=lambda: [("%s", (ALL,))]
    )
    is_keyed: bool = True
    anchor: Anchor | None = None
    source_name: str | None = None
    byline: str | None = None
    site: str | None = None
    order: str = TREE_ORDER
    is_ordered: bool = False
    is_random: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    fields: str | None = None
    cursor: Cursor | None = None
    include: Sequence[str] = ()
    search: tuple[str, str | None] | None = None
    # Ids of pages, as a statement on the page tables, where documents do not suffice.
    pages: tuple[str, tuple[Any, ...]] | None = None

    def add(self, condition: str, *values: Any) -> None:
        """Keep the documents that fulfil a condition no listing is kept for."""
        self.conditions.append(condition)
        self.values.extend(values)
        self.is_keyed = False

    def add_key(self, expression: str, *values: Any) -> None:
        """Note a listing, narrower than those before, that the condition is one of."""
        is_second = len(self.keys) > 1 and not self._is_of_type
        self.is_keyed = self.is_keyed and not is_second
        self.keys.append((expression, values))

    @property
    def _is_of_type(self) -> bool:
        """Return whether the only key so far is of stories: all narrower imply it."""
        return len(self.keys) == 2 and self.keys[-1][1] == (type_key(STORY_TYPE),)

    @property
    def version_key(self) -> tuple[str, tuple[Any, ...]]:
        """Return the listing whose version tells that the answer may differ."""
        # A category that moves moves its stories in the tree; what is embedded
        # stands in any listing, and so does the page whose ancestors are asked for.
        is_wide = (
            self.include
            or TREE_ORDER in self.order
            or self.pages is not None
            or (self.anchor is not None and self.anchor.relation == "ancestor_of")
        )
        return self.keys[0] if is_wide else self.keys[-1]

    @property
    def is_of_all_stories(self) -> bool:
        """Return whether nothing but the type, if that, chooses among stories."""
        is_filtered = self.anchor or self.source_name or self.byline or self.pages
        return not is_filtered and (
            not self.conditions
            or (self.model is NewsPage and self.conditions == [TYPE_CONDITION])
        )
