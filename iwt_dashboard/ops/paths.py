"""The one folder the product writes to: database, static files, generated secrets.

Imports no Django: the settings ask here.
"""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def var_dir() -> Path:
    """`var/` in the checkout, or the folder that `IWT_VAR` names."""
    return Path(os.environ.get("IWT_VAR") or BASE_DIR / "var").resolve()


def kept_secret(name: str, *, words: int = 16) -> str:
    """A random text, `words` groups of four hex digits, generated once and kept in `var/NAME` for its owner only.

    The file appears complete or not at all, and the first of two processes at once wins.
    """
    path = var_dir() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text("-".join(secrets.token_hex(2) for _ in range(words)))
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
