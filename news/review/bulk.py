"""Publishing many pages at once: those that may go out."""

from typing import Any

from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from news.models import NewsPage, User
from news.objections import objections
from news.review.gates import tell
from news.review.people import person
from news.review.publishing import lacks_signature
from news.review.standing import needs_review


class PublishReadyPagesAction(PublishBulkAction):
    """Publishing many: what may go out does, of the rest the editor is told."""

    def prepare_action(self, objects: list[Page], objects_without_access: Any) -> None:
        """Leave out stories that may not go out, by themselves or in a category."""
        ready = []
        for page in objects:
            if reasons := reasons_against(page.specific, person(self.request)):
                tell(
                    self.request,
                    f"《{page.get_admin_display_title()}》没有发布：",
                    reasons,
                )
            else:
                ready.append(page)
        self.actionable_objects = objects[:] = ready

    @classmethod
    def execute_action(
        cls,
        objects: list[Page],
        include_descendants: bool = False,
        user: User | None = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """Publish the pages, and below them what is ready."""
        done, _ = super().execute_action(objects, False, user, **kwargs)
        if not include_descendants:
            return done, 0
        below = [story for page in objects for story in _ready_below(page, user)]
        super().execute_action(below, False, user, **kwargs)
        return done, len(below)


def _ready_below(page: Page, user: User | None) -> list[Page]:
    drafts = page.get_descendants().not_live().specific().iterator()
    return [
        draft
        for draft in drafts
        if (user is None or draft.permissions_for_user(user).can_publish())
        and not reasons_against(draft, user)
    ]


def reasons_against(page: Page, user: User | None) -> list[str]:
    """Return why the latest text of a page cannot go out together with others."""
    if not isinstance(page, NewsPage):
        return []
    revision = page.get_latest_revision()
    story = revision.as_object() if revision else page
    found = [each.message for each in objections(story, user)]
    if user is not None and needs_reason(page):
        found.append("没有经过三审；紧急发布要逐篇写明理由。")
    return found


def needs_reason(page: NewsPage) -> bool:
    """Return whether the latest text takes a reason to be published."""
    revision = page.get_latest_revision()
    return lacks_signature(revision) if revision else needs_review(page)
