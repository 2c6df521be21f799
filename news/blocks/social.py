"""Where readers find the paper elsewhere: 公众号, 微博, 抖音."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from news.api.images import describe_image

SERVICES = [
    ("wechat", "微信公众号"),
    ("wechat-channels", "微信视频号"),
    ("weibo", "微博"),
    ("douyin", "抖音"),
    ("kuaishou", "快手"),
    ("toutiao", "今日头条"),
    ("bilibili", "哔哩哔哩"),
    ("xiaohongshu", "小红书"),
    ("app", "客户端"),
    ("other", "其他"),
]


class SocialAccountBlock(blocks.StructBlock):
    """An account of the paper at a service."""

    service = blocks.ChoiceBlock(label="平台", choices=SERVICES, default="wechat")
    name = blocks.CharBlock(label="账号名称", max_length=60)
    address = blocks.URLBlock(label="网址", required=False, max_length=1000)
    picture = ImageChooserBlock(
        label="二维码",
        required=False,
        help_text="读者用手机扫的图；公众号没有网址时必填。",
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse an account that readers could neither open nor scan."""
        value = super().clean(value)
        if self.is_deferred_validation or value["address"] or value["picture"]:
            return value
        error = ValidationError("请填写网址，或者选择二维码图片。")
        raise StructBlockValidationError(block_errors={"address": error})

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return `{"service", "service_label", "title", "url", "picture"}`.

        `url` is null without an address, `picture` (an image) without one.
        """
        picture = value["picture"]
        return {
            "service": value["service"],
            "service_label": dict(SERVICES)[value["service"]],
            "title": value["name"],
            "url": value["address"] or None,
            "picture": describe_image(picture, context) if picture else None,
        }

    class Meta:
        icon = "group"
        label = "账号"
        label_format = "{service} {name}"
