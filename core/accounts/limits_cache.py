"""Where the limits on log-in attempts are counted: in the database, so that all worker processes count together."""

from datetime import timedelta
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

# Nothing here is kept for longer. What claims to be was written while the clock ran ahead, and is dropped: otherwise
# a clock that jumped forward for a minute would keep people out for as long as it had jumped.
LONGEST = timedelta(hours=1)


class LimitsCache(DatabaseCache):
    """Django's cache in a table, which forgets what a clock that ran ahead has written."""

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """The entries of these keys that hold now."""
        self._forget_the_future()
        return super().get_many(keys, version)

    def add(self, key: Any, value: Any, timeout: Any = ..., version: int | None = None) -> bool:
        """Set an entry where there is none that holds now."""
        self._forget_the_future()
        return super().add(key, value, **({} if timeout is ... else {"timeout": timeout}), version=version)

    def _forget_the_future(self) -> None:
        connection = connections[router.db_for_write(self.cache_model_class)]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        limit = connection.ops.adapt_datetimefield_value(timezone.now() + LONGEST)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires > %s", [limit])  # noqa: S608  the table is our own
