"""Letters to desks."""

from typing import Any

from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.signals import task_submitted

from news.models import ReviewTaskState


class DeskNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's letter to a desk that a story has come to it."""

    def get_template_base_prefix(self, instance: ReviewTaskState, **kwargs: Any) -> str:
        """Use Wagtail's words, which it looks for by the name of the model."""
        return "task_state_"


tell_desk = DeskNotifier()


def connect() -> None:
    """Send it whenever a story comes to a step."""
    task_submitted.connect(
        tell_desk, sender=ReviewTaskState, dispatch_uid="news_review_tell_desk"
    )
