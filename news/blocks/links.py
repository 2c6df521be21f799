"""Links of the site's furniture: to a page of the paper, or to any address."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from news.addresses import site_path


class LinkBlock(blocks.StructBlock):
    """A name and where it leads."""

    title = blocks.CharBlock(
        label="名称", required=False, max_length=60, help_text="留空则用页面的标题。"
    )
    page = blocks.PageChooserBlock(label="站内页面", required=False)
    address = blocks.URLBlock(
        label="网址",
        required=False,
        max_length=1000,
        help_text="站外的链接写在这里；选了站内页面就不用填。",
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a link to nowhere, and an address without a name."""
        value = super().clean(value)
        if self.is_deferred_validation or value["page"]:
            return value
        errors = {}
        if not value["address"]:
            errors["page"] = ValidationError("请选择一个页面，或者填写网址。")
        elif not value["title"]:
            errors["title"] = ValidationError("请填写名称。")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return `{"title", "path", "url"}`, one of the two null.

        Null for a page that readers may not see, or that is gone.
        """
        page = value["page"]
        if page is None:
            return _link(value["title"], url=value["address"])
        if not _is_public(page):
            return None
        return _link(value["title"] or page.title, path=site_path(page.url_path))

    class Meta:
        icon = "link"
        label = "链接"


class NavigationItemBlock(LinkBlock):
    """An entry of the navigation, with others below it."""

    children = blocks.ListBlock(
        LinkBlock(), label="下一级", required=False, max_num=20, default=[]
    )

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return the link, and in `children` those below it that lead somewhere."""
        link = super().get_api_representation(value, context)
        if link is None:
            return None
        below = self.child_blocks["children"]
        children = below.get_api_representation(value["children"], context)
        return {**link, "children": list(filter(None, children))}

    class Meta:
        icon = "list-ul"
        label = "导航项"


def _link(title: str, *, path: str | None = None, url: str | None = None) -> dict:
    return {"title": title, "path": path, "url": url or None}


def _is_public(page: Page) -> bool:
    return page.live and not page.get_view_restrictions().exists()
