from django.db import migrations


def confirm(apps, schema_editor):
    """Whoever has set a password from a mail has shown that the address is theirs."""
    User = apps.get_model("core", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("user_id", flat=True))
    people = User.objects.exclude(password="").exclude(password__startswith="!").exclude(pk__in=known)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=person.email.lower(), verified=True, primary=True) for person in people]
    )


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0004_identity"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop, elidable=True)]
