"""A Dask cluster, of this machine or another, and the files that its workers read. An edge.

Dask places the work, sends it again when a worker dies, and starts a new worker in its stead; nothing here does.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import dask
from distributed import Client, LocalCluster, as_completed

from backfill.job import Job
from backfill.work import FileRead, read_file

# Each worker looks a hundred times a second what its threads do. They wait: the reading is a process of its own.
UNWATCHED = {"distributed.worker.profile.enabled": False}
RETRIES = 2  # of a file whose address failed; a file that kills its worker is given up by Dask itself, after three


class ClusterUnreachable(Exception):
    """There is no scheduler at the address; the message says what to look at."""


@contextmanager
def cluster(scheduler: str, workers: int) -> Iterator[Client]:
    """scheduler: tcp://HOST:PORT; empty: processes of this machine. workers: how many of these.

    Raises ClusterUnreachable.
    """
    if scheduler:
        try:
            client = Client(scheduler, timeout=20)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterUnreachable(
                f"no Dask scheduler answers at {scheduler} ({error}): does `dask scheduler` run there, on an open port?"
            ) from error
        with client:
            yield client
        return
    with (
        dask.config.set(UNWATCHED),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.ERROR
        ) as local,
        Client(local) as client,
    ):
        yield client


def read_all(client: Client, addresses: Sequence[str], job: Job) -> Iterator[tuple[str, FileRead | BaseException]]:
    """Each file as it is finished, or why it could not be read; the cluster keeps nothing of what was given out."""
    given = client.submit(_same, job, pure=False)  # sent once to a worker, and made again if that one dies
    futures = client.map(read_file, addresses, job=given, apart=True, pure=False, retries=RETRIES)
    named = {future.key: address for future, address in zip(futures, addresses, strict=True)}
    done = as_completed(futures, with_results=True, raise_errors=False)
    del futures
    for future, result in done:
        address = named.pop(future.key)
        yield address, result[1] if future.status == "error" else result
        future.release()


def _same(job: Job) -> Job:
    return job
