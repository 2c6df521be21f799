"""A story as Markdown, for programs that read.

At the address of the page with `index.md` behind it (no slug has a dot), or with `.md`
in place of its last slash, and at the address itself for who prefers `text/markdown`.
The API answers JSON, whatever is preferred: its `rich_text_format=markdown` writes the
members that are rich text so.
"""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.models import Site

from news.api.caching import Validity, etag_of, keep, not_modified
from news.corrections.gone import gone_page
from news.feeds.markdown import story_markdown
from news.feeds.roots import root_of, site_or_404
from news.published.models import STORY_TYPE, PublishedDocument
from news.published.resolve import Trace, resolve
from news.published.tags import cache_tags

MARKDOWN = "text/markdown"
FILE_NAME = "index.md"


@transaction.non_atomic_requests
@require_safe
def markdown_view(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the story at a path."""
    site = site_or_404(request)
    documents = PublishedDocument.objects.filter(site=site, type=STORY_TYPE)
    document = documents.defer("body_html", "text").filter(path=f"/{path}").first()
    if document is None:
        found = resolve(site, f"/{path}")
        if isinstance(found, Trace):
            return gone_page(request, site.pk, found)
        raise Http404(f"no story is at /{path}")
    return answer_markdown(request, site, document)


@transaction.non_atomic_requests
def markdown_twin(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the story whose address has `.md` in place of its last slash."""
    return markdown_view(request, f"{path}/")


def prefers_markdown(request: HttpRequest, document: PublishedDocument) -> bool:
    """Return whether a story is better answered as Markdown."""
    if document.type != STORY_TYPE:
        return False
    return request.get_preferred_type(["text/html", MARKDOWN]) == MARKDOWN


def answer_markdown(
    request: HttpRequest, site: Site, document: PublishedDocument
) -> HttpResponseBase:
    """Answer with a story as Markdown."""
    root = root_of(site)
    etag = etag_of(document.version, MARKDOWN, root)
    tags = cache_tags(site.pk, pages=[document.pk])
    validity = Validity(etag, document.updated_at, tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    response = HttpResponse(
        story_markdown(document, root), content_type=f"{MARKDOWN}; charset=utf-8"
    )
    # Search engines are to show the page, not this.
    response.headers["Link"] = f'<{root}{document.path}>; rel="canonical"'
    return keep(response, validity)
