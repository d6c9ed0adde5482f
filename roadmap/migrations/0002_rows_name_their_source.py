"""A row that is verified, or shown as published, has its source. Those from before say that there is none."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from core.sourced_rows import bring_in_line


def say_so(apps: Any, schema_editor: Any) -> None:
    """Bring the rows that are there in line."""
    bring_in_line(apps.get_model("roadmap", "Commitment"), needs_source=True)
    bring_in_line(apps.get_model("roadmap", "ExternalProcess"), needs_source=True)
    bring_in_line(apps.get_model("roadmap", "Framework"), needs_source=True, unless=Q(is_demo=True))
    bring_in_line(apps.get_model("roadmap", "Goal"), needs_source=True, unless=Q(is_demo=True) | Q(country__isnull=False))
    bring_in_line(apps.get_model("roadmap", "Observation"), needs_source=True, unless=Q(origin="country"))
    for name in ("Action", "Indicator", "CountryIndicator"):
        bring_in_line(apps.get_model("roadmap", name))


class Migration(migrations.Migration):
    dependencies = [
        ('core', '0007_rows_name_their_source'),
        ('roadmap', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(say_so, migrations.RunPython.noop),
        # Links of the rows written just now are checked here: a table that still waits for that cannot be altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_action_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_commitment_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='roadmap_commitment_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='countryindicator',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_countryindicator_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='externalprocess',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_externalprocess_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='externalprocess',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S')), name='roadmap_externalprocess_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='framework',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_framework_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='framework',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S'), ('is_demo', True), _connector='OR'), name='roadmap_framework_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_goal_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S'), ('is_demo', True), ('country__isnull', False), _connector='OR'), name='roadmap_goal_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_indicator_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('verified', False), ('source_title__regex', '^(?!General knowledge|Worked out by this project|No source on record|.*; in part general knowledge|.*; in part worked out by this project|.*; in part no source on record).*\\S'), _connector='OR'), name='roadmap_observation_verified_against', violation_error_message='It cannot be verified: no published source is named.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('source_title__regex', '\\S'), ('origin', 'country'), _connector='OR'), name='roadmap_observation_source_named', violation_error_message='Say where it comes from: what was published, and by whom.'),
        ),
    ]
