"""How parts of a story look in the API: shapes only, the queryset loads."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from rest_framework.fields import Field

from news.corrections.public import public_corrections

if TYPE_CHECKING:
    from news.models import CategoryIndexPage, HomePage, NewsPage, Source


class WholePageField(Field):
    """A field made from the page itself rather than from one attribute."""

    def get_attribute(self, instance: "NewsPage") -> "NewsPage":
        """Hand the page through."""
        return instance


class CategoryField(Field):
    """The category of a story: `{"id", "title", "slug", "path"}`."""

    def to_representation(self, value: "CategoryIndexPage") -> dict[str, Any]:
        """Describe the category in one line."""
        return {
            "id": value.pk,
            "title": value.title,
            "slug": value.slug,
            "path": value.site_path,
        }


class BylineField(WholePageField):
    """The names under the headline: `[{"name", "role", "role_label"}]`."""

    def to_representation(self, value: "NewsPage") -> list[dict[str, str]]:
        """List the rows in their order."""
        return [
            {
                "name": row.person.name,
                "role": row.role,
                "role_label": row.get_role_display(),
            }
            for row in value.bylines.all()
        ]


class SourceField(Field):
    """The paper a story is from: `{"name", "url"}`."""

    def to_representation(self, value: "Source") -> dict[str, str]:
        """Name the paper and its address."""
        return {"name": value.name, "url": value.url}


class EditorsField(WholePageField):
    """责任编辑: a list of names."""

    def to_representation(self, value: "NewsPage") -> list[str]:
        """Split the line that editors write."""
        return value.editor_names


class TagNamesField(WholePageField):
    """The names of a story's tags, in the order of their names."""

    def to_representation(self, value: "NewsPage") -> list[str]:
        """Read what is loaded instead of asking again for each row."""
        return sorted(tag.name for tag in value.tags.all())


class OutlineField(WholePageField):
    """The section headings: `[{"id", "level", "text"}]`; id is the block's."""

    def to_representation(self, value: "NewsPage") -> list[dict[str, Any]]:
        """Pick the headings out of the body."""
        return [
            {
                "id": block.id,
                "level": int(block.value["level"] or 2),
                "text": block.value["text"],
            }
            for block in value.body
            if block.block_type == "heading"
        ]


class CorrectionsField(WholePageField):
    """What readers were told since: `[{"id", "kind", "kind_label", "text", "at"}]`."""

    def to_representation(self, value: "NewsPage") -> list[dict[str, Any]]:
        """List the records, the newest first."""
        return public_corrections(value)


class FurnitureField(WholePageField):
    """What surrounds the stories of the site below a front page (`SiteSettings`)."""

    def to_representation(self, value: "HomePage") -> dict[str, Any]:
        """Describe the settings of the site; without any, those of a new site."""
        settings = apps.get_model("news", "SiteSettings")
        stored = settings.objects.filter(site__root_page=value).order_by("pk").first()
        return (stored or settings()).describe()
