"""Dask's processes: some of this machine for the time of a command, or those that a scheduler has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Client, LocalCluster

from fengong.errors import GraphError

_PATIENCE = 10
"""Seconds."""


@contextmanager
def processes(workers: int | None, scheduler: str | None) -> Iterator[Client]:
    """Dask's processes: those of the scheduler at an address (tcp://…), else so many of this machine.

    Raises GraphError where the scheduler does not answer or has no worker.
    """
    if scheduler:
        try:
            client = Client(scheduler, timeout=_PATIENCE)
        except (OSError, ValueError, ImportError) as error:
            raise GraphError(f"no Dask scheduler answers at {scheduler}: {error}") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                words = f"start one with `dask worker {scheduler}`"
                raise GraphError(f"the Dask scheduler at {scheduler} has no worker: {words}") from None
            yield client
        return
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
