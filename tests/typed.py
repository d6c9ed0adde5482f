"""What a browser would send if a form on a page were sent as it stands."""

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


def posted_form(answer, number=-1):
    """The names and values of a form of a page: the last one, unless `number` says which."""
    page = html5lib.parse(answer.content.decode())
    form = page.findall(f".//{HTML}form[@method='post']")[number]
    found = {}
    for field in form.iter():
        name, kind = field.get("name"), field.tag.removeprefix(HTML)
        if not name or name == "csrfmiddlewaretoken":
            continue
        if kind == "textarea":
            found[name] = field.text or ""
        elif kind == "select":
            chosen = [o.get("value", "") for o in field.iter(f"{HTML}option") if o.get("selected") is not None]
            found[name] = chosen[0] if chosen else ""
        elif kind == "input" and field.get("type") in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                found[name] = field.get("value", "on")
        elif kind == "input" and field.get("type") not in {"submit", "file"}:
            found[name] = field.get("value", "")
    return found
