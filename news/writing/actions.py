"""Rules of this newsroom that hold for machines as for editors."""

from django.contrib.auth.models import AnonymousUser
from wagtail.actions import (
    CopyPageAction,
    CreatePageAction,
    CreatePageAliasAction,
)
from wagtail.actions.copy_page import CopyPagePermissionError
from wagtail.actions.create_alias import CreatePageAliasPermissionError
from wagtail.actions.registry import ActionRegistry
from wagtail.models import Page

from news.models import CategoryIndexPage, TopicPage
from news.models.people import User


def may_make(user: User | AnonymousUser, page_class: type[Page], parent: Page) -> bool:
    """Return whether somebody may make a page of this type below `parent`.

    Only those who publish make categories and packages: reporters write stories.
    """
    if page_class not in (CategoryIndexPage, TopicPage):
        return True
    return parent.permissions_for_user(user).can_publish_subpage()


class CreateNewsroomPageAction(CreatePageAction):
    """Making a page."""

    def user_has_permission(self) -> bool:
        """Keep the making of categories to who publishes."""
        return super().user_has_permission() and may_make(
            self.user, type(self.instance), self.parent
        )


class CopyNewsroomPageAction(CopyPageAction):
    """Copying a page."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Keep the making of categories to who publishes; copies are drafts.

        A story that was reviewed is another one in its copy.
        """
        if self.user:
            self.keep_live = False
        super().check(skip_permission_checks)
        if skip_permission_checks or not self.user:
            return
        parent = self.to or self.page.get_parent()
        if not may_make(self.user, self.page.specific_class, parent):
            raise CopyPagePermissionError(
                "You do not have permission to make a category."
            )


class RefuseAliasAction(CreatePageAliasAction):
    """An alias would be a second live page that nobody announces."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Refuse."""
        raise CreatePageAliasPermissionError(
            "This paper keeps no aliases: copy the page instead."
        )


def register_actions(registry: ActionRegistry) -> None:
    """Put our rules in the place of Wagtail's actions."""
    for action in (CreateNewsroomPageAction, CopyNewsroomPageAction, RefuseAliasAction):
        registry.register(Page, action)
