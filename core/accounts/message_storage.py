"""Storage of Django's messages: a cookie of this host alone, and the session for what does not fit into it."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """A signed cookie that no other host, not even one of the same domain, can set."""

    cookie_name = settings.MESSAGES_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """The cookie first, then the session for what does not fit into the cookie."""

    storage_classes = (HostCookieStorage, SessionStorage)
