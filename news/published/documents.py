"""From a page to its document."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.api import APIField
from wagtail.api.v2.serializers import BaseSerializer, get_serializer_class
from wagtail.models import Page, Site

from news.models.pages import NewsPage, PublishedPage
from news.published.models import PublishedDocument

META_FIELDS = ("slug", "seo_title", "search_description", "first_published_at")


def build_document(page: PublishedPage, site: Site) -> PublishedDocument:
    """Return the document, not saved, of a page as it stands in memory."""
    story = page if isinstance(page, NewsPage) else None
    document = PublishedDocument(
        page_id=page.pk,
        site=site,
        type=page._meta.label,
        path=page.site_path if page.url_path else "",
        title=page.title,
        position="" if story else page.path,
        category_id=story.category.pk if story else None,
        published_at=story.published_at if story else None,
        data=_describe(page),
        body_html=str(story.body.render_as_block()) if story else "",
        text=_plain_text(story) if story else "",
        updated_at=timezone.now(),
    )
    document.version = _version(document)
    return document


def preview_document(page: PublishedPage) -> PublishedDocument:
    """Return the document that a draft would become, for previews only."""
    root = page.get_site() or Site.objects.get(is_default_site=True)
    document = build_document(page, root)
    if document.published_at is None:
        document.published_at = timezone.now()
    return document


def _describe(page: PublishedPage) -> dict[str, Any]:
    """Return a page's own fields in the form of the API.

    Ready for JSON: what DRF leaves as dates becomes ISO 8601 with its offset.
    """
    fields = [
        field if isinstance(field, APIField) else APIField(field)
        for field in getattr(page, "api_fields", ())
    ]
    serializer_class = get_serializer_class(
        type(page),
        ["id", "title", *META_FIELDS, *(field.name for field in fields)],
        meta_fields=list(META_FIELDS),
        field_serializer_overrides={
            field.name: field.serializer for field in fields if field.serializer
        },
        base=BaseSerializer,
    )
    data = serializer_class(page, context={}).data
    data["meta"] = {"type": page._meta.label, **data["meta"]}
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False))


def _plain_text(story: NewsPage) -> str:
    """Return the words of a body, a line a block."""
    lines = (
        " ".join(filter(None, child.block.get_searchable_content(child.value)))
        for child in story.body
    )
    return "\n".join(line.strip() for line in lines if line.strip())


def _version(document: PublishedDocument) -> str:
    """Return the SHA-256 of all that a reader could notice."""
    content = [
        document.site_id,
        document.type,
        document.path,
        document.title,
        document.position,
        document.category_id,
        document.published_at,
        document.data,
        document.body_html,
        document.text,
    ]
    canonical = json.dumps(
        content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def document_models() -> list[type[PublishedPage]]:
    """Return the page models that have documents."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, PublishedPage)]


def site_of(page: Page, sites: list[Site]) -> Site | None:
    """Return the site of `sites` that a page stands in, the innermost one."""
    homes = [site for site in sites if page.path.startswith(site.root_page.path)]
    return max(homes, key=lambda site: len(site.root_page.path), default=None)
