"""Wagtail's viewset for pages: the way of the requests that documents do not answer."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, JsonResponse
from django.urls import path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView
from wagtail.api.rich_text import APIRichText
from wagtail.api.v2.filters import FieldsFilter, SearchFilter
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import PageHtmlUrlField, PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page, Site

from news.api.listing import answer_listing
from news.api.pages import answer_page, find_page, quick, show_listing, show_page
from news.api.parameters import ADDED_PARAMETERS, read_added
from news.api.problems import ParameterError
from news.api.refusals import (
    LISTING_ONLY,
    check_format,
    checked_operator,
    unknown_parameters,
)
from news.api.selection import Selection
from news.api.sites import addresses_of
from news.api.strict import StrictAPIViewSet
from news.corrections.gone import gone_named
from news.models import NewsPage
from news.published.compose import Addresses
from news.published.documents import document_models
from news.published.jsonld import MEMBER
from news.published.models import PublishedDocument
from news.querysets import attach_categories

# Of `fields`: its name, and no members of its own.
_WRITTEN = (MEMBER, None)


class RequestHtmlUrlField(PageHtmlUrlField):
    """A page's address, made with the request: it keeps the sites it has read."""

    def to_representation(self, page: Page) -> str | None:
        """Return the full address."""
        return page.get_full_url(self.context["request"])


class NewsPageSerializer(PageSerializer):
    """Wagtail's page serializer without its query a row for addresses."""

    html_url = RequestHtmlUrlField(read_only=True)


class AddedParametersFilter(FieldsFilter):
    """Wagtail's filter by fields, for those that have no richer filter here."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet, view: APIView
    ) -> QuerySet:
        """Leave out the parameters that `read_added` takes over."""
        others = {
            name: value
            for name, value in request.GET.items()
            if name not in ADDED_PARAMETERS
        }
        return super().filter_queryset(SimpleNamespace(GET=others), queryset, view)


class NewsPagesAPIViewSet(StrictAPIViewSet, PagesAPIViewSet):
    """Pages, as Wagtail's viewset finds them and as their documents show them.

    Answers what news.api.pages does not: rare filters and orders, rich text in another
    format, and everything that is wrong with a request, in Wagtail's own words.
    """

    base_serializer_class = NewsPageSerializer
    filter_backends = [
        AddedParametersFilter,
        *(
            backend
            for backend in PagesAPIViewSet.filter_backends
            if backend not in (FieldsFilter, SearchFilter)
        ),
    ]
    known_query_parameters = PagesAPIViewSet.known_query_parameters | ADDED_PARAMETERS

    @classmethod
    def get_urlpatterns(cls) -> list[Any]:
        """Let documents answer first."""
        usual = {
            action: cls.as_view({"get": f"{action}_view"})
            for action in ("listing", "detail", "find")
        }
        return [
            path("", quick(show_listing, usual["listing"]), name="listing"),
            path("<int:pk>/", quick(show_page, usual["detail"]), name="detail"),
            path("find/", quick(find_page, usual["find"]), name="find"),
        ]

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """Add a card's fields to Wagtail's when the listing is of stories."""
        fields = super().get_listing_default_fields(model)
        if model is not NewsPage:
            return fields
        return [
            *fields,
            "kicker",
            "subtitle",
            "summary",
            "lead_image",
            "category",
            "byline",
            "source",
            "published_at",
            "tags",
        ]

    @classmethod
    def _get_serializer_class(
        cls,
        router: WagtailAPIRouter,
        model: type[Page],
        fields_config: list[Any],
        show_details: bool = False,
        nested: bool = False,
    ) -> Any:
        """Let a member of a story pass that news.api.forms writes."""
        if model is NewsPage and show_details:
            fields_config = [part for part in fields_config if part[::2] != _WRITTEN]
        return super()._get_serializer_class(
            router, model, fields_config, show_details=show_details, nested=nested
        )

    def get_base_queryset(self) -> QuerySet:
        """Return the pages of the site that have a document: what readers may see."""
        try:
            site = SiteFilterValidator(
                site=self.request.GET.get("site"), request=self.request
            ).site_obj
        except ValueError as error:
            raise BadRequestError(str(error)) from error
        documents = PublishedDocument.objects.filter(site=site)
        return Page.objects.filter(pk__in=documents.values("page_id"))

    def check_query_parameters(self, queryset: QuerySet) -> None:
        """List what is allowed to somebody who sent something else."""
        fields = self.get_available_fields(queryset.model, db_fields_only=True)
        allowed = {*fields, *self.known_query_parameters}
        if self.action == "find_view":
            allowed |= self.find_query_parameters
        if unknown := sorted(set(self.request.GET) - allowed):
            raise unknown_parameters(unknown, allowed)

    def get_queryset(self) -> QuerySet:
        """Name the type that does not exist."""
        try:
            return super().get_queryset()
        except BadRequestError as error:
            kind = self.request.GET.get("type")
            if str(error) != "type doesn't exist":
                raise
            raise ParameterError(
                str(error),
                parameter="type",
                allowed=[model._meta.label for model in document_models()],
                detail=f"type '{kind}' doesn't exist",
            ) from error

    def listing_view(self, request: Request) -> HttpResponseBase:
        """Answer with the documents of the pages that Wagtail's filters find."""
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        selection = Selection(model=queryset.model)
        queryset = self.filter_queryset(queryset)
        self.select_pages(selection, queryset)
        self.get_serializer_class()
        rich_text_format = self.resolve_rich_text_format()
        is_stored = rich_text_format == APIRichText.get_default_format()
        write = None if is_stored else self.write_pages
        return answer_listing(request._request, selection, write)

    def select_pages(self, selection: Selection, queryset: QuerySet) -> None:
        """Take over the pages found, and the parameters that Wagtail does not have."""
        parameters = self.request.GET
        if "search" in parameters:
            if getattr(queryset, "_filtered_by_tag", False):
                raise BadRequestError(
                    "filtering by tag with a search query is not supported"
                )
            operator = checked_operator(parameters.get("search_operator"))
            selection.search = (parameters["search"], operator)
        part = WagtailPagination().paginate_queryset(_Part(), self.request)
        selection.offset, selection.limit = part.start, part.stop - part.start
        selection.site = parameters.get("site") or None
        selection.fields = parameters.get("fields")
        selection.is_ordered = bool(parameters.get("order"))
        selection.is_random = parameters.get("order") == "random"
        selection.order = "stock.place"
        selection.is_keyed = False
        read_added(selection, parameters)
        try:
            sql, values = queryset.values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE false", ()
        selection.pages = (sql, values)

    def write_pages(self, rows: Sequence[Any], at: Addresses) -> list[str]:
        """Return the items of a listing whose rich text is not that of documents."""
        serializer_class = self.get_serializer_class()
        model = serializer_class.Meta.model
        pages = model.objects.filter(pk__in=[row.page_id for row in rows])
        if model is NewsPage:
            pages = pages.with_card_relations()
            attach_categories(pages)
        context = self.get_serializer_context()
        by_id = {page.pk: page for page in pages}
        return [
            JSONRenderer()
            .render(serializer_class(by_id[row.page_id], context=context).data)
            .decode()
            for row in rows
            if row.page_id in by_id
        ]

    def detail_view(self, request: Request, pk: int) -> HttpResponseBase:
        """Answer with the document of a page, if Wagtail's filters find it."""
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        self.check_detail_parameters()
        try:
            page = self.get_object()
        except Http404:
            if gone := gone_named(request, {"id": str(pk)}):
                return gone
            raise
        self.get_serializer_class()
        rich_text_format = self.resolve_rich_text_format()
        if rich_text_format != APIRichText.get_default_format():
            check_format(request, type(page), rich_text_format)
            serializer = self.get_serializer(page)
            return JsonResponse(
                serializer.data, json_dumps_params={"ensure_ascii": False}
            )
        document = PublishedDocument.objects.select_related("site").get(pk=page.pk)
        site = document.site
        row = (
            site.pk,
            site.hostname,
            site.port,
            site.is_default_site,
            site.root_page_id,
        )
        asked = Site.find_for_request(request)
        at = addresses_of(request, site.hostname, site.port, asked)
        return answer_page(request._request, document, row, at)

    def check_detail_parameters(self) -> None:
        """Refuse what has a meaning for listings only."""
        if misplaced := sorted(LISTING_ONLY & self.request.GET.keys()):
            allowed = self.known_query_parameters - LISTING_ONLY
            raise unknown_parameters(misplaced, allowed)

    def find_view(self, request: Request) -> HttpResponseBase:
        """Lead to the detail of a page, found by path or id."""
        self.check_query_parameters(self.get_queryset())
        self.check_detail_parameters()
        try:
            return super().find_view(request)
        except Http404:
            if gone := gone_named(request, request.GET):
                return gone
            raise


class _Part:
    """Lets Wagtail check `offset` and `limit` without counting anything."""

    def count(self) -> int:
        """Return a number that nobody reads."""
        return 0

    def __getitem__(self, part: slice) -> slice:
        return part
