"""A cluster of two workers over TCP, each in an empty folder: the same bytes, and a worker that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotated_edition import __version__
from annotated_edition.shelf.engine import Engine, Job, NoCluster
from annotated_edition.shelf.tasks import OtherVersion, check_version
from support.builds import tree
from support.shelves import build_here, make_shelf

pytestmark = pytest.mark.slow
pytest.importorskip("distributed")


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dask's in an empty folder."""
    folder.mkdir()
    command = [sys.executable, "-m", "dask", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers; its address, and the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    address = folder / "scheduler.json"
    serve = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(address)]
    work = ["worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--scheduler-file", str(address)]
    with (
        process(folder / "scheduler", *serve),
        process(folder / "one", *work) as one,
        process(folder / "two", *work) as two,
    ):
        end = time.monotonic() + 60
        while not address.is_file() and time.monotonic() < end:
            time.sleep(0.1)
        from distributed import Client

        with Client(scheduler_file=str(address), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address, [one, two]


class Watching(Engine):
    """Notes how many jobs it has run."""

    ran = 0

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, bytes | Exception]]:
        self.ran += len(jobs)
        return super().run(jobs)


def test_a_cluster_gives_the_same_bytes_as_this_process(cluster: tuple[str, list[object]], tmp_path: Path) -> None:
    here, there = make_shelf(tmp_path / "here"), make_shelf(tmp_path / "there")
    build_here(here)
    with Watching(cluster[0]) as engine:
        report = build_here(there, engine)
    assert (engine.ran, report.failed) == (6, {})
    sites = [tree(root / "site") for root in (here, there)]
    assert {path for path in sites[0] if sites[0][path] != sites[1].get(path)} <= {"shelf.sqlite"}
    assert sites[0].keys() == sites[1].keys()


def test_an_error_in_a_job_is_handed_back_and_stops_no_other(cluster: tuple[str, list[object]]) -> None:
    jobs = [Job("bad", check_version, lambda: ("0",)), Job("good", check_version, lambda: (__version__,))]
    with Engine(cluster[0]) as engine, pytest.raises(NoCluster):
        list(engine.run(jobs))
    with Engine(cluster[0]) as engine:
        jobs = [Job("bad", os.listdir, lambda: ("/nowhere",)), Job("good", os.getcwdb, tuple)]
        found = {job.name: type(result) for job, result in engine.run(jobs)}
    assert found == {"bad": FileNotFoundError, "good": bytes}


def test_no_scheduler_is_said_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotated_edition.shelf.engine.CLUSTER_PATIENCE", 0.2)
    with Engine("tcp://127.0.0.1:9") as engine, pytest.raises(NoCluster, match="address"):
        list(engine.run([Job("a", check_version, lambda: (__version__,))]))


def test_a_worker_of_another_version_is_refused() -> None:
    with pytest.raises(OtherVersion, match=__version__):
        check_version("0")


def test_the_work_of_a_worker_that_dies_is_done_by_another(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    def die_once(file: str) -> bytes:
        """End the process the first time, as a kill does; the second time, return what is asked for."""
        try:
            Path(file).touch(exist_ok=False)
        except FileExistsError:
            return b"done"
        os._exit(9)

    marked = str(tmp_path / "died")
    with Engine(cluster[0]) as engine:
        jobs = [Job(str(n), die_once, lambda: (marked,)) for n in range(4)]
        assert [result for _, result in engine.run(jobs)] == [b"done"] * 4
    assert [worker.poll() is not None for worker in cluster[1]].count(True) == 1
