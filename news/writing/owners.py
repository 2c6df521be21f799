"""For whom somebody may manage tokens."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
)
from wagtail.models import APIToken, GroupCollectionPermission, GroupPagePermission

from news.models.people import User

Account = User | AnonymousUser


def token_owners(manager: Account) -> QuerySet[User]:
    """Return the accounts that may be lent to a machine by `manager`.

    Wagtail asks for the right to change accounts, which is more than a chief editor
    has. Here it is enough that an account can do nothing that `manager` cannot:
    nobody comes by rights through a token.
    """
    accounts = User.objects.filter(is_active=True)
    if manager.is_superuser:
        return accounts
    beyond = Permission.objects.exclude(pk__in=_permissions_of(manager))
    stronger = User.objects.filter(
        Q(is_superuser=True)
        | Q(user_permissions__in=beyond)
        | Q(groups__permissions__in=beyond)
        | Q(groups__in=_groups_beyond(manager, GroupPagePermission, "page"))
        | Q(groups__in=_groups_beyond(manager, GroupCollectionPermission, "collection"))
    )
    return accounts.filter(Q(pk=manager.pk) | ~Q(pk__in=stronger.values("pk")))


def may_manage(manager: Account, token: APIToken, action: str) -> bool:
    """Return whether somebody may "add", "change" or "delete" this token."""
    return (
        manager.has_perm(f"wagtailcore.{action}_apitoken")
        and token_owners(manager).filter(pk=token.user_id).exists()
    )


def _permissions_of(user: Account) -> QuerySet[Permission]:
    return Permission.objects.filter(Q(user=user) | Q(group__user=user))


def _groups_beyond(user: Account, model: type[Model], place: str) -> QuerySet[Any, Any]:
    """Return the groups with a right in a place where `user` does not have it.

    A right holds for a page or collection, and all that is below it.
    """
    rights = model._default_manager
    there = ExpressionWrapper(OuterRef(f"{place}__path"), CharField())
    own = rights.filter(group__user=user.pk, permission=OuterRef("permission"))
    own = own.alias(there=there).filter(there__startswith=F(f"{place}__path"))
    return rights.exclude(Exists(own)).values("group")
