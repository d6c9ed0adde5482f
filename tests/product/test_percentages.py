"""Every percentage in the product goes through one formatter, `core.formatting.per_cent`.

A sign of per cent that is typed beside a figure anywhere else could say 100% of what is not the whole.
"""

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
# {{ share }}%, {{ share }} %, {% endif %}%
IN_TEMPLATE = re.compile(r"(\}\}|%\})\s?%(?!\})")
# f"{share}%", "%(share)s%%", "{:.0%}"
IN_TEXT = re.compile(r"\}\s?%(?![(\w{}])|%\(\w+\)[sd.\d]*f?\s?%%|:[.,\d]*%\}")
WRITES = "core/formatting.py"


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


def modules() -> list[Path]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
    return sorted(path for path in found if path.relative_to(ROOT).as_posix() != WRITES)


def texts_in(source: str) -> list[str]:
    """The string literals of a module, as they are typed."""
    kinds = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    return [token.string for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type in kinds]


def test_no_template_types_a_percentage() -> None:
    found = {}
    for path in templates():
        lines = [line for line in path.read_text().splitlines() if IN_TEMPLATE.search(line)]
        if lines:
            found[path.relative_to(ROOT).as_posix()] = lines

    assert found == {}


def test_no_module_types_a_percentage() -> None:
    found = {}
    for path in modules():
        texts = [text for text in texts_in(path.read_text()) if IN_TEXT.search(text)]
        if texts:
            found[path.relative_to(ROOT).as_posix()] = texts

    assert found == {}


@pytest.mark.parametrize("line", ["<td>{{ row.share|number }}%</td>", "{{ confirmed }} % confirmed", "{% endif %}%"])
def test_the_search_finds_what_a_template_could_type(line: str) -> None:
    assert IN_TEMPLATE.search(line)


@pytest.mark.parametrize("text", ['f"{share}%"', '"%(share)s%% for %(name)s"', '"%(share)d%%"', 'f"{share:.0%}"'])
def test_the_search_finds_what_a_module_could_type(text: str) -> None:
    assert IN_TEXT.search(text)


@pytest.mark.parametrize("line", ["{{ name }}{% if x %}", "{% translate 'a' %} {% endif %}"])
def test_the_search_leaves_tags_alone(line: str) -> None:
    assert not IN_TEMPLATE.search(line)
