"""Reads reference data files: YAML or CSV that a person can read, each row with the line it stands on.

A YAML file holds `rows`, or names a CSV beside it in `rows_from`; `defaults` are given to every row that does not say
otherwise. Every scalar stays text ("NO" is no falsehood, "096" keeps its nought); only true, false and null are more.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.sources import BETWEEN, host_of, is_copy, is_published
from core.web_address import linkable

SOURCES = Path(__file__).parent / "data" / "sources.yaml"
LONGEST_TITLE = 300


class ReferenceDataError(Exception):
    """A data file is wrong; the message names the file, the line and what to mend."""


@dataclass(frozen=True)
class Row:
    """One row as it stands in a file."""

    file: Path
    line: int
    values: dict[str, Any]

    def wrong(self, message: str) -> ReferenceDataError:
        """The error that names this row."""
        return ReferenceDataError(f"{_shown(self.file)}, line {self.line}: {message}")

    def inside(self, name: str) -> "list[Row]":
        """The rows of a list inside this row."""
        items = self.values.get(name) or []
        if not isinstance(items, list) or not all(isinstance(item, _LinedDict) for item in items):
            raise self.wrong(f'"{name}" must be a list of rows')
        return [Row(self.file, item.line, dict(item)) for item in items]


class _LinedDict(dict[str, Any]):
    """A mapping that knows the line it began on."""

    line = 0


# The same loader, in C where the library was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """YAML in which only true, false and null are not text, and no key stands twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the name and shape are the library's


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|)$"), ["~", "n", ""])


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> _LinedDict:
    found = _LinedDict()
    found.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f'"{key}" stands twice in one row', key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_rows(path: Path) -> list[Row]:
    """The rows of a data file, defaults filled in. Raises ReferenceDataError where the file cannot be understood."""
    content = _parse(path)
    if unknown := set(content) - {"defaults", "rows", "rows_from"}:
        raise ReferenceDataError(f"{_shown(path)}: unknown heading {', '.join(sorted(unknown))}")
    if ("rows" in content) == ("rows_from" in content):
        raise ReferenceDataError(f'{_shown(path)}: give either "rows" or "rows_from"')
    defaults = content.get("defaults") or {}
    if "rows_from" in content:
        rows = _csv_rows(path.parent / content["rows_from"])
    else:
        rows = Row(path, 1, content).inside("rows")
    return [Row(row.file, row.line, {**defaults, **row.values}) for row in rows]


class Sources:
    """The register of sources by key: title, address, day; `copy` where no more than a copy was read, `not_read` for
    general knowledge and our conclusions, with `in_part`, its words beside a source that was published."""

    def __init__(self, path: Path = SOURCES) -> None:
        self._sources: dict[str, dict[str, Any]] = {}
        for key, entry in _parse(path).items():
            row = Row(path, getattr(entry, "line", 1), dict(entry or {}))
            if unknown := set(row.values) - {"title", "url", "copy", "date", "read_on", "not_read", "in_part"}:
                raise row.wrong(f"unknown key {', '.join(sorted(unknown))}")
            if not row.values.get("title"):
                raise row.wrong("a source needs a title")
            if (address := row.values.get("url")) and not linkable(address):
                raise row.wrong(f"{address} is no address on the web")
            if bool(row.values.get("not_read")) == is_published(row.values["title"]):
                raise row.wrong("only what was not published is not read, and its title begins so")
            if is_copy(row.values.get("url") or ""):
                raise row.wrong("that address is a copy which somebody else keeps: name it as the copy")
            self._sources[key] = row.values

    def fields(self, row: Row) -> dict[str, Any]:
        """The source fields that a row's `source` stands for: one key, or several with commas.

        What was published comes first, and of that what has its publisher's own address: it gives the beginning of the
        title, the date and the address, so that the three are of one source. The address of a copy is never given. Only
        a row whose every source was read, and read at its publisher's, is verified.
        """
        named = row.values.get("source") or ""
        keys = [str(key) for key in named] if isinstance(named, list) else [k.strip() for k in str(named).split(",")]
        if not all(keys):
            raise row.wrong("the row names no source")
        if missing := [key for key in keys if key not in self._sources]:
            raise row.wrong(f"unknown source {', '.join(missing)}")
        sources = sorted(
            (self._sources[key] for key in keys),
            key=lambda source: (bool(source.get("not_read")), not source.get("url")),
        )
        first, title = sources[0], _title_of(sources)
        if len(title) > LONGEST_TITLE:
            raise row.wrong(f"the titles of its sources are longer than {LONGEST_TITLE} characters together")
        return {
            "source_title": title,
            "source_url": next((source["url"] for source in sources if source.get("url")), ""),
            "source_date": first.get("date") or first.get("read_on"),
            "verified": not any(source.get("not_read") or source.get("copy") for source in sources),
        }

    def addresses(self) -> dict[str, str]:
        """The address of each source that was published, by the name under which rows carry it; empty where it has
        none of its own."""
        published = (source for source in self._sources.values() if not source.get("not_read"))
        return {_name_of(source): source.get("url") or "" for source in published}


@cache
def known_addresses() -> dict[str, str]:
    """The addresses of the sources in the register. It comes with the product, so it is read once."""
    return Sources().addresses()


def _name_of(source: dict[str, Any]) -> str:
    """What one source is called, with where a copy was read."""
    copy = source.get("copy")
    return f"{source['title']} (read as a copy at {host_of(copy) or copy})" if copy else str(source["title"])


def _title_of(sources: list[dict[str, Any]]) -> str:
    """What sources are called together, those that were published before the rest."""
    published = [_name_of(one) for one in sources if not one.get("not_read")]
    rest = [one for one in sources if one.get("not_read")]
    if not published:
        return BETWEEN.join(str(one["title"]) for one in rest)
    if sources[0].get("read_on") and "date" not in sources[0] and not sources[0].get("copy"):
        published[0] += f" (read {sources[0]['read_on']})"
    return BETWEEN.join([*published, *(f"in part {one['in_part']}" for one in rest)])


def _parse(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a stricter SafeLoader
    except OSError as error:
        raise ReferenceDataError(f"{_shown(path)}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ReferenceDataError(f"{_shown(path)}{where}: {getattr(error, 'problem', error)}") from error
    if not isinstance(content, dict):
        raise ReferenceDataError(f"{_shown(path)}: the file must be a mapping")
    return content


def _csv_rows(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            rows = [Row(path, reader.line_num, {k: v or None for k, v in row.items()}) for row in reader]
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"{_shown(path)}: cannot be read ({error})") from error
    for row in rows:
        if None in row.values:
            raise row.wrong("more cells than the heading has")
    return rows


def _shown(path: Path) -> str:
    """A path as a reader of the repository knows it: app, folder, file."""
    return "/".join(path.parts[-3:])
