"""A client that holds a copy of the paper, as news.api.changes tells it to."""

from typing import Any

from django.test import Client
from wagtail.models import Site

from news.models import PublishedDocument

CHANGES = "/api/v2/changes/"
Pages = dict[int, dict[str, Any]]


class Mirror:
    """The pages of one site, as the API gave them; `narrow` are filters."""

    def __init__(self, client: Client, **narrow: str) -> None:
        self.client = client
        self.narrow = narrow
        self.mark = 0
        self.pages: Pages = {}

    def start(self) -> None:
        """Note the mark, then list all that there is."""
        self.mark = self._ask()["meta"]["next"]
        self.pages = live_set(self.client)

    def follow(self, limit: int = 1000) -> int:
        """Read the log to its end; return how many entries there were."""
        read, more = 0, True
        while more:
            answer = self._ask(since=self.mark, limit=limit)
            for item in answer["items"]:
                self._apply(item)
            self.mark, more = answer["meta"]["next"], answer["meta"]["more"]
            read += len(answer["items"])
        return read

    def _ask(self, **parameters: int) -> dict[str, Any]:
        response = self.client.get(CHANGES, {**self.narrow, **parameters})
        assert response.status_code == 200, response.content
        return response.json()

    def _apply(self, item: dict[str, Any]) -> None:
        self.pages.pop(item["page"], None)
        if item["detail_url"] is None:
            assert item["kind"] == "withdrawn"
            return
        response = self.client.get(item["detail_url"])
        if response.status_code == 200:
            self.pages[item["page"]] = response.json()


def live_set(client: Client) -> Pages:
    """Return all public pages of the default site, each as its detail."""
    site = Site.objects.get(is_default_site=True)
    documents = PublishedDocument.objects.filter(site=site)
    return {
        pk: client.get(f"/api/v2/pages/{pk}/").json()
        for pk in documents.values_list("pk", flat=True)
    }
