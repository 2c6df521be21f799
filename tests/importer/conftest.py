"""What the importer's tests share."""

from pathlib import Path

import pytest

from news.importer.read import find_post_files
from news.importer.run import import_posts
from tests.importer.builders import Import, ImportReport


@pytest.fixture
def bring(tmp_path: Path) -> Import:
    """Import what stands in the test's folder."""

    def run(*, is_dry_run: bool = False) -> ImportReport:
        report = ImportReport()
        import_posts(find_post_files([tmp_path]), report, is_dry_run=is_dry_run)
        return report

    return run
