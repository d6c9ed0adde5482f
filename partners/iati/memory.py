"""Gives memory back to the system once a large file is through; Python and the C library keep it for the next one."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from partners.iati.format.stream import resident_memory

# What is less is needed again for the next file, and looking for it takes as long as a small one.
WORTH_GIVING_BACK = 10_000_000


@contextmanager
def giving_memory_back() -> Iterator[None]:
    """Free at the end what nobody holds any more, where much was taken meanwhile, and let the system have it; only
    Linux is asked for the latter."""
    before = resident_memory()
    try:
        yield
    finally:
        if resident_memory() - before > WORTH_GIVING_BACK:
            gc.collect()
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).malloc_trim(0)
