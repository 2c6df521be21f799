"""From a page to its document."""

import json
from functools import cache
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from rest_framework.serializers import Serializer
from wagtail.api import APIField
from wagtail.api.v2.serializers import BaseSerializer, get_serializer_class
from wagtail.models import Page, Site

from news.corrections.public import public_corrections
from news.models.published_pages import PublishedPage
from news.models.stories import NewsPage
from news.published.compose import dumps
from news.published.keys import keys_of, story_keys
from news.published.models import PublishedDocument

# Members of `meta` that have no column of their own.
META_FIELDS = ("show_in_menus", "seo_title", "search_description", "alias_of")
# What a list shows of a story.
CARD_FIELDS = (
    "kicker",
    "subtitle",
    "summary",
    "lead_image",
    "byline",
    "published_at",
    "tags",
)
# Members that other objects own; the document has columns for them.
RELATIONS = ("category", "source", "corrections")


def build_document(page: PublishedPage, site: Site) -> PublishedDocument:
    """Return the document, not saved, of a page as it stands in memory."""
    story = page if isinstance(page, NewsPage) else None
    members = _members_of(page)
    meta = {name: members.pop(name, None) for name in META_FIELDS}
    card = {name: members.pop(name) for name in CARD_FIELDS if name in members}
    document = PublishedDocument(
        page_id=page.pk,
        site=site,
        type=page._meta.label,
        path=page.site_path if page.url_path else "",
        slug=page.slug,
        title=page.title,
        position=page.path,
        keys=story_keys(story) if story else keys_of(page),
        published_at=story.published_at if story else None,
        first_published_at=page.first_published_at,
        meta=_as_json(meta),
        card=_as_json(card),
        rest=_as_json(members),
        body_html=str(story.body.render_as_block()) if story else "",
        text=_plain_text(story) if story else "",
        updated_at=timezone.now(),
    )
    if story and story.source:
        document.source_id = story.source.pk
        document.source_name = story.source.name
        document.source_url = story.source.url
    if story and story.pk:
        document.corrections = dumps(public_corrections(story))
    return document


def attach_parent(
    document: PublishedDocument, parent: Page, *, is_public: bool
) -> None:
    """Note what a document shows of the page above it."""
    document.parent_id = parent.pk
    document.parent_title = parent.title
    document.parent_is_public = is_public


def preview_document(page: PublishedPage) -> PublishedDocument:
    """Return the document that a draft would become, for previews only."""
    root = page.get_site() or Site.objects.get(is_default_site=True)
    document = build_document(page, root)
    if document.published_at is None:
        document.published_at = timezone.now()
    parent = page.category if isinstance(page, NewsPage) else page.get_parent()
    if parent is not None:
        attach_parent(document, parent, is_public=parent.live)
    return document


def _members_of(page: PublishedPage) -> dict[str, Any]:
    """Return a page's own members of the API's form, those of `meta` among them."""
    data = _serializer(type(page)).to_representation(page)
    return {**data.pop("meta", {}), **data}


@cache
def _serializer(model: type[PublishedPage]) -> Serializer:
    """Return the serializer of a model.

    Making its class and fields costs more than all the rest of a document.
    """
    fields = [
        field if isinstance(field, APIField) else APIField(field)
        for field in getattr(model, "api_fields", ())
    ]
    fields = [field for field in fields if field.name not in RELATIONS]
    meta_fields = [name for name in META_FIELDS if name != "alias_of"]
    serializer_class = get_serializer_class(
        model,
        [*meta_fields, *(field.name for field in fields)],
        meta_fields=meta_fields,
        field_serializer_overrides={
            field.name: field.serializer for field in fields if field.serializer
        },
        base=BaseSerializer,
    )
    return serializer_class(context={})


def _as_json(members: dict[str, Any]) -> str:
    """Return JSON as it is sent: short, and Chinese as it is written."""
    return json.dumps(
        members, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")
    )


def _plain_text(story: NewsPage) -> str:
    """Return the words of a body, a line a block."""
    lines = (
        " ".join(filter(None, child.block.get_searchable_content(child.value)))
        for child in story.body
    )
    return "\n".join(line.strip() for line in lines if line.strip())


def document_models() -> list[type[PublishedPage]]:
    """Return the page models that have documents."""
    return [model for model in apps.get_models() if issubclass(model, PublishedPage)]


def site_of(page: Page, sites: list[Site]) -> Site | None:
    """Return the site of `sites` that a page stands in, the innermost one."""
    homes = [site for site in sites if page.path.startswith(site.root_page.path)]
    return max(homes, key=lambda site: len(site.root_page.path), default=None)
