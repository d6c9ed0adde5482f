from django.db import migrations, models


class Migration(migrations.Migration):
    """An address with its query may be longer than 300 characters."""

    dependencies = [("core", "0005_document_taken_out")]

    operations = [
        migrations.AlterField(
            model_name="submittoken",
            name="location",
            field=models.TextField(blank=True),
        ),
    ]
