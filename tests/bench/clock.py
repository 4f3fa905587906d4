"""How long a piece of work takes, and how busy the machine was meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def best(work: Callable[[], object], times: int, clock: Callable[[], float] = time.process_time) -> float:
    """The least seconds of some calls: what else the machine does can only add.

    Processor time by default, which is wall time where nobody disturbs work on one processor.
    """
    taken = []
    for _again in range(times):
        started = clock()
        work()
        taken.append(clock() - started)
    return min(taken)


def load() -> str:
    """The load beside a figure: others may be using the machine."""
    return f"load {os.getloadavg()[0]:.1f}"
