"""Reads the YAML files of the demonstration."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def texts(name: str) -> Any:
    """The content of one file, without its ending: `texts("needs")`."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def setting(iso3: str) -> dict[str, Any]:
    """What the texts say of one member state's setting, by placeholder."""
    found: dict[str, Any] = texts("countries")[iso3]
    return found


def fill(text: str, words: dict[str, Any]) -> str:
    """The text with its placeholders filled, and a capital letter at its start."""
    filled = text.format_map(words).strip()
    return filled[:1].upper() + filled[1:]
