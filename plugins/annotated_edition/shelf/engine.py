"""Where the steps of each edition are run: in this process where they are few, else on a cluster of Dask."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any, NamedTuple

from .. import __version__
from .tasks import OtherVersion, check_version

#: So many jobs are done in this process sooner than a cluster starts.
FEW = 2
#: Jobs that wait at the cluster for each of its workers; more would only fill the memory.
WAITING = 2
#: Seconds for which a cluster that exists may be without an answer, or without a worker.
CLUSTER_PATIENCE = 30


class Job(NamedTuple):
    """Something to be done for one edition."""

    name: str
    """Name of the edition."""
    function: Callable[..., Any]
    """What does it."""
    arguments: Callable[[], tuple[Any, ...]]
    """Returns what the function is called with, when its turn has come."""


class NoCluster(Exception):
    """A cluster cannot be used; its first argument says why: `library`, `address` or `version`."""


class Engine:
    """Runs jobs, in any order; a cluster is started, or joined, when it is first needed."""

    def __init__(self, scheduler: str = "") -> None:
        self.scheduler = scheduler
        self.opened = contextlib.ExitStack()
        self.client: Any = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *raised: object) -> None:
        self.opened.close()

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Any]]:
        """Yield each job, as they end, with what came of it or why it failed. Raise NoCluster where none can be had."""
        here = not self.scheduler and (len(jobs) <= FEW or os.cpu_count() == 1 or not find_spec("distributed"))
        if here and self.client is None:
            yield from map(run_here, jobs)
        elif jobs:
            if self.client is None:
                self.client = self.opened.enter_context(_open_client(self.scheduler))
            yield from _run_on_cluster(self.client, jobs)


def run_here(job: Job) -> tuple[Job, Any]:
    """Do a job in this process; return it with what came of it."""
    try:
        return job, job.function(*job.arguments())
    except Exception as error:
        return job, error


def _run_on_cluster(client: Any, jobs: Sequence[Job]) -> Iterator[tuple[Job, Any]]:
    """Keep every worker busy and few jobs waiting; a worker that dies has its job done by another."""
    from distributed import as_completed

    pending = iter(jobs)
    running: dict[Any, Job] = {}
    ended = as_completed()
    while True:
        most = WAITING * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        while len(running) < most and (job := next(pending, None)):
            future = client.submit(job.function, *job.arguments(), pure=False, retries=1)
            running[future] = job
            ended.add(future)
        if not running:
            return
        future = next(ended)
        job = running.pop(future)
        error = future.exception()
        if isinstance(error, OtherVersion):
            raise NoCluster("version", future.key, str(error), __version__)
        yield job, error or future.result()


@contextlib.contextmanager
def _open_client(scheduler: str) -> Iterator[Any]:
    """Give a client of a cluster: of the one at an address, or of one of this machine's own processes."""
    if not find_spec("distributed"):
        raise NoCluster("library", scheduler, "", "")
    import dask
    from distributed import Client, LocalCluster

    quiet = {"distributed.worker.memory.terminate": False, "distributed.admin.large-graph-warning-threshold": "1GB"}
    # The hashes of texts do not change the order of anything from one worker to the next.
    environment = {"distributed.nanny.pre-spawn-environ.PYTHONHASHSEED": "0"}
    with dask.config.set({**quiet, **environment}), contextlib.ExitStack() as opened:
        if scheduler:
            try:
                client = opened.enter_context(Client(scheduler, timeout=CLUSTER_PATIENCE))
                client.wait_for_workers(1, timeout=CLUSTER_PATIENCE)
            except (OSError, TimeoutError, ValueError) as error:
                raise NoCluster("address", scheduler, str(error), "") from None
            _refuse_other_versions(client)
        else:
            local = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50, "memory_limit": 0}
            start = partial(LocalCluster, n_workers=os.cpu_count(), processes=True, **local)
            try:
                cluster = start()
            except RuntimeError:  # a worker was killed before it had started
                cluster = start()
            client = opened.enter_context(Client(opened.enter_context(cluster)))
        yield client


def _refuse_other_versions(client: Any) -> None:
    """Raise NoCluster for the first worker that has another version of the package, or none."""
    answers = client.run(check_version, __version__, on_error="return")
    for worker, answer in answers.items():
        if answer != __version__:
            theirs = str(answer) if isinstance(answer, OtherVersion) else "?"
            raise NoCluster("version", worker, theirs, __version__)
