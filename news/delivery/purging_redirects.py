"""Answers that lead from one address to another: old when an editor edits redirects."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.published.models import PendingPurge
from news.published.resolve import page_path
from news.published.tags import address_key


def connect() -> None:
    """Listen to Wagtail's redirects."""
    pre_save.connect(purge_former_address, sender=Redirect)
    post_save.connect(purge_address, sender=Redirect)
    post_delete.connect(purge_address, sender=Redirect)


def purge_former_address(sender: type, instance: Redirect, **kwargs: Any) -> None:
    """Let caches forget what was at the address before it is another one."""
    former = Redirect.objects.filter(pk=instance.pk).first() if instance.pk else None
    if former is not None:
        purge_address(sender, former)


def purge_address(sender: type, instance: Redirect, **kwargs: Any) -> None:
    """Let caches forget what is at a redirect's address: on all sites, or on its own."""
    key = address_key(page_path(instance.old_path))
    every = Site.objects.values_list("pk", flat=True)
    sites = [instance.site_id] if instance.site_id else every
    PendingPurge.objects.bulk_create(
        PendingPurge(site_id=site_id, keys=[key]) for site_id in sites
    )
