"""Make the groups of the four roles. Undone, they are deleted; accounts stay, without a role."""

from django.db import migrations

# With a status, or hanging on rows that have one …
PUBLISHED_BY_STATUS = (
    "consortium.year", "members.district", "members.membership", "members.person", "meetings.meeting",
    "milestones.milestone",
)  # fmt: skip
HANGING = (
    "members.districtname", "members.figure", "members.tenure", "members.office", "meetings.hosting",
    "meetings.sponsorship", "milestones.appearance",
)  # fmt: skip
# … and public as soon as they are there.
SHARED = ("consortium.source", "members.organization", "milestones.topic")


def rights():
    """(role, actions, models), each role with those of the one before."""
    viewer = [
        (("view",), (*PUBLISHED_BY_STATUS, *HANGING, *SHARED, "consortium.profile", "consortium.oldaddress"))
    ]
    editor = [
        *viewer,
        (("add", "change"), PUBLISHED_BY_STATUS),
        (("add", "change", "delete"), HANGING),
        (("view", "add", "change", "delete"), ("members.contact",)),
        (("add",), SHARED),
    ]
    publisher = [
        *editor,
        (("delete",), PUBLISHED_BY_STATUS),
        (("change", "delete"), SHARED),
        (("change", "publish_record", "import_record"), ("consortium.profile",)),
    ]
    administrator = [
        *publisher,
        (("empty_bin",), ("consortium.profile",)),
        (("view", "add", "change"), ("auth.user",)),
        (("view",), ("auth.group",)),
        (("view", "delete"), ("axes.accessattempt",)),
    ]
    return {"Viewer": viewer, "Editor": editor, "Publisher": publisher, "Administrator": administrator}


def make(apps, schema_editor):
    """Permissions are made here where they are missing: on a fresh database Django makes them after all migrations."""
    db = schema_editor.connection.alias
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(db)
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    names = dict(apps.get_model("consortium", "Profile")._meta.permissions)

    def permission(action, label):
        model = apps.get_model(label)
        kind, _ = kinds.get_or_create(app_label=model._meta.app_label, model=model._meta.model_name)
        code = action if action in names else f"{action}_{model._meta.model_name}"
        name = names.get(action, f"Can {action} {model._meta.verbose_name_raw}")
        return permissions.get_or_create(content_type=kind, codename=code, defaults={"name": name})[0]

    for role, granted in rights().items():
        group, _ = apps.get_model("auth", "Group").objects.using(db).get_or_create(name=role)
        group.permissions.set(
            permission(action, label) for actions, labels in granted for label in labels for action in actions
        )


def remove(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=rights()).delete()


class Migration(migrations.Migration):
    dependencies = (
        ("consortium", "0002_rights_of_the_record"),
        ("members", "0001_initial"),
        ("meetings", "0001_initial"),
        ("milestones", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("axes", "0010_accessattemptexpiration"),
    )

    operations = (migrations.RunPython(make, remove),)
