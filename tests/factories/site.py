"""What surrounds the stories of a site, and the sections of its front page."""

from typing import Any

from news.models import HomePage, NewsPage, SiteSettings
from tests.factories.pages import home_page


def curate(*sections: tuple[str, dict[str, Any]]) -> HomePage:
    """Publish the front page with these sections."""
    page = home_page()
    page.sections = list(sections)
    page.save_revision().publish()
    return page


def headlines(*stories: NewsPage) -> tuple[str, dict[str, Any]]:
    """Return a section of chosen stories, pinned."""
    return ("headlines", {"stories": list(stories)})


def latest(number: int = 8, **fields: Any) -> tuple[str, dict[str, Any]]:
    """Return a section that fills itself with the newest stories."""
    return ("latest", {"title": "最新", "number": number, **fields})


def furnish(**fields: Any) -> SiteSettings:
    """Save settings of the site; streams are lists of the values of their blocks."""
    settings = SiteSettings.for_site(home_page().get_site())
    kinds = {"navigation": "item", "footer_links": "link", "social": "account"}
    for name, value in fields.items():
        kind = kinds.get(name)
        setattr(settings, name, [(kind, block) for block in value] if kind else value)
    settings.save()
    return settings


def link(title: str = "", **fields: Any) -> dict[str, Any]:
    """Return the value of a link: `page=` or `address=`."""
    return {"title": title, "page": None, "address": "", **fields}
