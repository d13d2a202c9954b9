"""The threads that run compiled networks: one team for the process, parked while there is nothing to do.

A network run on n threads is one function, called n times at once with thread numbers 0 … n−1; barriers inside wait for all
of them. So the n calls must really run at the same time, and each on a processor of its own: every member is pinned to
one, and the caller, which has none, sleeps until they are done. (A caller that computes too shares a
core with an unpinned member now and then: measured p99 of 11–27 ms instead of 0.3 ms.)
"""

import itertools
import os
import threading
from collections.abc import Callable
from functools import cache
from queue import SimpleQueue

from ..targets import usable_processors

Share = Callable[[int, int], None]
"""`share(thread, threads)`: one thread's part of the work."""


class Team:
    """Threads that take one job at a time; concurrent callers wait for each other."""

    def __init__(self) -> None:
        self._processors = usable_processors()
        self._members: list[_Member] = []
        self._busy = threading.Lock()

    def run(self, share: Share, threads: int) -> None:
        """Call `share(thread, threads)` for every thread at once; returns when all have returned."""
        job = _Job(share, threads)
        with self._busy:
            for number in range(len(self._members), threads):
                self._members.append(_Member(self._processors[number % len(self._processors)]))
            for thread, member in enumerate(self._members[:threads]):
                member.inbox.put((job, thread))
            failure = job.wait()
        if failure is not None:
            raise failure


class _Job:
    def __init__(self, share: Share, threads: int):
        self._share = share
        self._threads = threads
        self._returned = itertools.count(1)
        self._failure: BaseException | None = None
        self._is_done = False
        self._done: SimpleQueue[None] = SimpleQueue()

    def work(self, thread: int) -> None:
        """Do one thread's part; the last to return wakes the caller."""
        try:
            self._share(thread, self._threads)
        except BaseException as error:
            self._failure = error
        if next(self._returned) == self._threads:
            self._is_done = True
            self._done.put(None)

    def wait(self) -> BaseException | None:
        """Wait until all threads have returned; what one of them raised, or None.

        An interrupt (Ctrl-C) is answered only then: the members write into memory that the caller frees when it returns.
        """
        interrupt = None
        while not self._is_done:
            try:
                self._done.get()
            except KeyboardInterrupt as error:
                interrupt = error
        return interrupt or self._failure


class _Member:
    """A thread on a processor of its own."""

    def __init__(self, processor: int):
        self.inbox: SimpleQueue[tuple[_Job, int]] = SimpleQueue()
        threading.Thread(
            target=self._loop, args=(processor,), name=f"prunir-{processor}", daemon=True
        ).start()

    def _loop(self, processor: int) -> None:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {processor})
        while True:
            job, thread = self.inbox.get()
            job.work(thread)


@cache
def team() -> Team:
    """The process's team."""
    return Team()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=team.cache_clear)  # threads do not survive a fork
