"""Partitions spread over Dask's processes: a window of them at a time, and again where a process is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from distributed import Client, Future, KilledWorker, as_completed

from fengong.partition import Job, make, probe

_AHEAD = 2
"""Partitions that wait for each process: it never stands idle, and no more is held than these."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The processes of a client, given a few jobs at a time."""

    client: Client

    def over(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """(job, its record) as they are done; a job comes back with what ended its process left out.

        Dask gives a job to another process when one is lost. A job that lost several is looked through, a
        source at a time. Raises GraphError where a process cannot write.
        """
        rest = iter(jobs)
        running: dict[Any, Job] = {}
        done = as_completed()
        while True:
            while len(running) < self._room() and (job := next(rest, None)) is not None:
                done.add(self._submit(job, running))
            if not running:
                return
            future = next(done)
            job = running.pop(future.key)
            try:
                record = future.result()
            except KilledWorker:
                done.add(self._submit(self._without_killers(job), running))
                continue
            future.release()
            yield job, record

    def _room(self) -> int:
        return _AHEAD * max(1, len(self.client.nthreads()))

    def _submit(self, job: Job, running: dict[Any, Job]) -> Future[Any]:
        future = self.client.submit(make, job, pure=False, retries=1)
        running[future.key] = job
        return future

    def _without_killers(self, job: Job) -> Job:
        """The job without the sources that end a process each time they are read."""
        known = {source for source, _ in job.left_out}
        lost = [source for source, _ in job.sources if source not in known and self._kills(source, job.base)]
        words = "reading it ended the program that read it; leave it out"
        return replace(job, left_out=(*job.left_out, *((one, f"{one}: {words}") for one in lost)))

    def _kills(self, source: str, base: str) -> bool:
        try:
            self.client.submit(probe, source, base, pure=False).result()
        except KilledWorker:
            return True
        return False
