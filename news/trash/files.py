"""Deleting pictures and files: they are hidden, and stay where stories show them."""

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from wagtail.actions.delete import DeleteAction
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from news.models import TrashItem, User
from news.trash.pages import Account


@transaction.atomic
def hide_file(file: Any, user: Account) -> TrashItem:
    """Put a picture or file into the recycle bin; its bytes stay."""
    is_image = isinstance(file, get_image_model())
    kind = TrashItem.Kind.IMAGE if is_image else TrashItem.Kind.DOCUMENT
    item, was_made = TrashItem.objects.get_or_create(
        **{kind.value: file},
        defaults={
            "kind": kind,
            "title": file.title,
            "place": str(file.collection),
            "by": user if isinstance(user, User) else None,
        },
    )
    if was_made:
        log(
            instance=file, action="news.trash", user=item.by, data={"place": item.place}
        )
    return item


@transaction.atomic
def show_file(item: TrashItem, user: User) -> None:
    """Take a picture or file out of the recycle bin again."""
    log(
        instance=item.thing,
        action="news.restore",
        user=user,
        data={"place": item.place},
    )
    item.delete()


def destroy_file(item: TrashItem, user: User | None) -> None:
    """Delete a picture or file with its bytes."""
    DeleteAction(item.thing, user=user).execute(skip_permission_checks=True)


def uses_of(file: Model) -> int:
    """Return how many pages and other things show a picture or file."""
    references: QuerySet = ReferenceIndex.get_references_to(file)
    return references.values("base_content_type", "object_id").distinct().count()
