"""Tasks that tests of the queue leave to processes of their own."""

import os
import signal
import threading

from django_tasks import task

from news.models import Person


@task(backend="worker")
def sign(name: str) -> None:
    """Write something that a test can see."""
    Person.objects.create(name=name)


@task(backend="worker")
def die_once(name: str) -> None:
    """Kill the process at the first attempt."""
    if not Person.objects.filter(name=name).exists():
        Person.objects.create(name=name)
        os.kill(os.getpid(), signal.SIGKILL)
    Person.objects.create(name=f"{name}二")


@task(backend="worker")
def wait_for_ever(name: str) -> None:
    """Say that it has begun, and go on until it is stopped.

    Without signals: what listens to them swallows an interruption, and a task that
    ends would end the process only then.
    """
    Person.objects.bulk_create([Person(name=name)])
    threading.Event().wait()


@task(backend="worker")
def fail() -> None:
    """Raise an error."""
    raise ValueError("no such story")
