"""Private addresses of calendars that work go on working until their person's sessions end the next time."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def let_work(apps: Any, schema_editor: Any) -> None:
    """Give each address the generation of its person's sessions."""
    person = apps.get_model("core", "User").objects.filter(pk=OuterRef("person"))
    rows = apps.get_model("partners", "CalendarAddress").objects.filter(person__session_generation__gt=0)
    rows.update(generation=Subquery(person.values("session_generation")))


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_calendar_generation"), ("core", "0004_organisation_merged")]
    operations = [migrations.RunPython(let_work, migrations.RunPython.noop)]
