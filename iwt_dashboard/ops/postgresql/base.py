"""The connection, as Django finds it by `ENGINE`."""

from django.db.backends.postgresql import base
from psycopg_pool.base import AttemptWithBackoff

from core.figures.settling import settle_own

# The pool waits one second, then two, between a dead connection and the next that it tries, and between two attempts at
# a database that is away: connections that died with it kept a reader waiting for four seconds after another database
# had taken its place.
AttemptWithBackoff.INITIAL_DELAY = 0.05


class DatabaseWrapper(base.DatabaseWrapper):
    """Figures that the transaction has marked are counted again within it, whatever wrote: an action, the
    administration or an import. Where that fails, nothing of the transaction stays."""

    _is_settling = False

    def _commit(self) -> None:
        if self.connection is not None and not self._is_settling and not self.get_autocommit():
            self._is_settling = True
            try:
                settle_own(self)
            except BaseException:
                self._rollback()  # type: ignore[attr-defined]
                raise
            finally:
                self._is_settling = False
        super()._commit()  # type: ignore[misc]
