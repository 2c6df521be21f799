"""Settings of the benchmarks: the production server's, on a database of their own."""

import os

from site_core.settings.demo import *

DATABASE_NAME = os.environ.get("BENCH_DATABASE", "baoguan_bench")
DATABASES["default"]["NAME"] = DATABASE_NAME
ROOT_URLCONF = "tests.benchmarks.urls"
MEDIA_ROOT = VAR_DIR / "bench" / "media"
# Each database has the index of its own log of changes.
SEARCH_INDEX_DIR = VAR_DIR / "bench" / "search" / DATABASE_NAME
STATIC_ROOT = VAR_DIR / "bench" / "static"
# WhiteNoise warns of a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# As for an archive of this size: else much of a benchmark would be of the disk.
SEARCH_HOLD_INDEX = True
