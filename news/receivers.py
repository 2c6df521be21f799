"""What happens to documents when editors change pages and what pages are made of."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from news.models import (
    CategoryIndexPage,
    HomePage,
    NewsImage,
    Person,
    PublishedDocument,
    Source,
)
from news.published.changes import append_changes, change_of
from news.published.models import Change
from news.published.refresh import refresh_documents, refresh_subtree


def connect(app_config: AppConfig) -> None:
    """Listen to Wagtail and to the models that documents depend on."""
    post_migrate.connect(refresh_home_pages, sender=app_config)
    page_published.connect(refresh_published_page)
    page_unpublished.connect(refresh_unpublished_page)
    post_page_move.connect(refresh_moved_page)
    page_slug_changed.connect(refresh_moved_page)
    post_save.connect(refresh_restricted_page, sender=PageViewRestriction)
    post_delete.connect(refresh_restricted_page, sender=PageViewRestriction)
    post_delete.connect(log_withdrawal, sender=PublishedDocument)
    for model in (Person, Source, NewsImage):
        post_save.connect(refresh_users_of, sender=model)


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
    """Hide or show a page and all below it."""
    refresh_subtree(instance.page)


def log_withdrawal(sender: type, instance: PublishedDocument, **kwargs: Any) -> None:
    """Tell the log that a document is gone, whoever removed it."""
    append_changes([change_of(instance, Change.Kind.WITHDRAWN)])


def refresh_users_of(
    sender: type, instance: Any, *, created: bool, **kwargs: Any
) -> None:
    """Write again the documents of pages that show a person, source or picture."""
    if created:
        return
    users = ReferenceIndex.get_references_to(instance).filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page"
    )
    refresh_documents(
        int(pk) for pk in users.values_list("object_id", flat=True).distinct()
    )
