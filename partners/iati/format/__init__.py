"""Reading and writing IATI files: pure Python over lxml, without Django."""

from partners.iati.format.activity import Activity, Budget, Narrative, Participant, Place, Relation, Sector, Transaction
from partners.iati.format.faults import FileRefusal, NoteCode, Notes, RefusalCode, SkipCode, Skipped
from partners.iati.format.reader import activities, check
from partners.iati.format.stream import LOOK_AT, look_at_head, no_memory

__all__ = [
    "LOOK_AT",
    "Activity",
    "Budget",
    "FileRefusal",
    "Narrative",
    "NoteCode",
    "Notes",
    "Participant",
    "Place",
    "RefusalCode",
    "Relation",
    "Sector",
    "SkipCode",
    "Skipped",
    "Transaction",
    "activities",
    "check",
    "look_at_head",
    "no_memory",
]
