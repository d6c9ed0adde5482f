"""For whom a page is the same, found out while it is built: whether anything of it hung on who the person is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.models import User

# All that a page may ask of a person and still be everybody's of that role, in that team or organisation.
SHARED = ("role", "country_id", "organisation_id", "body", "is_alternate", "is_active")
# What Django keeps beside: the member state and the organisation themselves are loaded there.
NEUTRAL = frozenset({*SHARED, "_state", "backend", "__dict__"})
PUBLIC = "public"
NOTED = "_was_asked_who"


def audience_of(user: Any) -> str:
    """Everybody who sees the same as this person, as far as nothing asks who exactly it is."""
    if not user.is_authenticated:
        return PUBLIC
    return "|".join(str(getattr(user, name)) for name in SHARED)


def only(user: Any) -> str:
    """This person alone, in the role that they have now."""
    return f"{audience_of(user)}|{user.pk}"


def _get(self: Any, name: str) -> Any:
    data = object.__getattribute__(self, "__dict__")
    if name == "pk" or (name in data and name not in NEUTRAL):
        data[NOTED] = True
    return object.__getattribute__(self, name)


# A person that notes what is asked of it. Made without Django's own metaclass, which would take it for a further model.
_Noting: Any = type.__new__(type(User), "User", (User,), {"__getattribute__": _get, "__module__": User.__module__})


def was_asked(user: Any, *, forget: bool = True) -> bool:
    """Whether anything has asked who the person is since this was last asked; it is known from then on, unless it is
    not to be forgotten."""
    held = vars(getattr(user, "_wrapped", user))
    return bool(held.pop(NOTED, False) if forget else held.get(NOTED))


@contextmanager
def noting(user: Any) -> Iterator[None]:
    """Note whether anything asks who the person is. `user` is the one that the request holds, logged in or not."""
    if not user.is_authenticated:
        yield
        return
    # What `request.user` holds may stand behind a lazy object.
    person = getattr(user, "_wrapped", user)
    person.__class__ = _Noting
    try:
        yield
    finally:
        person.__class__ = User
