"""Places in the page tree for many new stories of one category."""

from collections.abc import Collection, Sequence

from django.db.models import F
from treebeard.exceptions import PathOverflow
from wagtail.models import Page

from news.models import CategoryIndexPage, NewsPage


def lock_categories(pks: Collection[int]) -> dict[int, CategoryIndexPage]:
    """Return these categories as they are now, kept so until the transaction ends.

    The lock is that of treebeard's `add_child`. Who adds a story meanwhile waits; when
    somebody else holds one of the rows, OperationalError is raised at once: a
    transaction that never waits while it holds a lock is in no deadlock.
    """
    rows = CategoryIndexPage.objects.select_for_update(nowait=True)
    return {row.pk: row for row in rows.filter(pk__in=pks).order_by("pk")}


def append_children(category: CategoryIndexPage, stories: Sequence[NewsPage]) -> None:
    """Put stories, not yet saved, behind the last child of a locked category.

    Each brings the slug that it would like to have.
    """
    _choose_slugs(category, stories)
    depth = category.depth + 1
    for step, story in enumerate(stories, _last_step(category) + 1):
        story.depth, story.numchild = depth, 0
        story.path = _path(category, step)
        story.set_url_path(category)
    Page.objects.filter(pk=category.pk).update(numchild=F("numchild") + len(stories))


def _last_step(category: CategoryIndexPage) -> int:
    paths = category.get_children().order_by("-path").values_list("path", flat=True)
    last = paths.first()
    return NewsPage._str2int(last[-NewsPage.steplen :]) if last else 0


def _path(category: CategoryIndexPage, step: int) -> str:
    if step >= len(NewsPage.alphabet) ** NewsPage.steplen:
        raise PathOverflow(f"the category '{category.title}' is full")
    return str(NewsPage._get_path(category.path, category.depth + 1, step))


def _choose_slugs(category: CategoryIndexPage, stories: Sequence[NewsPage]) -> None:
    wanted = {story.slug for story in stories}
    children = category.get_children().filter(slug__in=wanted)
    taken = set(children.values_list("slug", flat=True))
    for story in stories:
        if story.slug in taken:
            story.slug = free_slug(story.slug, category, taken)
        taken.add(story.slug)


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
