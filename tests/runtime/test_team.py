"""The team runs all shares at once, one job after the other."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from prunir.runtime.team import Team, team
from prunir.targets import usable_processors


def test_every_thread_gets_its_share():
    seen: set[tuple[int, int]] = set()
    Team().run(lambda thread, threads: seen.add((thread, threads)), 3)
    assert seen == {(0, 3), (1, 3), (2, 3)}


def test_shares_run_at_the_same_time():
    meeting = threading.Barrier(4)

    def share(thread: int, threads: int) -> None:
        meeting.wait(timeout=10)

    Team().run(share, 4)


def test_jobs_do_not_mix():
    shared, running = Team(), []

    def share(thread: int, threads: int) -> None:
        running.append(threading.get_ident())

    callers = [threading.Thread(target=shared.run, args=(share, 2)) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(running) == 40
    assert len(set(running)) == 2


def test_an_error_reaches_the_caller_and_the_team_lives_on():
    shared = Team()

    def fail(thread: int, threads: int) -> None:
        if thread == 1:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        shared.run(fail, 2)
    shared.run(lambda thread, threads: None, 2)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system does not signal threads")
def test_an_interrupt_waits_for_the_members():
    """They write into memory that the caller frees when it returns."""
    caller, returned = threading.get_ident(), []

    def share(thread: int, threads: int) -> None:
        if thread == 0:
            signal.pthread_kill(caller, signal.SIGINT)
        time.sleep(0.2)
        returned.append(thread)

    with pytest.raises(KeyboardInterrupt):
        Team().run(share, 2)
    assert sorted(returned) == [0, 1]


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not pin threads")
def test_members_are_pinned_and_the_caller_is_not():
    before, seen = os.sched_getaffinity(0), {}
    Team().run(lambda thread, threads: seen.update({thread: os.sched_getaffinity(0)}), 2)
    processors = usable_processors()
    assert seen == {i: {processors[i % len(processors)]} for i in range(2)}
    assert os.sched_getaffinity(0) == before


def test_there_is_one_team():
    assert team() is team()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_its_own_team():
    team().run(lambda thread, threads: None, 2)
    child = os.fork()
    if child == 0:
        team().run(lambda thread, threads: None, 2)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
