"""The address that pages of the default site give in full, as `html_url` does."""

from wagtail.models import Site

# What the migrations write, as they cannot know the address.
UNNAMED = "localhost"


def name_default_site(hostname: str, port: int) -> None:
    """Give the default site its address, unless somebody has given it one.

    An address that another site has already stays with that site.
    """
    site = Site.objects.filter(is_default_site=True, hostname=UNNAMED).first()
    if site is None or Site.objects.filter(hostname=hostname, port=port).exists():
        return
    site.hostname, site.port = hostname, port
    site.save()
