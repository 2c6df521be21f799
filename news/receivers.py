"""What happens to documents when editors change pages and what pages are made of."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.search import index
from wagtail.signals import page_published, page_unpublished, post_page_move

from news import tree_locks
from news.delivery import purging_redirects
from news.editorial.pictures import make_renditions_soon
from news.models import (
    NewsImage,
    NewsPage,
    NewsTag,
    Person,
    PublishedDocument,
    SiteSettings,
    Source,
    TrashItem,
)
from news.published.changes import lock_log
from news.published.rebuild import has_all_migrations, write_missing_documents
from news.published.refresh import pages_using, refresh_documents, refresh_subtree
from news.published.tasks import refresh_soon
from news.published.tree import follow_parents, follow_positions
from news.trash.bin import is_in_bin


def connect(app_config: AppConfig) -> None:
    """Listen to Wagtail and to the models that documents depend on."""
    post_migrate.connect(refresh_missing_documents, sender=app_config)
    tree_locks.connect()
    purging_redirects.connect()
    page_published.connect(refresh_published_page)
    page_unpublished.connect(refresh_published_page)
    post_page_move.connect(refresh_moved_page)
    post_page_move.connect(forget_trash_item)
    post_save.connect(withdraw_restricted_pages, sender=PageViewRestriction)
    post_delete.connect(refresh_unrestricted_page, sender=PageViewRestriction)
    post_save.connect(refresh_site, sender=Site)
    post_delete.connect(refresh_pages_of_deleted_site, sender=Site)
    # Pages and pictures that a site's settings refer to; Wagtail follows snippets only.
    ReferenceIndex.register_model(SiteSettings)
    post_save.connect(refresh_furniture, sender=SiteSettings)
    post_save.connect(complete_saved_picture, sender=NewsImage)
    pre_save.connect(wait_for_stories_of, sender=Source)
    post_save.connect(follow_source, sender=Source)
    post_save.connect(reindex_stories_of, sender=Person)
    for part in (Person, NewsImage, Tag, get_document_model()):
        post_save.connect(refresh_users_of, sender=part)
    # People and sources that stories name cannot be deleted.
    for part in (Page, NewsImage, Tag, get_document_model()):
        pre_delete.connect(remember_users_of, sender=part)
        post_delete.connect(refresh_remembered_users, sender=part)


def refresh_missing_documents(
    sender: AppConfig, *, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """Write the documents that a migration has emptied, once all have been applied.

    On the way back to an older state, columns that the models name are gone.
    """
    if has_all_migrations(using):
        is_silent = kwargs.get("verbosity", 0) == 0
        write_missing_documents(None if is_silent else kwargs.get("stdout"))


def refresh_published_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Write or remove the page's document; what is below it carries its name."""
    changed = refresh_documents([instance.pk])
    if changed and not issubclass(sender, NewsPage):
        _follow(instance)


def refresh_moved_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Write new paths for the page and all below it."""
    if issubclass(sender, NewsPage):
        refresh_documents([instance.pk])
        # Who stands behind it has made room; at the end of a category nobody has.
        if instance.get_next_sibling() is not None:
            follow_positions(instance.get_parent().path)
        return
    below = PublishedDocument.objects.filter(page__path__startswith=instance.path)
    site = instance.get_site()
    if not Page.objects.filter(pk=instance.pk).public().exists():
        _withdraw(below)
    elif not below.filter(site=site).exists():
        branch = Page.objects.filter(path__startswith=instance.path).order_by("path")
        refresh_soon(list(branch.values_list("pk", flat=True)))
    _follow(instance)
    # Its neighbours have made room: their positions have changed too.
    follow_positions(instance.get_parent().path)


def forget_trash_item(sender: type, instance: Page, **kwargs: Any) -> None:
    """Whoever moves a page out of the recycle bin has had it back: an import too."""
    if not is_in_bin(instance):
        TrashItem.objects.filter(page=instance.pk).delete()


def _follow(page: Page) -> None:
    """Let documents below a page follow it, and pages that link to those."""
    changed = follow_parents(page.path)
    refresh_soon(pages_using(Page, changed))


def withdraw_restricted_pages(
    sender: type, instance: PageViewRestriction, **kwargs: Any
) -> None:
    """Hide a page and all below it, and refresh what links there."""
    path = instance.page.path
    _withdraw(PublishedDocument.objects.filter(page__path__startswith=path))


def _withdraw(documents: QuerySet[PublishedDocument]) -> None:
    """Remove documents whatever their number, and refresh what links there."""
    with transaction.atomic():
        # First: documents that somebody is just writing are to be seen as well.
        lock_log()
        page_ids = list(documents.values_list("pk", flat=True))
        PublishedDocument.objects.filter(pk__in=page_ids).delete()
        refresh_soon(pages_using(Page, page_ids))


def refresh_unrestricted_page(
    sender: type, instance: PageViewRestriction, origin: Any, **kwargs: Any
) -> None:
    """Show a page and all below it again, unless it is being deleted itself."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model is PageViewRestriction:
        pages = Page.objects.filter(path__startswith=instance.page.path).live()
        refresh_soon(list(pages.order_by("path").values_list("pk", flat=True)))


def refresh_site(sender: type, instance: Site, **kwargs: Any) -> None:
    """Hand the documents over when a site has another root page."""
    documents = PublishedDocument.objects.filter(site=instance)
    if documents.filter(page=instance.root_page_id).exists():
        return
    refresh_documents(list(documents.values_list("pk", flat=True)))
    refresh_subtree(instance.root_page)


def refresh_pages_of_deleted_site(
    sender: type, instance: Site, origin: Any, **kwargs: Any
) -> None:
    """Hand the pages over to the site around, unless they are being deleted too."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model is Site:
        refresh_subtree(instance.root_page)


def refresh_furniture(
    sender: type[Model], instance: SiteSettings, **kwargs: Any
) -> None:
    """Write the settings of a site into the document of its front page."""
    refresh_documents([instance.site.root_page_id])


def complete_saved_picture(
    sender: type[Model], instance: NewsImage, **kwargs: Any
) -> None:
    """Let the worker make what a new file or focal point asks for."""
    make_renditions_soon(instance)


def wait_for_stories_of(sender: type[Model], instance: Source, **kwargs: Any) -> None:
    """Let stories that are being published with a source's old name be done first.

    Before the source's row is held: who holds the log may still need that row.
    """
    if instance.pk is not None:
        lock_log()


def follow_source(
    sender: type[Model], instance: Source, *, created: bool, **kwargs: Any
) -> None:
    """Write a source's new name into all its stories, in one statement."""
    if not created:
        PublishedDocument.objects.filter(source_id=instance.pk).update(
            source_name=instance.name, source_url=instance.url
        )


def refresh_users_of(
    sender: type[Model], instance: Model, *, created: bool, **kwargs: Any
) -> None:
    """Write again the documents of pages that show a person, tag or file."""
    if not created:
        refresh_soon(_users_of(sender, instance))


def remember_users_of(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Note who refers to what is about to be deleted: the references go with it."""
    instance._users = _users_of(sender, instance)  # type: ignore[attr-defined]


def refresh_remembered_users(
    sender: type[Model], instance: Model, **kwargs: Any
) -> None:
    """Write again the documents of pages that referred to what is gone."""
    refresh_soon(instance._users)  # type: ignore[attr-defined]


def _users_of(sender: type[Model], instance: Model) -> list[int]:
    """Return the ids of the pages that show an object."""
    if sender is not Tag:
        return pages_using(sender, [instance.pk])
    # Wagtail's reference index leaves taggings out.
    tagged = NewsTag.objects.filter(tag_id=instance.pk)
    return list(tagged.values_list("content_object_id", flat=True))


def reindex_stories_of(
    sender: type[Model], instance: Person, *, created: bool, **kwargs: Any
) -> None:
    """Let the admin's search find stories by a person's new name."""
    if created:
        return
    for story in NewsPage.objects.filter(pk__in=pages_using(Person, [instance.pk])):
        index.insert_or_update_object(story)
