"""Pictures."""

from typing import Any

import factory
import wagtail_factories

from news.editorial.pictures import complete_picture
from news.models import NewsImage


class NewsImageFactory(wagtail_factories.ImageFactory):
    """A small picture with its words."""

    title = factory.Sequence(lambda number: f"图片{number}")
    alt_text = "湖面上的薄雾"
    credit = "本报资料图"

    class Meta:
        model = NewsImage
        skip_postgeneration_save = True

    @factory.post_generation
    def renditions(self, create: bool, wanted: Any, **kwargs: Any) -> None:
        """Make the renditions, as the worker would: `renditions=True`."""
        if create and wanted:
            complete_picture(self)
