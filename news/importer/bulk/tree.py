"""Places in the page tree for many new stories."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Case, F, When
from treebeard.exceptions import PathOverflow
from wagtail.models import Page

from news.models import CategoryIndexPage, NewsPage

_LAST_CHILDREN = """
SELECT parent, (
    SELECT page.path FROM wagtailcore_page page
    WHERE page.path ~>~ parent AND page.path ~<~ (parent || 'a')
        AND length(page.path) = length(parent) + 4
    ORDER BY page.path USING ~>~ LIMIT 1
)
FROM unnest(%s::text[]) AS parent
"""


def lock_categories(pks: Collection[int]) -> dict[int, CategoryIndexPage]:
    """Return these categories as they are now, kept so until the transaction ends.

    The lock is that of treebeard's `add_child`. Who adds a story meanwhile waits; when
    somebody else holds one of the rows, OperationalError is raised at once: a
    transaction that never waits while it holds a lock is in no deadlock.
    """
    rows = CategoryIndexPage.objects.select_for_update(nowait=True)
    return {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}


def append_children(
    stories: Mapping[int, Sequence[NewsPage]], categories: Mapping[int, Page]
) -> None:
    """Put stories, not yet saved, behind the last children of locked categories.

    `stories` by the id of their category. Each brings the slug that it would like to
    have. As many queries for ten categories as for one.
    """
    lasts = _last_children([categories[pk].path for pk in stories])
    taken = _taken_slugs(stories, categories)
    for pk, children in stories.items():
        category = categories[pk]
        _append(category, children, lasts[category.path])
        _choose_slugs(category, children, taken[category.path])
        for story in children:
            story.set_url_path(category)
    _count_children({pk: len(children) for pk, children in stories.items()})


def _append(
    category: Page, stories: Sequence[NewsPage], last_child: str | None
) -> None:
    last = NewsPage._str2int(last_child[-NewsPage.steplen :]) if last_child else 0
    for step, story in enumerate(stories, last + 1):
        story.depth, story.numchild = category.depth + 1, 0
        story.path = _path(category, step)


def _path(category: Page, step: int) -> str:
    if step >= len(NewsPage.alphabet) ** NewsPage.steplen:
        raise PathOverflow(f"the category '{category.title}' is full")
    return str(NewsPage._get_path(category.path, category.depth + 1, step))


def _last_children(paths: list[str]) -> dict[str, str | None]:
    """Return the path of the last child below each of some paths.

    Compared byte by byte, as the index for LIKE has them in every collation.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST_CHILDREN, [paths])
        return dict(cursor.fetchall())


def _taken_slugs(
    stories: Mapping[int, Sequence[NewsPage]], categories: Mapping[int, Page]
) -> dict[str, set[str]]:
    """Return by the path of a category which of the wanted slugs its pages have."""
    taken: dict[str, set[str]] = {categories[pk].path: set() for pk in stories}
    wanted = {story.slug for children in stories.values() for story in children}
    pages = Page.objects.filter(slug__in=wanted).values_list("path", "slug")
    for path, slug in pages:
        parent = path[: -Page.steplen]
        if parent in taken:
            taken[parent].add(slug)
    return taken


def _choose_slugs(category: Page, stories: Sequence[NewsPage], taken: set[str]) -> None:
    for story in stories:
        if story.slug in taken:
            story.slug = free_slug(story.slug, category, taken)
        taken.add(story.slug)


def _count_children(added: Mapping[int, int]) -> None:
    cases = [When(pk=pk, then=F("numchild") + number) for pk, number in added.items()]
    Page.objects.filter(pk__in=added).update(numchild=Case(*cases))


def free_slug(slug: str, category: Page, taken: Collection[str] = ()) -> str:
    """Return `slug`, or with a number when another story of the category has it.

    `taken` are slugs that stories not yet saved will have.
    """
    children = category.get_children().filter(slug__startswith=slug)
    names = {*taken, *children.values_list("slug", flat=True)}
    candidate, number = slug, 1
    while candidate in names:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
