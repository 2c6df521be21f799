"""Who sees what is in the recycle bin, may have it back, or delete it for ever."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from news.models import TrashItem, User
from news.trash.bin import is_in_bin
from news.trash.policies import wagtails_file_policy

PURGE = "news.delete_trashitem"


def may_purge(user: User | AnonymousUser) -> bool:
    """Return whether somebody may delete for ever, and sees all that was deleted."""
    return user.has_perm(PURGE)


def visible_items(user: User) -> QuerySet[TrashItem]:
    """Return what somebody deleted, or what was deleted where they publish.

    Of pictures and files, those that they might have deleted themselves.
    """
    items = TrashItem.objects.select_related("page", "image", "document", "by")
    if may_purge(user):
        return items
    pages = policy_registry.get_by_type(Page)
    images, documents = (
        wagtails_file_policy(model).instances_user_has_permission_for(user, "delete")
        for model in (get_image_model(), get_document_model())
    )
    return items.filter(
        Q(by=user)
        | Q(parent__in=pages.instances_user_has_permission_for(user, "publish"))
        | Q(image__in=images)
        | Q(document__in=documents)
    )


def may_put_below(user: User, page: Page, parent: Page) -> bool:
    """Return whether somebody may put a deleted page below `parent`."""
    return (
        not is_in_bin(parent)
        and page.specific_class is not None
        and page.specific_class.can_exist_under(parent)
        and parent.permissions_for_user(user).can_add_subpage()
    )


def may_publish_below(user: User, parent: Page | None) -> bool:
    """Return whether what somebody puts there may be published at once."""
    return parent is not None and (
        parent.permissions_for_user(user).can_publish_subpage()
    )
