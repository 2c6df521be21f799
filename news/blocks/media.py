"""Pictures, embeds and files."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock as WagtailEmbedBlock
from wagtail.embeds.blocks import EmbedValue
from wagtail.images.blocks import ImageChooserBlock

from news.api.images import describe_image


class ImageBlock(blocks.StructBlock):
    """A picture of the library, or the address of one that is not in it yet."""

    image = ImageChooserBlock(label="图片", required=False)
    address = blocks.URLBlock(
        label="原图地址",
        required=False,
        max_length=1000,
        help_text="导入的稿件里，图片文件还没有入库时保留的网址；选了图片就不用填。",
    )
    caption = blocks.CharBlock(label="图片说明", required=False, max_length=300)
    credit = blocks.CharBlock(
        label="图片来源",
        required=False,
        max_length=100,
        help_text="留空则用图片库里的署名。",
    )
    alt = blocks.CharBlock(
        label="替代文字",
        required=False,
        max_length=200,
        help_text="读给看不见图片的读者；留空则用图片库里的替代文字。",
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a picture without a file and without an address."""
        value = super().clean(value)
        if self.is_deferred_validation or value["image"] or value["address"]:
            return value
        raise StructBlockValidationError(
            block_errors={"image": ValidationError(_("请选择一张图片。"))}
        )

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Hand the picture to the template in its API form."""
        context = super().get_context(value, parent_context=parent_context)
        image = value["image"]
        context["picture"] = describe_image(image) if image else None
        return context

    def get_api_representation(
        self, value: blocks.StructValue, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the picture as everywhere in the API, and this story's words on it."""
        image = value["image"]
        return {
            "image": describe_image(image, context) if image else None,
            "address": value["address"],
            "caption": value["caption"],
            "credit": value["credit"] or (image.credit if image else ""),
            "alt": value["alt"] or (image.alt_text if image else ""),
        }

    class Meta:
        icon = "image"
        label = "图片"
        label_format = "{caption}"
        template = "news/blocks/image.html"
        preview_value = {
            "image": None,
            "address": "https://img.example.cn/lake.jpg",
            "caption": "清晨的临湖",
            "credit": "本报资料图",
            "alt": "湖面上的薄雾",
        }
        description = "图片库里的一张图，配说明和来源。"


class EmbedBlock(WagtailEmbedBlock):
    """A video or post of another site, by its address.

    Sites without a player that Wagtail knows, most of the Chinese ones, and those out
    of reach when the story is published are shown as a link.
    """

    def clean(self, value: EmbedValue | None) -> EmbedValue | None:
        """Take every address of the web; Wagtail's block wants a player for it."""
        return super(WagtailEmbedBlock, self).clean(value)

    def get_api_representation(
        self, value: EmbedValue | None, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return `{"url": str, "html": str}`; html is empty when the site is silent."""
        if value is None:
            return None
        return {"url": value.url, "html": value.html or ""}

    class Meta:
        icon = "media"
        label = "视频或外部内容"
        template = "news/blocks/embed.html"
        preview_value = "https://www.youtube.com/watch?v=jNQXAC9IVRw"
        description = "粘贴网址；能嵌入的显示播放器，其余显示链接。"


class DocumentBlock(DocumentChooserBlock):
    """A file that readers can download."""

    def get_api_representation(
        self, value: Any, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return `{"id", "title", "url", "file_extension", "file_size"}` (bytes)."""
        if value is None:
            return None
        request = (context or {}).get("request")
        return {
            "id": value.pk,
            "title": value.title,
            "url": request.build_absolute_uri(value.url) if request else value.url,
            "file_extension": value.file_extension,
            "file_size": value.get_file_size(),
        }

    def get_preview_value(self) -> Any:
        """Return the newest file of the library, if there is one."""
        return self.model_class.objects.order_by("-pk").first()

    class Meta:
        icon = "doc-full"
        label = "附件"
        template = "news/blocks/document.html"
        description = "供读者下载的文件。"
