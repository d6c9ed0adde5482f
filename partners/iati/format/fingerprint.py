"""What an activity says, as one short text: the same where it says the same."""

import hashlib
from dataclasses import fields, replace

from partners.iati.format.activity import Activity

# Counted up when the reader learns to read more, which voids our signatures on earlier exports, and when the rules make
# something else of what is read: files already imported are looked at once more then.
READER = 2
RULES = 1
# Where it stands, when it was said, what we noted of it, and what is filled in for what our own words say.
NOT_SAID = ("line", "earlier_line", "updated", "notes", "shown_places", "shown_transactions", "fingerprint")

SAID = tuple(one.name for one in fields(Activity) if one.name not in NOT_SAID)


def fingerprint(activity: Activity) -> str:
    """The fingerprint of what an activity says, whatever its place in the file, the stamp of its last update, and our
    signature on it; with what our rules make of it."""
    if not activity.fingerprint:
        activity.fingerprint = _digest(activity, f"{READER}.{RULES}")
    return activity.fingerprint


def reading(activity: Activity) -> str:
    """The same without our rules: what was given out stays ours when these change."""
    return _digest(activity, f"{READER}")


def _digest(activity: Activity, version: str) -> str:
    digest = hashlib.sha256(version.encode())
    for name in SAID:
        value = getattr(activity, name)
        if name == "own" and value is not None:
            value = replace(value, signature="")
        for part in value if isinstance(value, list) else [value]:
            digest.update(f"{name}={part!r}\n".encode())
    return digest.hexdigest()
