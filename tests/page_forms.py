"""Reads a form out of a page as a browser would send it, so that tests can type into it without a browser."""

from html.parser import HTMLParser
from typing import Any

Data = dict[str, list[str]]


class _Forms(HTMLParser):
    """Collects the forms of a page: their methods, and what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Data]] = []
        self._select: tuple[str, list[str], list[str]] | None = None
        self._textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "form":
            self.forms.append(((has.get("method") or "get").lower(), {}))
        elif tag == "input" and name:
            kind = has.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in has:
                    self._put(name, value or "on")
            elif kind not in ("submit", "file"):
                self._put(name, value)
        elif tag == "textarea" and name:
            self._textarea = (name, [])
        elif tag == "select" and name:
            self._select = (name, [], [])
        elif tag == "option" and self._select:
            self._select[2].append(value)
            if "selected" in has:
                self._select[1].append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            self._put(self._textarea[0], "".join(self._textarea[1]).removeprefix("\r\n").removeprefix("\n"))
            self._textarea = None
        elif tag == "select" and self._select:
            name, chosen, offered = self._select
            for value in chosen or offered[:1]:
                self._put(name, value)
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[1].append(data)

    def _put(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


def form_in(answer: Any, holding: str, /, **typed: Any) -> Data:
    """The form of a page that holds a field of this name, as it would be sent after typing; None empties a field."""
    parser = _Forms()
    parser.feed(answer.content.decode())
    data = next(data for _method, data in parser.forms if holding in data)
    for name, value in typed.items():
        data.pop(name, None)
        if value is not None:
            data[name] = value if isinstance(value, list) else [value]
    return data


def posted_form(answer: Any, number: int = -1) -> dict[str, str]:
    """What stands in a form that is posted: the last one of the page, unless `number` says which; one value a name."""
    parser = _Forms()
    parser.feed(answer.content.decode())
    data = [data for method, data in parser.forms if method == "post"][number]
    return {name: values[0] for name, values in data.items() if name != "csrfmiddlewaretoken"}


def chosen(answer: Any, /, **choices: str) -> Data:
    """The form of the conflict page with these choices: the name of a field to mine, theirs or both."""
    return form_in(answer, "merge_envelope", **{f"merge_choice_{name}": choice for name, choice in choices.items()})
