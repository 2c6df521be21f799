"""Pictures."""

import factory
import wagtail_factories

from news.models import NewsImage


class NewsImageFactory(wagtail_factories.ImageFactory):
    """A small picture with its words."""

    title = factory.Sequence(lambda number: f"图片{number}")
    alt_text = "湖面上的薄雾"
    credit = "本报资料图"

    class Meta:
        model = NewsImage
