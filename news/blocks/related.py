"""A pointer from one story to another."""

from typing import Any

from wagtail import blocks


class RelatedStoryBlock(blocks.PageChooserBlock):
    """Another story, shown as a card between paragraphs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"page_type": "news.NewsPage", **kwargs})

    def get_api_representation(
        self, value: Any, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return `{"id", "title", "path"}`; null when the story is not public."""
        if value is None or not value.live or value.get_view_restrictions().exists():
            return None
        return {"id": value.pk, "title": value.title, "path": value.site_path}

    def get_preview_value(self) -> Any:
        """Return the newest live story, if there is one."""
        return self.model_class.objects.live().order_by("-published_at").first()

    class Meta:
        icon = "link"
        label = "相关稿件"
        template = "news/blocks/related.html"
        description = "在正文中推荐另一篇稿件。"
