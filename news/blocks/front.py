"""The sections of a front page: what editors choose, and what fills itself.

Their API form says what was chosen, by ids; `news.published.front` finds the stories
that readers may see now.
"""

from typing import Any

from wagtail import blocks

MAX_STORIES = 30
MAX_SECTIONS = 30


def _number(default: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label="篇数", default=default, min_value=1, max_value=MAX_STORIES
    )


def _category(**kwargs: Any) -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(
        label="栏目", page_type="news.CategoryIndexPage", **kwargs
    )


def section_stories(**kwargs: Any) -> blocks.ListBlock:
    """Return the field of chosen stories, in the order of a list that is dragged."""
    story = blocks.PageChooserBlock(page_type="news.NewsPage", label="稿件")
    return blocks.ListBlock(
        story, label="稿件", max_num=MAX_STORIES, default=[], **kwargs
    )


def section_title(default: str = "", **kwargs: Any) -> blocks.CharBlock:
    """Return the field of a section's name."""
    return blocks.CharBlock(label="标题", max_length=60, default=default, **kwargs)


class SectionBlock(blocks.StructBlock):
    """One section of the front page."""

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return `{"title", "category": id | null, "tag", "page": id | null, "number",
        "stories": [id]}`; what the section does not have is empty.
        """
        category, page = value.get("category"), value.get("page")
        return {
            "title": value.get("title") or "",
            "category": category.pk if category else None,
            "tag": (value.get("tag") or "").strip(),
            "page": page.pk if page else None,
            "number": value.get("number") or 0,
            "stories": [story.pk for story in value.get("stories") or [] if story],
        }


class HeadlinesBlock(SectionBlock):
    """头条: stories that stay where an editor has put them."""

    stories = section_stories(
        min_num=1, help_text="第一篇最大；拖动可以换位置。撤下的稿件自动消失。"
    )

    class Meta:
        icon = "pick"
        label = "头条"
        help_text = "编辑选定的稿件，顺序固定。"


class LatestBlock(SectionBlock):
    """最新: fills itself, from everything or one category."""

    title = section_title("最新")
    category = _category(required=False, help_text="留空则取全部栏目。")
    tag = blocks.CharBlock(
        label="标签",
        required=False,
        max_length=100,
        help_text="只取有这个标签的稿件；可以不填。",
    )
    number = _number(8)

    class Meta:
        icon = "history"
        label = "最新"
        label_format = "{title}"
        help_text = "自动列出最新的稿件，可以只取一个栏目或标签的，不重复已经选定的。"


class CategoryBlock(SectionBlock):
    """栏目: a category with its newest stories."""

    category = _category()
    title = section_title(required=False, help_text="留空则用栏目名称。")
    number = _number(5)

    class Meta:
        icon = "folder-open-inverse"
        label = "栏目"
        label_format = "{category}"
        help_text = "一个栏目和它最新的几篇。"


class PicksBlock(SectionBlock):
    """专题或推荐: chosen stories under a name."""

    title = section_title("推荐")
    page = blocks.PageChooserBlock(
        label="标题链接到", required=False, help_text="栏目、专题等站内页面；可以不填。"
    )
    stories = section_stories(min_num=1)

    class Meta:
        icon = "tasks"
        label = "专题或推荐"
        label_format = "{title}"
        help_text = "编辑选定的一组稿件，可以起一个名字。"


class PicturesBlock(SectionBlock):
    """图片新闻: chosen stories with pictures, or the newest that have one."""

    title = section_title("图片新闻")
    stories = section_stories(
        required=False, help_text="留空则自动取最新的、有题图的稿件。"
    )
    category = _category(required=False, help_text="自动取稿时只取这个栏目；可以不填。")
    number = _number(6)

    class Meta:
        icon = "image"
        label = "图片新闻"
        label_format = "{title}"
        help_text = "以图为主的一排稿件；没有题图的不显示。"


class FrontPageBlock(blocks.StreamBlock):
    """All kinds of sections, in the order of the editor's menu."""

    headlines = HeadlinesBlock()
    latest = LatestBlock()
    category = CategoryBlock()
    picks = PicksBlock()
    pictures = PicturesBlock()

    class Meta:
        max_num = MAX_SECTIONS
        collapsed = True
