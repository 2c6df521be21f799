"""The pages endpoint read from documents, past the REST framework.

One switch: a request that `read_selection` (of a listing) or `_DETAIL` (of a page)
understands is answered here; every other goes to Wagtail's viewset (news.api.views),
which answers it from the page tables or says what is wrong with it.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v2.utils import BadRequestError

from news.api.caching import (
    Validity,
    etag_of,
    keep,
    known_versions,
    not_modified,
)
from news.api.embedding import embedded_json, read_embedded
from news.api.forms import detail_form
from news.api.listing import answer_listing
from news.api.parameters import read_include, refuse_repeated
from news.api.problems import bad_request, not_found, try_later
from news.api.reading import read_selection
from news.api.searching import SearchDownError
from news.api.selection import UnusualRequestError
from news.api.sites import addresses_of, choose_site, requested_host
from news.api.statements import page_of, read_page, read_path
from news.corrections.gone import gone_at, gone_by_id
from news.published.compose import Addresses, detail_url
from news.published.tags import cache_tags

JSON = "application/json"
# As Wagtail says it.
NO_PAGE = "No Page matches the given query."
_SAFE = ("GET", "HEAD")
_DETAIL = frozenset({"fields", "include", "_"})
_FIND = frozenset({"html_path", "fields", "include", "rich_text_format", "_"})

View = Callable[..., HttpResponseBase]


def quick(answer: View, usual: View) -> View:
    """Return a view that lets `answer` try first, and asks `usual` where it will not.

    Reading needs no transaction: a request saves its BEGIN and COMMIT.
    """

    @transaction.non_atomic_requests
    @csrf_exempt
    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method not in _SAFE:
            return usual(request, **path)
        try:
            return answer(request, **path)
        except UnusualRequestError:
            return usual(request, **path)
        except BadRequestError as error:
            return bad_request(error)
        except SearchDownError as error:
            return try_later(str(error))

    return view


def show_listing(request: HttpRequest) -> HttpResponseBase:
    """Answer with a page of a listing."""
    return answer_listing(request, read_selection(request.GET))


def show_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer with one page, in one statement."""
    if request.GET:
        _check_usual(request, _DETAIL)
        refuse_repeated(request.GET)
    hostname, port = requested_host(request)
    # What is embedded is told by the body.
    known = [] if "include" in request.GET else known_versions(request)
    row = choose_site(read_page(pk, hostname, known), (hostname, port))
    page = page_of(row) if row else None
    if row is None or page is None:
        return (row and gone_by_id(row[0], pk)) or not_found(NO_PAGE)
    return answer_page(request, page, row, addresses_of(request, row[1], row[2]))


def _check_usual(request: HttpRequest, names: frozenset[str]) -> None:
    is_usual = names.issuperset(request.GET)
    if not is_usual or any("\0" in value for value in request.GET.values()):
        raise UnusualRequestError


def answer_page(
    request: HttpRequest, page: Any, site: Any, at: Addresses
) -> HttpResponseBase:
    """Answer with a document; `site` begins with the columns of its site.

    The large columns of `page` are None where the client may have them already.
    """
    form = detail_form(
        request.wagtailapi_router,  # type: ignore[attr-defined]
        page.type,
        request.GET.get("fields"),
    )
    if "include" in request.GET:
        return _answer_with_embedded(request, page, site, at)
    tags = cache_tags(site[0], pages=[page.page_id])
    validity = Validity(etag_of(page.version, at), page.updated_at, tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    page = page if page.rest is not None else _read_again(page, site)
    if page is None:
        return not_found(NO_PAGE)
    return keep(HttpResponse(form.write(page, at), content_type=JSON), validity)


def _read_again(page: Any, site: Any) -> Any | None:
    """Return the whole document: the client's copy is of other addresses."""
    rows = read_page(page.page_id, site[1], [])
    return next((page_of(row) for row in rows if row[0] == site[0]), None)


def _answer_with_embedded(
    request: HttpRequest, page: Any, site: Any, at: Addresses
) -> HttpResponseBase:
    """Answer with a document and others; their versions are part of the ETag."""
    names = read_include(request.GET["include"])
    page = page if page.rest is not None else _read_again(page, site)
    if page is None:
        return not_found(NO_PAGE)
    embedded = read_embedded(names, [page], site[0])
    shown = [page, *(row for rows in embedded.values() for row in rows)]
    versions = [(row.page_id, row.version) for row in shown]
    tags = cache_tags(site[0], pages=dict.fromkeys(row.page_id for row in shown))
    validity = Validity(etag_of(page.version, at, names, versions), tags=tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    form = detail_form(
        request.wagtailapi_router,  # type: ignore[attr-defined]
        page.type,
        request.GET.get("fields"),
    )
    text = f"{form.write(page, at)[:-1]},{embedded_json(embedded, at)}}}"
    return keep(HttpResponse(text, content_type=JSON), validity)


def find_page(request: HttpRequest) -> HttpResponseBase:
    """Lead from a page's path to its detail, with all other parameters."""
    _check_usual(request, _FIND)
    steps = [step for step in request.GET.get("html_path", "").split("/") if step]
    if "html_path" not in request.GET:
        raise UnusualRequestError
    hostname, port = requested_host(request)
    path = "/".join(["", *steps, ""])
    row = choose_site(read_path(path, hostname), (hostname, port))
    page_id = row[-1] if row else None
    if row is None or page_id is None:
        return (row and gone_at(row[0], path)) or not_found()
    query = request.GET.copy()
    del query["html_path"]
    url = detail_url(page_id, addresses_of(request, row[1], row[2]).api)
    response = HttpResponseRedirect(f"{url}?{query.urlencode()}")
    tags = cache_tags(row[0], pages=[page_id])
    version, updated_at = row[-3:-1]
    return keep(response, Validity(etag_of(version, url), updated_at, tags))
