"""Which members of a story machines may write, in the registry of Wagtail's v3.

Wagtail derives them from `api_fields`, where a member with a serializer of its own
(pictures, sources, tags: most of ours) is read only. Here they are named once more, by
the fields of the editor's form.
"""

from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import Field
from wagtail.api.v3.registry import ContentTypeRegistration, registry
from wagtail.api.v3.schemas import create_generator, patch_generator
from wagtail.api.v3.schemas.pages import (
    BASE_PAGE_FIELDS,
    PageCreateBaseSchema,
    PageUpdateBaseSchema,
)

from news.blocks.story import StoryBlock
from news.models import NewsByline, NewsPage, Person, Source
from news.writing.blocks import StrictSchema, stream_schema
from news.writing.references import named

if TYPE_CHECKING:
    Body = list[Any]
else:
    Body = stream_schema(StoryBlock())

STORY_FIELDS = [
    *BASE_PAGE_FIELDS,
    "kicker",
    "subtitle",
    "summary",
    "original_author",
    "original_title",
    "original_url",
    "original_code",
    "editors",
    "published_at",
]


class BylineInput(StrictSchema):
    """One name under the headline."""

    person: Annotated[int | str, named(Person)]
    role: NewsByline.Role = NewsByline.Role.REPORTER


class StoryMembers(StrictSchema):
    """What a story is made of besides plain fields."""

    lead_image: int | None = Field(None, description="The id of a picture.")
    source: Annotated[int | str, named(Source)] | None = Field(
        None, description="The id or the name of a source."
    )
    tags: list[str] = []
    bylines: list[BylineInput] = []
    body: Body = []


class StoryCreateBase(StoryMembers, PageCreateBaseSchema):
    """A new story."""


class StoryUpdateBase(StoryMembers, PageUpdateBaseSchema):
    """Changes to a story: members left out stay as they are."""


def register_story() -> None:
    """Let v3 read stories as before and write the members above."""
    known = cast(ContentTypeRegistration, registry.get(NewsPage._meta.label))
    registry.register(
        ContentTypeRegistration(
            name=known.name,
            label=known.label,
            read_schema=known.read_schema,
            create_schema=create_generator.generate_schema(
                NewsPage,
                base_class=StoryCreateBase,
                fields=STORY_FIELDS,
                required_fields=["title"],
            ),
            patch_schema=patch_generator.generate_schema(
                NewsPage, base_class=StoryUpdateBase, fields=STORY_FIELDS
            ),
        )
    )
