"""Likeness of words by their trigrams. `pg_trgm` is trusted: the owner of a database may create it there."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_document"),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["name"], name="core_organisation_name_alike", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
