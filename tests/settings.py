"""The settings under test: those of the product, in demonstration mode, beside a throwaway database.

Nothing is changed but the environment, and before the settings read it. pytest-django loads settings before any
conftest, so this is the first place of ours that a test run reaches.
"""

import os
import tempfile
from pathlib import Path

from tests.plugins.database import provide_database

provide_database()
# What is set here, a developer's .env does not override.
os.environ |= {
    "DEBUG": "0",
    "IWT_DEMO": "1",
    "SECRET_KEY": "for-tests-only",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "SECURE_COOKIES": "0",
    "SECURE_SSL_REDIRECT": "0",
    "BEHIND_PROXY": "0",
    "EMAIL_URL": "memory:",
    # One folder for all worlds of a run: a world is made once and its database handed out in copies.
    "DOCUMENTS_DIR": str(Path(tempfile.gettempdir()) / f"iwt-documents-{os.getuid()}"),
    "IATI_DIR": str(Path(tempfile.gettempdir()) / f"iwt-iati-{os.getuid()}"),
}

from iwt_dashboard.settings import *  # noqa: E402, F403, TID251  this is the one other settings module
