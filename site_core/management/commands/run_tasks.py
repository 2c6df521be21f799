"""Run background tasks; `run_worker` starts this beside itself."""

import logging
import signal
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from site_core.tasks import task_worker

logger = logging.getLogger("site_core.tasks")


class Command(BaseCommand):
    """One task after the other; several of these at once share the queue."""

    help = "Run background tasks. run_worker does so by itself; more may run beside."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C; the task at hand goes back into the queue."""
        with suppress(KeyboardInterrupt), task_worker() as worker:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, worker.shutdown)
            worker.run()
        logger.info("no more tasks are run here")
