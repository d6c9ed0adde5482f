"""Notes what a page, or a part of it, is made from while it is made: tables, and whether it hangs on who asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar, overload

from core.page_cache.audience import PUBLIC, audience_of, only, was_asked
from core.page_cache.tables import tables_in
from core.page_cache.versions import Versions

T = TypeVar("T")


@dataclass
class Made:
    """What something was made from. `is_unique`: it may be given out once only, or hangs on what has no version.
    `is_personal`: something asked who exactly the person is."""

    tables: set[str] = field(default_factory=set)
    is_unique: bool = False
    is_personal: bool = False

    def add(self, other: "Made") -> None:
        """Take in what something else was made from."""
        self.tables |= other.tables
        self.is_unique |= other.is_unique
        self.is_personal |= other.is_personal


class Building:
    """A page that is being built, as the request holds it (`request.building`)."""

    def __init__(self, versions: Versions, user: Any) -> None:
        self.versions = versions
        self._user = user
        # Asked for before it is noted whether anything asks who the person is.
        self.everybody, self.person = audience_of(user), only(user) if user.is_authenticated else PUBLIC
        self._outside, self._of_parts = Made(), Made()
        # What is being made by itself: the last within the one before it.
        self._open: list[Made] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Note which tables a statement reads (a wrapper of statements)."""
        found = tables_in(sql) if isinstance(sql, str) else None
        if found is None:
            self.current.is_unique = True
        else:
            self.current.tables |= found
        return execute(sql, params, many, context)

    @property
    def current(self) -> Made:
        """What is being made right now."""
        return self._open[-1] if self._open else self._outside

    @contextmanager
    def within(self, *, is_part: bool = False) -> Iterator[Made]:
        """Note by itself what something is made from. Of a part, nothing is shown elsewhere on the page."""
        self.current.is_personal |= was_asked(self._user)
        made = Made()
        self._open.append(made)
        try:
            yield made
        finally:
            made.is_personal |= was_asked(self._user)
            self._open.pop()
            self.take(made, is_part=is_part)

    def take(self, made: Made, *, is_part: bool = False) -> None:
        """Take in what was made by itself, now or earlier."""
        (self._of_parts if is_part and not self._open else self.current).add(made)

    def before(self) -> Made:
        """What anything that is made now may show beside what it reads itself: all that was read outside of parts."""
        found = Made()
        for one in (self._outside, *self._open):
            found.add(one)
        found.is_personal |= was_asked(self._user, forget=False)
        return found

    def whole(self) -> Made:
        """What the page was made from."""
        self.current.is_personal |= was_asked(self._user)
        found = Made()
        for one in (self._outside, self._of_parts):
            found.add(one)
        return found


_now: ContextVar[Building | None] = ContextVar("page that is being built", default=None)


def building_now() -> Building | None:
    """The page that is being built, if one is that may be kept."""
    return _now.get()


@contextmanager
def is_built(building: Building) -> Iterator[None]:
    """Let what is within be part of a page that is being built."""
    token = _now.set(building)
    try:
        yield
    finally:
        _now.reset(token)


class kept_attribute(Generic[T]):
    """A value that is made when it is first asked for. Each part of a page that shows it is made from what it reads."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self.__doc__, self._name = make, make.__doc__, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_kept_{name}"

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        held, building = vars(instance), building_now()
        if self._name in held:
            value, made = held[self._name]
            if building is not None:
                building.take(made)
        elif building is None:
            value, made = self._make(instance), Made()
        else:
            with building.within() as made:
                value = self._make(instance)
        held[self._name] = value, made
        found: T = value
        return found
