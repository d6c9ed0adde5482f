"""Have the assessments of all indicators worked out: `migrate` counts what is marked when it has ended."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('core', '0010_figures_and_versions'),
        ('roadmap', '0003_stored_assessments'),
    ]

    operations = [
        # Of no transaction, so that the marks wait for the end: the tables are not those of the models before.
        migrations.RunSQL(
            "INSERT INTO core_recount (figure, key, transaction) "
            "SELECT 'indicator-assessment', id, 0 FROM roadmap_countryindicator",
            migrations.RunSQL.noop,
        ),
    ]
