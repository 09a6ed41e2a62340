"""Dask's scheduler and workers as processes of their own, on loopback, as someone would start them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client

WITHIN = 60
"""Seconds in which the processes must be there."""


@dataclass
class Cluster:
    """A scheduler's address and the processes of its workers, without a nanny unless ``options`` say so: what is killed stays dead."""

    address: str
    folder: Path
    options: Sequence[str] = ("--no-nanny",)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """Start another worker."""
        options = [*self.options, "--nthreads=1", "--no-dashboard", f"--local-directory={self.folder}"]
        self.workers.append(_start(["worker", self.address, *options], self.folder / "worker.log"))

    def kill_worker(self, number: int) -> None:
        """kill -9."""
        self.workers[number].send_signal(signal.SIGKILL)
        self.workers[number].wait()


@contextmanager
def cluster(folder: Path, workers: int = 2, options: Sequence[str] = ("--no-nanny",)) -> Iterator[Cluster]:
    """A scheduler and so many workers, all there when it is given."""
    log = folder / "scheduler.log"
    scheduler = _start(["scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard"], log)
    made = Cluster("", folder, options)
    try:
        made.address = _address(log)
        for _ in range(workers):
            made.add_worker()
        if workers:
            with Client(made.address) as client:
                client.wait_for_workers(workers, timeout=WITHIN)
        yield made
    finally:
        # At the end nothing of them is wanted any more: a worker that is told to close may wait for its scheduler.
        for process in (*made.workers, scheduler):
            process.kill()
        for process in (*made.workers, scheduler):
            process.wait(WITHIN)


def _start(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        command = [sys.executable, "-m", "dask", *arguments]
        return subprocess.Popen(command, stdout=file, stderr=file, env=dict(os.environ))


def _address(log: Path) -> str:
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text()):
            return found.group()
        time.sleep(0.05)
    raise TimeoutError(log.read_text())
