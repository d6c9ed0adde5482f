"""The application that the server runs."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iwt_dashboard.settings")


class CarefulRequest(WSGIRequest):
    """A request whose content type may be anything: Django reads it before it can answer for an error."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            self.content_type, self.content_params = "application/octet-stream", {}


class CarefulHandler(WSGIHandler):
    """Django's handler, with requests of ours."""

    request_class = CarefulRequest


django.setup(set_prefix=False)
application = CarefulHandler()
