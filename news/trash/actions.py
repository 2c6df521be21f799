"""Wagtail's ways of deleting, as they are here: into the recycle bin."""

from typing import Any

from wagtail.actions import DeletePageAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.api.actions.delete import DeletePageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.views.pages.bulk_actions.delete import (
    DeleteBulkAction as DeletePagesBulkAction,
)
from wagtail.documents import get_document_model
from wagtail.documents.views.bulk_actions.delete import (
    DeleteBulkAction as DeleteDocumentsBulkAction,
)
from wagtail.images import get_image_model
from wagtail.images.views.bulk_actions.delete import (
    DeleteBulkAction as DeleteImagesBulkAction,
)
from wagtail.models import Page, Site

from news.trash.bin import in_tree
from news.trash.files import hide_file
from news.trash.pages import refuse_home, throw_away


class TrashPageAction(DeletePageAction):
    """Deleting a page, by machines too; its permission is Wagtail's."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Refuse the page that a site stands on."""
        super().check(skip_permission_checks)
        refuse_home(self.page)

    def _delete_page(self, page: Page, *args: Any, **kwargs: Any) -> None:
        throw_away(page, self.user)


class TrashFileAction(DeleteAction):
    """Deleting a picture or file."""

    def _delete(self) -> None:
        hide_file(self.instance, self.user)


class TrashPageAPIAction(DeletePageAPIAction):
    """Deleting a page by the API that the admin's own scripts use."""

    def _action_from_data(self, instance: Page, data: Any) -> TrashPageAction:
        return TrashPageAction(page=instance, user=self.request.user)


class TrashPagesBulkAction(DeletePagesBulkAction):
    """Deleting the pages that are ticked."""

    template_name = "news/trash/bulk_pages.html"

    def check_perm(self, page: Page) -> bool:
        """Leave out the pages that sites stand on."""
        homes = Site.objects.filter(root_page__path__startswith=page.path)
        return bool(super().check_perm(page)) and not homes.exists()

    @classmethod
    def execute_action(
        cls, objects: list[Page], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Return how many were deleted, and how many pages below them."""
        # In the order of the tree: what is below another one goes with it.
        items = [
            throw_away(page, user)
            for page in sorted(objects, key=lambda page: page.path)
            if Page.objects.filter(in_tree(), pk=page.pk).exists()
        ]
        return len(items), sum(item.page_count - 1 for item in items)

    def get_success_message(
        self, num_parent_objects: int, num_child_objects: int
    ) -> str:
        """Say where they are."""
        below = f"（连同下面的 {num_child_objects} 页）" if num_child_objects else ""
        return f"已把 {num_parent_objects} 个页面{below}移到回收站。"


class _TrashFilesMixin:
    """Deleting the files that are ticked."""

    def get_execution_context(self) -> dict[str, Any]:
        """Say who deletes."""
        return {"user": self.request.user}  # type: ignore[attr-defined]

    @classmethod
    def execute_action(
        cls, objects: list[Any], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Return how many were deleted."""
        for file in objects:
            hide_file(file, user)
        return len(objects), 0

    def get_success_message(
        self, num_parent_objects: int, num_child_objects: int
    ) -> str:
        """Say where they are."""
        return f"已把 {num_parent_objects} 个文件移到回收站。"


class TrashImagesBulkAction(_TrashFilesMixin, DeleteImagesBulkAction):
    """Deleting the pictures that are ticked."""

    template_name = "news/trash/bulk_files.html"


class TrashDocumentsBulkAction(_TrashFilesMixin, DeleteDocumentsBulkAction):
    """Deleting the files that are ticked."""

    template_name = "news/trash/bulk_files.html"


BULK_ACTIONS = (TrashPagesBulkAction, TrashImagesBulkAction, TrashDocumentsBulkAction)


def register_actions(registry: ActionRegistry) -> None:
    """Put ours in the place of Wagtail's."""
    registry.register(Page, TrashPageAction)
    for model in (get_image_model(), get_document_model()):
        registry.register(model, TrashFileAction)
    PagesAdminAPIViewSet.actions["delete"] = TrashPageAPIAction
