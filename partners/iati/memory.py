"""Gives memory back to the system once a large file is through; Python and the C library keep it for the next one."""

import ctypes
import gc
from contextlib import suppress


def give_back_memory() -> None:
    """Free what nobody holds any more, and let the system have it; only Linux is asked for the latter."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
