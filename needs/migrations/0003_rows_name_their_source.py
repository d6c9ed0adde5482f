"""A row that is verified, or shown as published, has its source. Those from before say that there is none."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from core.sourced_rows import bring_in_line


def say_so(apps: Any, schema_editor: Any) -> None:
    """Bring the rows that are there in line."""
    bring_in_line(apps.get_model("needs", "Plan"), needs_source=True, unless=Q(is_demo=True))
    bring_in_line(apps.get_model("needs", "PlanObjective"))


class Migration(migrations.Migration):
    dependencies = [
        ('core', '0007_rows_name_their_source'),
        ('needs', '0002_plans_merged'),
    ]

    operations = [
        migrations.RunPython(say_so, migrations.RunPython.noop),
        # Links of the rows written just now are checked here: a table that still waits for that cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='needs_plan_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S'), ('is_demo', True), _connector='OR'), name='needs_plan_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='planobjective',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='needs_planobjective_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
    ]
