"""What surrounds the stories of a site: navigation, footer, notices, accounts."""

import re
from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from news.blocks.links import LinkBlock, NavigationItemBlock
from news.blocks.social import SocialAccountBlock

ICP_ADDRESS = "https://beian.miit.gov.cn/"
POLICE_ADDRESS = "https://beian.mps.gov.cn/#/query/webSearch?code={}"
DEFAULT_COPYRIGHT = "版权所有，未经授权不得转载。"

_DIGITS = re.compile(r"\d{6,}")


@register_setting(icon="site", order=50)
class SiteSettings(BaseSiteSetting):
    """The furniture of a site; readers get it with the document of the front page."""

    # Navigation and footer.
    navigation = StreamField(
        [("item", NavigationItemBlock())],
        verbose_name="导航",
        blank=True,
        collapsed=True,
        help_text="留空则列出所有有稿件的栏目。拖动可以换位置；撤下的页面自动消失。",
    )
    footer_links = StreamField(
        [("link", LinkBlock())],
        verbose_name="页脚链接",
        blank=True,
        collapsed=True,
        help_text="如“关于我们”“广告合作”“联系方式”。",
    )
    copyright = models.CharField(
        "版权声明", max_length=200, blank=True, default=DEFAULT_COPYRIGHT
    )

    # Notices that the law asks for.
    icp_number = models.CharField(
        "ICP备案号", max_length=60, blank=True, help_text="如“京ICP备12345678号”。"
    )
    police_number = models.CharField(
        "公安备案号",
        max_length=60,
        blank=True,
        help_text="如“京公网安备11010502000001号”；自动链接到公安部备案查询页。",
    )
    licence_number = models.CharField(
        "互联网新闻信息服务许可证号", max_length=60, blank=True
    )
    report_phone = models.CharField("举报电话", max_length=40, blank=True)
    report_email = models.EmailField("举报邮箱", blank=True)

    # Accounts elsewhere.
    social = StreamField(
        [("account", SocialAccountBlock())],
        verbose_name="新媒体账号",
        blank=True,
        collapsed=True,
        help_text="公众号请放二维码图片。",
    )

    panels = [
        FieldPanel("navigation"),
        MultiFieldPanel(["footer_links", "copyright"], "页脚"),
        MultiFieldPanel(
            [
                FieldRowPanel(["icp_number", "police_number"]),
                "licence_number",
                FieldRowPanel(["report_phone", "report_email"]),
            ],
            "备案与举报",
        ),
        FieldPanel("social"),
    ]

    class Meta:
        verbose_name = "站点设置"
        verbose_name_plural = "站点设置"

    def __str__(self) -> str:
        return f"{self.site} 站点设置"

    def describe(self) -> dict[str, Any]:
        """Return the furniture in the form of the API.

        `{"navigation": [LINK with "children"], "footer": {"copyright", "links":
        [LINK]}, "notices": [{"type", "label", "text", "url": str | None}], "social":
        [ACCOUNT]}`; see the blocks for LINK and ACCOUNT.
        """
        return {
            "navigation": _describe_stream(self.navigation),
            "footer": {
                "copyright": self.copyright,
                "links": _describe_stream(self.footer_links),
            },
            "notices": self.notices,
            "social": _describe_stream(self.social),
        }

    @property
    def notices(self) -> list[dict[str, str | None]]:
        """Return the notices that are filled in, each with where it leads."""
        rows = [
            ("icp", "ICP备案", self.icp_number, ICP_ADDRESS),
            ("police", "公安备案", self.police_number, self._police_address),
            ("licence", "互联网新闻信息服务许可证", self.licence_number, None),
            ("phone", "举报电话", self.report_phone, f"tel:{self.report_phone}"),
            ("email", "举报邮箱", self.report_email, f"mailto:{self.report_email}"),
        ]
        return [
            {"type": kind, "label": label, "text": text, "url": url}
            for kind, label, text, url in rows
            if text
        ]

    @property
    def _police_address(self) -> str | None:
        number = _DIGITS.search(self.police_number)
        return POLICE_ADDRESS.format(number[0]) if number else None


def _describe_stream(stream: Any) -> list[dict[str, Any]]:
    """Return what the blocks of a stream say; those that lead nowhere say nothing."""
    described = (
        child.block.get_api_representation(child.value, context={}) for child in stream
    )
    return list(filter(None, described))
