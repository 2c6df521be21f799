"""What the database knows about some records: read for a whole batch at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from wagtail.models import Page

from news.importer.export import find_exported
from news.importer.record import Category, PostRecord
from news.models import CategoryIndexPage, HomePage, ImportedPost, NewsPage

# Where stories go whose file names no category.
UNCATEGORISED = Category("weifenlei", "未分类")

# All that is asked of a page; its body would be most of what is read.
_OF_A_POST = (
    "code",
    "page",
    "fingerprint",
    "revision_id",
    "category_slug",
    "page__latest_revision_id",
    "page__locked",
    "page__live",
    "page__first_published_at",
    "page__path",
    "page__depth",
    "page__slug",
    "page__content_type_id",
)


class NoHomePageError(Exception):
    """There is no front page to put categories under."""


class CategoryError(Exception):
    """A category that a story needs cannot be made."""


@dataclass(frozen=True)
class Known:
    """The earlier imports of some records, and the categories that they name.

    `posts` by key; `handwritten` are codes of stories, whoever wrote them;
    `categories` by slug; `parents` of the earlier imports' pages by tree path.
    """

    home: HomePage
    posts: dict[str, ImportedPost]
    handwritten: frozenset[str]
    categories: dict[str, CategoryIndexPage]
    parents: dict[str, Page]
    # Of our own exports, by `story_id`: whether the story is as the file has it.
    exported: dict[str, bool]

    @classmethod
    def of(cls, records: Sequence[PostRecord]) -> Self:
        """Read what is known of `records`, in as many queries for ten as for one.

        Raises NoHomePageError.
        """
        home = find_home_page()
        posts = _posts(records)
        return cls(
            home=home,
            posts=posts,
            handwritten=_handwritten(
                record for record in records if record.key not in posts
            ),
            categories=_categories(home, records),
            parents=_parents(posts.values()),
            exported=find_exported(records),
        )

    def post(self, record: PostRecord) -> ImportedPost | None:
        """Return what was imported from this article before."""
        return self.posts.get(record.key)

    def is_handwritten(self, record: PostRecord) -> bool:
        """Return whether there is a story of this code that no import has written."""
        return record.key not in self.posts and not self.handwritten.isdisjoint(
            _codes(record)
        )

    def place(self, record: PostRecord) -> Page | None:
        """Return the category that the story belongs in, unless it has yet to be made.

        That is the one which the file names; but a page that is no more where the
        importer put it stays where it is.
        """
        slug = wanted_category(record).slug
        post = self.post(record)
        if post is not None and post.page is not None:
            parent = self.parents[_parent_path(post.page)]
            is_moved = parent.slug != post.category_slug
            if is_moved or parent.slug == slug:
                return parent
        return self.categories.get(slug)


def wanted_category(record: PostRecord) -> Category:
    """Return the category that the file names."""
    return record.category if record.category.slug else UNCATEGORISED


def find_home_page() -> HomePage:
    """Return the front page that stories are imported below."""
    home = HomePage.objects.order_by("path").first()
    if home is None:
        raise NoHomePageError(
            "There is no front page to import below; run 'manage.py migrate' first."
        )
    return home


def _posts(records: Iterable[PostRecord]) -> dict[str, ImportedPost]:
    posts = ImportedPost.objects.filter(code__in={record.key for record in records})
    found = posts.select_related("page").only(*_OF_A_POST)
    return {post.code: post for post in found}


def _handwritten(records: Iterable[PostRecord]) -> frozenset[str]:
    codes = {code for record in records for code in _codes(record)}
    if not codes:
        return frozenset()
    # The index on codes leaves out the empty one; a long list must say so too.
    stories = NewsPage.objects.filter(original_code__in=codes).exclude(original_code="")
    return frozenset(stories.values_list("original_code", flat=True))


def _codes(record: PostRecord) -> set[str]:
    # A file may be called NW.md, and most stories have no code.
    return {record.original_code, record.key, f"NW{record.key}"} - {""}


def _categories(
    home: HomePage, records: Iterable[PostRecord]
) -> dict[str, CategoryIndexPage]:
    slugs = {wanted_category(record).slug for record in records}
    categories = CategoryIndexPage.objects.child_of(home).filter(slug__in=slugs)
    return {category.slug: category for category in categories}


def _parents(posts: Iterable[ImportedPost]) -> dict[str, Page]:
    paths = {_parent_path(post.page) for post in posts if post.page is not None}
    pages: Iterable[Any] = Page.objects.filter(path__in=paths)
    return {page.path: page for page in pages}


def _parent_path(page: Page) -> str:
    return str(page.path[: -page.steplen])
