"""Deleting a page, and having it back: it moves with all below it, nothing is lost."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions import DeletePageAction, MovePageAction
from wagtail.log_actions import log
from wagtail.models import (
    Page,
    Revision,
    Site,
    WorkflowState,
    get_default_page_content_type,
)
from wagtail.query import PageQuerySet

from news.models import CategoryIndexPage, NewsPage, TrashItem, User
from news.objections import objections
from news.trash.bin import is_in_bin, recycle_bin

Account = User | AnonymousUser | None
Kind = TrashItem.Kind
_PLACE_LENGTH = 1000


class NotDeletableError(PermissionDenied):
    """A page that must not be deleted; its words are for editors."""


class Restored(NamedTuple):
    """What became of a page that was had back; `notes` are for the editor."""

    page: Page
    notes: list[str]


@transaction.atomic
def throw_away(page: Page, user: Account) -> TrashItem:
    """Move a page and all below it into the recycle bin.

    Readers lose it at once. Schedules and workflows under way end; all else stays.
    """
    refuse_home(page)
    page = _held(page.pk)
    if is_in_bin(page):
        raise NotDeletableError(f"“{page.title}”已经在回收站里。")
    branch = _branch(page)
    parent = page.get_parent()
    item = TrashItem.objects.create(
        kind=_kind_of(page),
        page=page,
        title=page.title,
        parent=parent,
        slug=page.slug,
        place=_place_of(parent),
        page_count=branch.count(),
        live_count=branch.live().count(),
        by=user if isinstance(user, User) else None,
    )
    _stop_what_is_under_way(branch, user)
    bin_ = recycle_bin()
    _set_slug(page, _free_slug(page.slug, bin_))
    _move(page, bin_, user)
    log(
        instance=page.specific,
        action="news.trash",
        user=item.by,
        data={"place": item.place, "pages": item.page_count},
    )
    return item


@transaction.atomic
def restore(item: TrashItem, parent: Page, user: User, *, as_before: bool) -> Restored:
    """Put a page back below `parent`, published as before or as a draft.

    Where its address has been taken meanwhile, it gets the next one that is free.
    What speaks against publishing a story keeps it a draft.
    """
    page = _held(item.page_id)
    notes = _objections(page.specific, parent, user) if as_before else []
    if notes or not as_before:
        _branch(page).live().update(
            live=False, has_unpublished_changes=True, live_revision=None
        )
    slug = _free_slug(item.slug, parent)
    _set_slug(page, slug)
    _move(page, parent, user)
    restored = Page.objects.get(pk=page.pk).specific
    if slug != item.slug:
        notes.append(f"原来的地址已被占用，新地址是“{slug}”。")
        _write_slug_into_draft(restored, user)
    log(
        instance=restored,
        action="news.restore",
        user=user,
        data={"place": _place_of(parent), "pages": item.page_count},
    )
    return Restored(restored, notes)


def destroy(item: TrashItem, user: User | None) -> None:
    """Delete a page for ever, as Wagtail does: each page below it is logged."""
    page = Page.objects.get(pk=item.page_id)
    DeletePageAction(page, user=user).execute(skip_permission_checks=True)


def refuse_home(page: Page) -> None:
    """Refuse to delete a page that a site stands on: Wagtail would delete the site."""
    sites = Site.objects.filter(root_page__path__startswith=page.path)
    if names := "、".join(str(site) for site in sites):
        raise NotDeletableError(f"站点（{names}）的首页在这里，不能删除。")


def _held(pk: int | None) -> Page:
    held: Page = Page.objects.select_for_update().get(pk=pk)  # type: ignore[assignment]
    return held


def _branch(page: Page) -> PageQuerySet:
    return Page.objects.filter(path__startswith=page.path)


def _kind_of(page: Page) -> Kind:
    model = page.specific_class
    if model is None:
        return Kind.PAGE
    if issubclass(model, NewsPage):
        return Kind.STORY
    if issubclass(model, CategoryIndexPage):
        return Kind.CATEGORY
    return Kind.PACKAGE if model.__name__ == "TopicPage" else Kind.PAGE


def _place_of(parent: Page) -> str:
    above = parent.get_ancestors(inclusive=True).filter(depth__gt=1)
    return " / ".join(above.values_list("title", flat=True))[:_PLACE_LENGTH]


def _stop_what_is_under_way(branch: PageQuerySet, user: Account) -> None:
    pks = [str(pk) for pk in branch.values_list("pk", flat=True)]
    of_pages = {
        "base_content_type": get_default_page_content_type(),
        "object_id__in": pks,
    }
    Revision.objects.filter(**of_pages, approved_go_live_at__isnull=False).update(
        approved_go_live_at=None
    )
    for state in WorkflowState.objects.active().filter(**of_pages):
        state.cancel(user=user if isinstance(user, User) else None)


def _move(page: Page, parent: Page, user: Account) -> None:
    action = MovePageAction(
        Page.objects.get(pk=page.pk), parent, pos="last-child", user=user
    )
    action.execute(skip_permission_checks=True)


def _set_slug(page: Page, slug: str) -> None:
    Page.objects.filter(pk=page.pk).update(slug=slug)


def _free_slug(wanted: str, parent: Page) -> str:
    """Return the slug, or the next one that no child of `parent` has."""
    siblings = Page.objects.child_of(parent).filter(slug__startswith=wanted)
    taken = set(siblings.values_list("slug", flat=True))
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _write_slug_into_draft(page: Page, user: User) -> None:
    """Let the editor's next draft begin with the slug that the page has now."""
    was_clean = page.live and not page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    draft.slug = page.slug
    revision = draft.save_revision(user=user, log_action=False, clean=False)
    if was_clean:
        Page.objects.filter(pk=page.pk).update(
            has_unpublished_changes=False, live_revision=revision
        )


def _objections(page: Page, parent: Page, user: User) -> list[str]:
    if not isinstance(page, NewsPage) or not page.live:
        return []
    # Questions ask where a story stands: it stands where it will.
    page.category = page._cached_parent_obj = parent.specific
    return [objection.message for objection in objections(page, user)]
