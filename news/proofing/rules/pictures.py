"""Pictures without the words that must go with them."""

import re
from collections.abc import Iterator
from typing import Any

from news.proofing.draft import Draft
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

# Who took it may be said at the end of the caption: 张三 摄.
_CREDITED = re.compile("摄|供图|资料图|图源|图片来源|绘图|制图|图/|截图")
_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif)$|^(?:IMG|DSC|微信图片)[_\d]", re.I
)

_NO_ALT = "图片没有替代文字：看不见图的读者不知道图上有什么。"
_NO_CREDIT = "图片没有写摄影者或来源。"
_NAMED_FILE = "替代文字像是文件名，请写图上有什么。"


@rule
def pictures(draft: Draft) -> Iterator[Finding]:
    """Find pictures of a story without alternative text or credit."""
    image = draft.story.lead_image
    if image is not None:
        for part, message in _missing(image.alt_text, image.credit, ""):
            yield Finding(
                f"picture-{part}",
                Severity.WARN,
                f"题图：{message}",
                field="lead_image",
                about=f"image {image.pk}",
            )
    for block in draft.story.body:
        if block.block_type == "image":
            yield from _of_block(block)


def _of_block(block: Any) -> Iterator[Finding]:
    value = block.value
    image = value.get("image")
    if image is None and not value.get("address"):
        return
    alt = value.get("alt") or (image.alt_text if image else "")
    credit = value.get("credit") or (image.credit if image else "")
    for part, message in _missing(alt, credit, value.get("caption") or ""):
        yield Finding(
            f"picture-{part}",
            Severity.WARN,
            message,
            field="body",
            block_id=block.id,
            part=part,
            about=f"image {image.pk}" if image else value["address"],
        )


def _missing(alt: str, credit: str, caption: str) -> Iterator[tuple[str, str]]:
    if not alt.strip():
        yield "alt", _NO_ALT
    elif _FILE_NAME.search(alt.strip()):
        yield "alt", _NAMED_FILE
    if not credit.strip() and not _CREDITED.search(caption):
        yield "credit", _NO_CREDIT
