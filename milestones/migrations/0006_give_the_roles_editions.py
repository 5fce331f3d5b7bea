"""Give the roles their rights to editions: who reads the admin sees them, a publisher freezes them and takes them back."""

from django.db import migrations

LABEL = ("milestones", "edition")
PUBLISHER = ("view", "add", "change", "delete")
ROLES = {"Viewer": ("view",), "Editor": ("view",), "Publisher": PUBLISHER, "Administrator": PUBLISHER}


def extend(apps, schema_editor):
    """Permissions are made here where they are missing: on a fresh database Django makes them after all migrations."""
    db = schema_editor.connection.alias
    app, model = LABEL
    kind, _ = (
        apps.get_model("contenttypes", "ContentType")
        .objects.using(db)
        .get_or_create(app_label=app, model=model)
    )
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    for role, actions in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.using(db).get_or_create(name=role)
        for action in actions:
            named = {"name": f"Can {action} edition"}
            code = f"{action}_{model}"
            group.permissions.add(
                permissions.get_or_create(content_type=kind, codename=code, defaults=named)[0]
            )


def shorten(apps, schema_editor):
    db = schema_editor.connection.alias
    app, model = LABEL
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    granted = permissions.filter(content_type__app_label=app, content_type__model=model)
    for group in apps.get_model("auth", "Group").objects.using(db).filter(name__in=ROLES):
        group.permissions.remove(*granted)


class Migration(migrations.Migration):
    dependencies = (
        ("milestones", "0005_editions"),
        ("consortium", "0009_editors_change_what_is_shared"),
    )

    operations = (migrations.RunPython(extend, shorten),)
