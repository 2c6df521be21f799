"""What an editor must know of a story before anything else, above its form."""

from typing import Any

from wagtail.admin.panels import Panel

SHOWN_OPINIONS = 3


class NoticesPanel(Panel):
    """That the story is under embargo, and what people outside of the house said."""

    class BoundPanel(Panel.BoundPanel):
        """The notices of one story."""

        template_name = "news/planning/notices.html"

        def is_shown(self) -> bool:
            """Take no room where there is nothing to say."""
            if not super().is_shown() or self.instance.pk is None:
                return False
            self.opinions = self._opinions()
            return bool(self.instance.is_embargoed or self.opinions)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Show the story and the latest opinions."""
            return {
                **super().get_context_data(parent_context),
                "story": self.instance,
                "opinions": self.opinions,
            }

        def _opinions(self) -> list[Any]:
            from news.models import GuestOpinion

            said = GuestOpinion.objects.filter(link__page=self.instance.pk)
            return list(
                said.select_related("link", "task_state__task")[:SHOWN_OPINIONS]
            )
