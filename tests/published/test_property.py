"""Whatever editors do, and in whatever order: the read side says what the pages say.

`NEWSROOM_STEPS=40 NEWSROOM_EXAMPLES=500` lets them work for longer.
"""

import os

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, precondition, run_state_machine_as_test
from wagtail.models import Site

from news.models import PublishedDocument
from tests.api.mirror import Mirror, live_set
from tests.published.newsroom import Newsroom

STEPS = int(os.environ.get("NEWSROOM_STEPS", "10"))
EXAMPLES = int(os.environ.get("NEWSROOM_EXAMPLES", "12"))
# Listings whose length is wrong, or that know less than one of their documents.
_WRONG_LISTINGS = """
WITH counted AS (
    SELECT site_id || ' ' || key AS name, count(*) AS size, max(version) AS version
    FROM news_publisheddocument, unnest(keys) AS key GROUP BY 1
)
SELECT coalesce(listing.name, counted.name), listing.size, counted.size
FROM news_listing AS listing FULL JOIN counted USING (name)
WHERE coalesce(listing.size, 0) <> coalesce(counted.size, 0)
    OR listing.version < counted.version
"""


class WatchedNewsroom(Newsroom):
    """A newsroom whose documents are compared with its pages after every step."""

    mirror: Mirror | None = None

    @precondition(lambda newsroom: hasattr(newsroom, "rollback"))
    @invariant()
    def documents_agree_with_pages(self) -> None:
        """Find no document that differs, none missing and none too many."""
        call_command("rebuild_published", check=True, verbosity=0)

    @precondition(lambda newsroom: hasattr(newsroom, "rollback"))
    @invariant()
    def listings_count_documents(self) -> None:
        """Find every listing as long as it says."""
        with connection.cursor() as cursor:
            cursor.execute(_WRONG_LISTINGS)
            assert cursor.fetchall() == []

    @precondition(lambda newsroom: hasattr(newsroom, "rollback"))
    @invariant()
    def paths_are_unique(self) -> None:
        """Find no path given twice."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
            )

    @precondition(lambda newsroom: hasattr(newsroom, "rollback"))
    @invariant()
    def mirror_holds_what_is_public(self) -> None:
        """Find in a copy that follows the log every public page, and no other."""
        if self.mirror is None:
            self.mirror = Mirror(Client())
            self.mirror.start()
        self.mirror.follow()
        site = Site.objects.get(is_default_site=True)
        documents = PublishedDocument.objects.filter(site=site)
        assert self.mirror.pages.keys() == set(documents.values_list("pk", flat=True))

    def teardown(self) -> None:
        """Compare the copy word for word, then forget everything."""
        try:
            if self.mirror is not None:
                assert self.mirror.pages == live_set(self.mirror.client)
        finally:
            super().teardown()


@pytest.mark.django_db
def test_documents_follow_whatever_editors_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_state_machine_as_test(
        WatchedNewsroom,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="NEWSROOM_EXAMPLES" not in os.environ,
            database=None,
            print_blob=False,
            # Shrinking takes minutes; the steps are printed as they were.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
