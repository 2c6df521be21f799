"""What happens to documents when editors change pages and what pages are made of."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Model, QuerySet
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
)
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index
from wagtail.signals import page_published, page_unpublished, post_page_move

from news.models import (
    CategoryIndexPage,
    HomePage,
    NewsImage,
    NewsPage,
    Person,
    PublishedDocument,
    Source,
)
from news.published.changes import append_changes, change_of
from news.published.models import Change
from news.published.refresh import pages_using, refresh_documents, refresh_subtree


def connect(app_config: AppConfig) -> None:
    """Listen to Wagtail and to the models that documents depend on."""
    post_migrate.connect(refresh_home_pages, sender=app_config)
    page_published.connect(refresh_published_page)
    page_unpublished.connect(refresh_unpublished_page)
    post_page_move.connect(refresh_moved_page)
    post_save.connect(refresh_restricted_page, sender=PageViewRestriction)
    post_delete.connect(refresh_unrestricted_page, sender=PageViewRestriction)
    post_save.connect(refresh_site, sender=Site)
    post_delete.connect(log_withdrawal, sender=PublishedDocument)
    post_save.connect(reindex_stories_of, sender=Person)
    for part in (Person, Source, NewsImage, get_document_model()):
        post_save.connect(refresh_users_of, sender=part)
    # People and sources that stories name cannot be deleted.
    for part in (Page, NewsImage, get_document_model()):
        pre_delete.connect(remember_users_of, sender=part)
        post_delete.connect(refresh_remembered_users, sender=part)


def refresh_home_pages(sender: AppConfig, **kwargs: Any) -> None:
    """Write the document of the front page that a migration has made."""
    refresh_documents(HomePage.objects.values_list("pk", flat=True))


def refresh_published_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Write the page's document; a category's stories carry its name and path."""
    changed = refresh_documents([instance.pk])
    if changed and sender is CategoryIndexPage:
        refresh_subtree(instance)


def refresh_unpublished_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Remove the page's document."""
    refresh_documents([instance.pk])


def refresh_moved_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Write new paths for the page and all below it."""
    refresh_subtree(instance)
    if sender is CategoryIndexPage:
        # Its neighbours have made room: their positions have changed too.
        refresh_documents(CategoryIndexPage.objects.values_list("pk", flat=True))


def refresh_restricted_page(
    sender: type, instance: PageViewRestriction, **kwargs: Any
) -> None:
    """Hide a page and all below it."""
    refresh_subtree(instance.page)


def refresh_unrestricted_page(
    sender: type, instance: PageViewRestriction, origin: Any, **kwargs: Any
) -> None:
    """Show a page and all below it again, unless it is being deleted itself."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model is PageViewRestriction:
        refresh_subtree(instance.page)


def refresh_site(sender: type, instance: Site, **kwargs: Any) -> None:
    """Hand the documents over when a site has another root page."""
    documents = PublishedDocument.objects.filter(site=instance)
    if documents.filter(page=instance.root_page_id).exists():
        return
    refresh_documents(list(documents.values_list("pk", flat=True)))
    refresh_subtree(instance.root_page)


def log_withdrawal(sender: type, instance: PublishedDocument, **kwargs: Any) -> None:
    """Tell the log that a document is gone, whoever removed it."""
    append_changes([change_of(instance, Change.Kind.WITHDRAWN)])


def refresh_users_of(
    sender: type[Model], instance: Model, *, created: bool, **kwargs: Any
) -> None:
    """Write again the documents of pages that show a person, source or file."""
    if not created:
        refresh_documents(pages_using(sender, [instance.pk]))


def remember_users_of(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Note who refers to what is about to be deleted: the references go with it."""
    instance._pages_using = pages_using(sender, [instance.pk])  # type: ignore[attr-defined]


def refresh_remembered_users(
    sender: type[Model], instance: Model, **kwargs: Any
) -> None:
    """Write again the documents of pages that referred to what is gone."""
    refresh_documents(instance._pages_using)  # type: ignore[attr-defined]


def reindex_stories_of(
    sender: type[Model], instance: Person, *, created: bool, **kwargs: Any
) -> None:
    """Let the admin's search find stories by a person's new name."""
    if created:
        return
    for story in NewsPage.objects.filter(pk__in=pages_using(Person, [instance.pk])):
        index.insert_or_update_object(story)
