"""Who may do what: nobody anything with what is in the recycle bin, but restore it."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from news.models import TrashItem, User
from news.models.trash import without_deleted
from news.page_policy import BranchPermissionPolicy
from news.trash.bin import ROOT_PATH, in_tree


class TreePermissionPolicy(BranchPermissionPolicy):
    """The rights on pages, without the bin for those who have every right."""

    def _base_queryset_for_user(self, user: User) -> QuerySet | None:
        found = super()._base_queryset_for_user(user)
        return None if found is None else found.filter(in_tree())

    def instances_with_direct_explore_permission(self, user: User) -> Any:
        """Begin at the one root that editors know."""
        if user.is_superuser:
            return Page.objects.filter(path=ROOT_PATH)
        return super().instances_with_direct_explore_permission(user)


class FilePermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for pictures and files, without those that are deleted."""

    def instances_user_has_any_permission_for(
        self, user: User, actions: Collection[str]
    ) -> QuerySet:
        """Leave out what is deleted."""
        found = super().instances_user_has_any_permission_for(user, actions)
        return without_deleted(found)

    def instances_user_has_permission_for(self, user: User, action: str) -> QuerySet:
        """Leave out what is deleted."""
        return self.instances_user_has_any_permission_for(user, [action])

    def user_has_any_permission_for_instance(
        self, user: User, actions: Collection[str], instance: Model
    ) -> bool:
        """Refuse what is deleted."""
        return not is_deleted(instance) and bool(
            super().user_has_any_permission_for_instance(user, actions, instance)
        )

    def user_has_permission_for_instance(
        self, user: User, action: str, instance: Model
    ) -> bool:
        """Refuse what is deleted."""
        return self.user_has_any_permission_for_instance(user, [action], instance)


def is_deleted(file: Model) -> bool:
    """Return whether a picture or file is in the recycle bin."""
    name = "image" if isinstance(file, get_image_model()) else "document"
    return TrashItem.objects.filter(**{name: file.pk}).exists()


def wagtails_file_policy(model: type[Model]) -> CollectionOwnershipPermissionPolicy:
    """Return who may do what with pictures or files, deleted or not."""
    return CollectionOwnershipPermissionPolicy(
        model, auth_model=_auth_model(model), owner_field_name="uploaded_by_user"
    )


def register_policies() -> None:
    """Put our policies in the place of Wagtail's."""
    register_permission_policy(Page, TreePermissionPolicy())
    for model in (get_image_model(), get_document_model()):
        policy = FilePermissionPolicy(
            model, auth_model=_auth_model(model), owner_field_name="uploaded_by_user"
        )
        # Exact: Wagtail's own is registered afterwards, for subclasses too.
        register_permission_policy(model, policy, exact_class=True)


def _auth_model(model: type[Model]) -> str:
    is_image = model is get_image_model()
    return "wagtailimages.Image" if is_image else "wagtaildocs.Document"
