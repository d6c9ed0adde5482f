"""Engagements that were entered before they passed clearance stand as they stood: cleared, and public."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def let_stand(apps: Any, schema_editor: Any) -> None:
    """Clear what is there. What the release before writes from now on waits for its country."""
    rows = apps.get_model("partners", "Engagement").objects.filter(state="draft", created_by__isnull=True)
    rows.update(state="cleared", disclosure="public", cleared_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_engagement_clearance")]
    operations = [migrations.RunPython(let_stand, migrations.RunPython.noop)]
