"""A row that is verified, or shown as published, has its source. Those from before say that there is none."""

from typing import Any

from django.db import migrations, models

from core.sourced_rows import bring_in_line


def say_so(apps: Any, schema_editor: Any) -> None:
    """Bring the rows that are there in line."""
    bring_in_line(apps.get_model("core", "Country"), needs_source=True)
    bring_in_line(apps.get_model("core", "Authority"), needs_source=True)
    bring_in_line(apps.get_model("core", "Priority"), needs_source=True)
    bring_in_line(apps.get_model("core", "PriorityCrosswalk"), needs_source=True)
    bring_in_line(apps.get_model("core", "Organisation"))


class Migration(migrations.Migration):
    dependencies = [
        ('core', '0006_address_of_a_press'),
    ]

    operations = [
        migrations.RunPython(say_so, migrations.RunPython.noop),
        # Links of the rows written just now are checked here: a table that still waits for that cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='authority',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='core_authority_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='authority',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='core_authority_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='core_country_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='core_country_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='core_organisation_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='priority',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='core_priority_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='priority',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='core_priority_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='prioritycrosswalk',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='core_prioritycrosswalk_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='prioritycrosswalk',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='core_prioritycrosswalk_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
    ]
