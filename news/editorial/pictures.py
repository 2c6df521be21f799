"""Editing pictures of the library."""

from typing import TYPE_CHECKING

from wagtail.images.forms import BaseImageForm

from news.published.refresh import pages_using, refresh_documents

if TYPE_CHECKING:
    from news.models import NewsImage


class NewsImageForm(BaseImageForm):
    """The library's form; a new file reaches the stories that show the picture."""

    def save(self, commit: bool = True) -> "NewsImage":
        """Save, and write the stories again when Wagtail has dropped the renditions.

        It drops those of the old file after the signal that the picture was saved.
        """
        image = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            refresh_documents(pages_using(type(image), [image.pk]))
        return image
