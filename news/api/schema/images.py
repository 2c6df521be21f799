"""Pictures, files and redirects: what the endpoints of the library answer with."""

from wagtail.api.v2.views import BaseAPIViewSet

from news.api.images import CROPS, FORMATS
from news.api.schema.notation import (
    NUMBER,
    TEXT,
    URL,
    Schema,
    chosen,
    constant,
    listed,
    noted,
    nullable,
    part_of,
    record,
    ref,
)
from news.api.views import (
    NewsDocumentsAPIViewSet,
    NewsImagesAPIViewSet,
    NewsRedirectsAPIViewSet,
)

_RENDITION = {"url": URL, "width": NUMBER, "height": NUMBER}
_RENDITIONS = {
    "src": noted(URL, "The largest JPEG; the original until renditions are made."),
    "srcset": listed(ref("ImageSource")),
    "crops": record(**{name: nullable(ref("ImageCrop")) for name in CROPS}),
    "placeholder": noted(nullable(TEXT), "A thumbhash in base64."),
    "color": noted(nullable(TEXT), "Its average, as #rrggbb."),
}
_POINT = record(x=NUMBER, y=NUMBER, width=NUMBER, height=NUMBER)
# By the names of the fields.
_FIELDS: dict[str, Schema] = {
    "id": NUMBER,
    "title": TEXT,
    "width": NUMBER,
    "height": NUMBER,
    "alt_text": TEXT,
    "credit": TEXT,
    "renditions": record(**_RENDITIONS),
    "detail_url": URL,
    "tags": listed(TEXT),
    "download_url": noted(TEXT, "The file as it was uploaded."),
    "old_path": noted(TEXT, "Without a slash at the end."),
    "location": noted(TEXT, "Where it leads."),
}
# Component names by endpoint.
LIBRARY: dict[str, type[BaseAPIViewSet]] = {
    "LibraryImage": NewsImagesAPIViewSet,
    "LibraryDocument": NewsDocumentsAPIViewSet,
    "Redirect": NewsRedirectsAPIViewSet,
}


def _form(viewset: type[BaseAPIViewSet], names: list[str], words: str) -> Schema:
    assert viewset.model is not None  # noqa: S101
    meta_names = viewset.get_meta_fields_names(viewset.model)
    label = viewset.model._meta.label
    fields = {**_FIELDS, "type": constant(label)}
    meta = {name: fields[name] for name in meta_names if name in names}
    body = {name: fields[name] for name in names if name not in meta}
    return record(words, **body, meta=record(**meta))


def _forms(name: str, viewset: type[BaseAPIViewSet]) -> dict[str, Schema]:
    """Return what the detail shows, what a listing shows, and parts by `fields=`."""
    shown = viewset.get_detail_default_fields(viewset.model)
    listed_names = viewset.get_listing_default_fields(viewset.model)
    whole = _form(viewset, shown, "As its detail shows it.")
    part = part_of(whole)
    part["properties"] = {
        **part["properties"],
        "meta": part_of(part["properties"]["meta"]),
    }
    return {
        name: whole,
        f"{name}Item": _form(viewset, listed_names, "As a listing shows it."),
        f"{name}Part": noted(part, "The members that `fields=` asked for."),
    }


def image_components() -> dict[str, Schema]:
    """Return the components of pictures and of the library's endpoints."""
    components = {
        "ImageSource": record(format=chosen(*FORMATS), **_RENDITION),
        "ImageCrop": record(**_RENDITION, srcset=listed(ref("ImageSource"))),
        "Image": record(
            "Sizes are pixels; the focal point is in pixels of the original.",
            id=NUMBER,
            title=TEXT,
            alt=TEXT,
            credit=TEXT,
            width=NUMBER,
            height=NUMBER,
            **_RENDITIONS,
            focal_point=nullable(_POINT),
        ),
    }
    for name, viewset in LIBRARY.items():
        components.update(_forms(name, viewset))
    return components
