"""GET /api/v2/resolve/?path=: what is at an address, in one answer.

`path` is the path of a page, with or without slashes around it, percent-encoded or
not, with or without query and fragment, or a whole address of a site here. `site=`
("host" or "host:port") asks for another site than that of the host.

* 200 `{"kind": "page", "document": PAGE}`: PAGE as the detail endpoint describes it.
* 200 `{"kind": "redirect", "to", "status": 301 | 302, "permanent", "page": {"id",
  "type", "detail_url"} | null}`: `to` is a path of the same site, or a whole address
  elsewhere. Editors' redirects are followed to their end; a page that has moved, or
  whose category has, is found at each address it ever had.
* 410 `{"kind": "gone", "page": ID, "last_seen": TIME, "notice": NOTICE | null}` (a
  problem): a page that was here is public no more; of a withdrawn story NOTICE is what
  its readers are told, `{"id", "kind", "kind_label", "text", "at", "title"}`.
* 404 (a problem): there was never anything; also where redirects run in a circle.
"""

from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.models import Site

from news.api.caching import Validity, etag_of, keep, not_modified
from news.api.endpoints import reading, requested_site
from news.api.problems import ParameterError, not_found
from news.api.sites import addresses_of
from news.corrections.gone import gone_problem
from news.published.compose import detail_item, detail_url, dumps
from news.published.models import PublishedDocument
from news.published.resolve import Circle, Redirection, Trace, resolve
from news.published.tags import cache_tags

_JSON = "application/json"
_GONE = "the page that was at this path is public no more"


@reading("path", "site")
def resolve_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with what is at `path`."""
    parts = _read_path(request)
    site = requested_site(request)
    if parts.netloc and not _is_of(site, parts, request):
        site = _site_of(parts)
    found = resolve(site, parts._replace(scheme="", netloc="", fragment="").geturl())
    if isinstance(found, PublishedDocument):
        return _answer_page(request, site, found)
    if isinstance(found, Redirection):
        return _answer_redirect(request, site, found)
    if isinstance(found, Trace):
        return gone_problem(site.pk, found.page_id, found.last_seen, _GONE)
    if isinstance(found, Circle):
        return not_found("redirects from this path run in a circle")
    return not_found("nothing is at this path, and nothing was")


def _read_path(request: HttpRequest) -> SplitResult:
    path = request.GET.get("path")
    if not path:
        raise ParameterError("path is required", parameter="path")
    try:
        parts = urlsplit(path)
        parts.hostname, parts.port  # noqa: B018 (reading them checks them)
    except ValueError as error:
        raise ParameterError(
            f"'{path}' is not an address: {error}", parameter="path"
        ) from error
    if parts.scheme not in ("", "http", "https"):
        raise ParameterError(
            f"path must be a path or a web address, not '{path}'",
            parameter="path",
            allowed=["/linhuribao/lake/", "https://paper.example/linhuribao/lake/"],
        )
    # A second slash would make a host of what follows.
    return parts._replace(path=f"/{parts.path.lstrip('/')}")


def _is_of(site: Site, parts: SplitResult, request: HttpRequest) -> bool:
    return parts.hostname == site.hostname or (
        "site" not in request.GET and parts.netloc == request.get_host()
    )


def _site_of(parts: SplitResult) -> Site:
    sites = list(Site.objects.filter(hostname=parts.hostname).order_by("pk"))
    if not sites:
        raise ParameterError(
            f"'{parts.hostname}' is the host of no site here", parameter="path"
        )
    same_port = [site for site in sites if site.port == parts.port]
    return (same_port or sites)[0]


def _answer_page(
    request: HttpRequest, site: Site, document: PublishedDocument
) -> HttpResponseBase:
    at = addresses_of(request, site.hostname, site.port)
    tags = cache_tags(site.pk, pages=[document.pk])
    etag = etag_of(document.version, "page", at)
    validity = Validity(etag, document.updated_at, tags)
    text = f'{{"kind":"page","document":{detail_item(document, at)}}}'
    return _answer(request, text, validity)


def _answer_redirect(
    request: HttpRequest, site: Site, found: Redirection
) -> HttpResponseBase:
    at = addresses_of(request, site.hostname, site.port)
    page = found.page_id and {
        "id": found.page_id,
        "type": found.type,
        "detail_url": detail_url(found.page_id, at.api),
    }
    status = HTTPStatus.MOVED_PERMANENTLY if found.is_permanent else HTTPStatus.FOUND
    text = dumps(
        {
            "kind": "redirect",
            "to": found.to,
            "status": status,
            "permanent": found.is_permanent,
            "page": page,
        }
    )
    validity = Validity(etag_of("r", text), tags=found.tags(site))
    return _answer(request, text, validity)


def _answer(request: HttpRequest, text: str, validity: Validity) -> HttpResponseBase:
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    return keep(HttpResponse(text, content_type=_JSON), validity)
