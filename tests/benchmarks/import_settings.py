"""Settings of the import's benchmarks: those of the tests, but tasks are queued."""

from site_core.settings.test import *

TASKS["worker"] = {"BACKEND": "django_tasks_db.DatabaseBackend"}
