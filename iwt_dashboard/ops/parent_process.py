"""Processes that end with the one that started them, however that one ended."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(expected: int | None = None) -> None:
    """Ask Linux for a SIGTERM when our parent process ends; elsewhere the terminal does as much.

    `expected` is the parent that there should be: one that is gone already sends nothing any more.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if expected is not None and os.getppid() != expected:
        os.kill(os.getpid(), signal.SIGTERM)
