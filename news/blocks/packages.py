"""The sections of a 专题: chosen stories, or those of a tag or category.

They are the front page's own (`news.blocks.front`), and find their stories as it does.
"""

from django.core.exceptions import ValidationError
from wagtail import blocks

from news.blocks.front import (
    MAX_SECTIONS,
    LatestBlock,
    SectionBlock,
    section_stories,
    section_title,
)


class ChosenBlock(SectionBlock):
    """手工选稿: stories in the order that an editor has given them."""

    title = section_title(required=False, help_text="小标题；可以不填。")
    stories = section_stories(
        min_num=1, help_text="拖动可以换位置。撤下的稿件自动消失。"
    )

    class Meta:
        icon = "tasks"
        label = "手工选稿"
        label_format = "{title}"
        help_text = "编辑选定的一组稿件，顺序固定。"


class CollectedBlock(LatestBlock):
    """自动选稿: the newest of a tag, a category, or both."""

    title = section_title(required=False, help_text="小标题；可以不填。")

    class Meta:
        icon = "history"
        label = "自动选稿"
        label_format = "{title} {tag}"
        help_text = "自动列出有某个标签或某个栏目最新的稿件，不重复手工选定的。"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Ask for a tag or a category: all stories together are no package."""
        cleaned = super().clean(value)
        if not cleaned["tag"].strip() and cleaned["category"] is None:
            message = "标签和栏目至少填一个。"
            raise blocks.StructBlockValidationError(
                block_errors={"tag": ValidationError(message)}
            )
        return cleaned


class TopicBlock(blocks.StreamBlock):
    """The kinds of sections of a 专题; their names are those of the front page."""

    picks = ChosenBlock()
    latest = CollectedBlock()

    class Meta:
        max_num = MAX_SECTIONS
