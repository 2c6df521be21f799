"""The body of a story."""

from wagtail import blocks

from news.blocks.media import DocumentBlock, EmbedBlock, ImageBlock
from news.blocks.related import RelatedStoryBlock
from news.blocks.table import TableBlock
from news.blocks.text import CodeBlock, HeadingBlock, ParagraphBlock, QuoteBlock


class StoryBlock(blocks.StreamBlock):
    """All parts that a story may hold, in the order of the editor's menu."""

    paragraph = ParagraphBlock(group="文字")
    heading = HeadingBlock(group="文字")
    quote = QuoteBlock(group="文字")
    image = ImageBlock(group="图片与附件")
    embed = EmbedBlock(group="图片与附件")
    document = DocumentBlock(group="图片与附件")
    table = TableBlock(group="其他")
    related = RelatedStoryBlock(group="其他")
    code = CodeBlock(group="其他")
