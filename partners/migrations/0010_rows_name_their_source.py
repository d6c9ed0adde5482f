"""A row that is verified, or shown as published, has its source. Those from before say that there is none."""

from typing import Any

from django.db import migrations, models

from core.sourced_rows import bring_in_line


def say_so(apps: Any, schema_editor: Any) -> None:
    """Bring the rows that are there in line."""
    bring_in_line(apps.get_model("partners", "Mechanism"), needs_source=True)
    bring_in_line(apps.get_model("partners", "HistoricalFunding"), needs_source=True)
    bring_in_line(apps.get_model("partners", "ExchangeRate"), needs_source=True)
    for name in ("Engagement", "MechanismSession", "Programme"):
        bring_in_line(apps.get_model("partners", name))


class Migration(migrations.Migration):
    dependencies = [
        ('core', '0007_rows_name_their_source'),
        ('partners', '0009_set_aside_stays'),
    ]

    operations = [
        migrations.RunPython(say_so, migrations.RunPython.noop),
        # Links of the rows written just now are checked here: a table that still waits for that cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_engagement_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='exchangerate',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_exchangerate_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='exchangerate',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='partners_exchangerate_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='historicalfunding',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_historicalfunding_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='historicalfunding',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='partners_historicalfunding_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_mechanism_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='partners_mechanism_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='mechanismsession',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_mechanismsession_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='partners_programme_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
    ]
