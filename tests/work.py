"""Work counted in calls, Python's and C's: the same on every machine, however busy it is."""

from collections.abc import Callable
from cProfile import Profile


def calls(task: Callable[[], object]) -> int:
    profile = Profile()
    with profile:
        task()
    return sum(entry.callcount for entry in profile.getstats())
