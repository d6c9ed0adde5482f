"""Small IATI files that hold the traps of real ones."""

import io

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def activity(identifier="XX-1", body="", *, title="Against wildlife trafficking", attributes='default-currency="USD"'):
    """An activity with its reporting organisation and title; `body` follows them."""
    name = f"<title><narrative>{title}</narrative></title>" if title is not None else ""
    return (
        f'<iati-activity xml:lang="en" {attributes}>\n'
        f"<iati-identifier>{identifier}</iati-identifier>\n"
        '<reporting-org ref="US-GOV-1" type="10"><narrative>A donor</narrative></reporting-org>\n'
        f"{name}{body}</iati-activity>\n"
    )


def file_of(*activities, version='version="2.03"', more=""):
    """A file of activities, as bytes."""
    return (HEAD + f"<iati-activities {version} {more}>\n" + "".join(activities) + "</iati-activities>").encode()


def money(kind="2", value="100", *, day="2024-03-01", more="", attributes="", body=""):
    """A transaction."""
    return (
        f'<transaction {attributes}><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}" {more}>{value}</value>{body}</transaction>'
    )


def budget(value="100", *, kind="1", start="2024-01-01", end="2024-12-31", more=""):
    """A budget of a period."""
    return (
        f'<budget type="{kind}"><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f'<value value-date="{start}" {more}>{value}</value></budget>'
    )


class Endless(io.RawIOBase):
    """A file that begins somehow and then goes on for ever; it counts what was read of it."""

    def __init__(self, start, body):
        self.rest = start
        self.body = body * (1 + (1 << 16) // len(body))
        self.taken = 0

    def read(self, size=-1):
        while len(self.rest) < size:
            self.rest += self.body
        out, self.rest = self.rest[:size], self.rest[size:]
        self.taken += len(out)
        return out
