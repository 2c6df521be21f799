"""What surrounds the stories of a site, and the sections of its front page."""

from news.api.schema.notation import (
    TEXT,
    Schema,
    chosen,
    listed,
    noted,
    nullable,
    record,
    ref,
)
from news.blocks.front import FrontPageBlock
from news.blocks.social import SERVICES

# `SiteSettings.notices` says which there are.
_NOTICES = ("icp", "police", "licence", "phone", "email")
_SECTIONS = FrontPageBlock.base_blocks  # type: ignore[attr-defined]
_LINK = {"title": TEXT, "path": nullable(TEXT), "url": nullable(TEXT)}
_FURNITURE: dict[str, Schema] = {
    "navigation": listed(ref("NavigationLink")),
    "footer": record(copyright=TEXT, links=listed(ref("Link"))),
    "notices": listed(ref("Notice")),
    "social": listed(ref("Account")),
}


def site_components() -> dict[str, Schema]:
    """Return the components of the site endpoint."""
    return {
        "Link": record("A path inside the site or a url; the other is null.", **_LINK),
        "NavigationLink": record(**_LINK, children=listed(ref("Link"))),
        "Notice": record(
            "What the law wants a site to show.",
            type=chosen(*_NOTICES),
            label=TEXT,
            text=TEXT,
            url=nullable(TEXT),
        ),
        "Account": record(
            "The paper at another service; the picture is a code to scan.",
            service=chosen(*(name for name, _label in SERVICES)),
            service_label=TEXT,
            title=TEXT,
            url=nullable(TEXT),
            picture=nullable(ref("Image")),
        ),
        "Furniture": record(**_FURNITURE),
        "Section": record(
            "A section of the front page with its stories.",
            type=chosen(*_SECTIONS),
            title=TEXT,
            path=noted(nullable(TEXT), "Leads to more of them, where there is more."),
            items=listed(ref("StoryCard")),
        ),
        "Site": record(
            name=TEXT, language=TEXT, **_FURNITURE, sections=listed(ref("Section"))
        ),
    }
