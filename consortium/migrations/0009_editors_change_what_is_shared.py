"""Let Editors change sources, topics and organizations; the screens keep them from those that published rows rest on."""

from django.db import migrations

SHARED = ("consortium.source", "consortium.topic", "members.organization")


def rights(apps, db):
    """Permissions are made here where they are missing: on a fresh database Django makes them after all migrations."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(db)
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    for label in SHARED:
        model = apps.get_model(label)
        name = model._meta.model_name
        kind, _ = kinds.get_or_create(app_label=model._meta.app_label, model=name)
        named = {"name": f"Can change {model._meta.verbose_name_raw}"}
        yield permissions.get_or_create(content_type=kind, codename=f"change_{name}", defaults=named)[0]


def give(apps, schema_editor):
    db = schema_editor.connection.alias
    group, _ = apps.get_model("auth", "Group").objects.using(db).get_or_create(name="Editor")
    group.permissions.add(*rights(apps, db))


def take(apps, schema_editor):
    db = schema_editor.connection.alias
    for group in apps.get_model("auth", "Group").objects.using(db).filter(name="Editor"):
        group.permissions.remove(*rights(apps, db))


class Migration(migrations.Migration):
    dependencies = (
        ("consortium", "0008_replies_and_what_a_message_led_to"),
        ("members", "0002_collaboratives_awards_affiliations"),
        ("auth", "0012_alter_user_first_name_max_length"),
    )

    operations = (migrations.RunPython(give, take),)
