"""Give the roles their rights to plans, collaboratives, practices, stories, documents and messages."""

from django.db import migrations

PUBLISHED_BY_STATUS = (
    "consortium.plan", "members.collaborative", "members.programyear", "meetings.practice", "meetings.story",
    "meetings.comment", "milestones.document",
)  # fmt: skip
HANGING = (
    "consortium.planpart", "members.affiliation", "members.award", "members.participation",
    "members.statednumber", "members.goal", "members.highlight", "meetings.practiceexample",
    "meetings.examplepartner", "meetings.voice", "meetings.photo",
)  # fmt: skip

# Each role has the rights of the one before; messages hold personal data, so who only reads sees none.
VIEWER = [("view", label) for label in (*PUBLISHED_BY_STATUS, *HANGING)]
EDITOR = [
    *VIEWER,
    *((action, label) for action in ("add", "change") for label in (*PUBLISHED_BY_STATUS, *HANGING)),
    *(("delete", label) for label in HANGING),
]
PUBLISHER = [
    *EDITOR,
    *(("delete", label) for label in PUBLISHED_BY_STATUS),
    *((action, "consortium.message") for action in ("view", "change", "delete")),
]
ROLES = {"Viewer": VIEWER, "Editor": EDITOR, "Publisher": PUBLISHER, "Administrator": PUBLISHER}


def extend(apps, schema_editor):
    """Permissions are made here where they are missing: on a fresh database Django makes them after all migrations."""
    db = schema_editor.connection.alias
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(db)
    permissions = apps.get_model("auth", "Permission").objects.using(db)

    def permission(action, label):
        model = apps.get_model(label)
        name = model._meta.model_name
        kind, _ = kinds.get_or_create(app_label=model._meta.app_label, model=name)
        named = {"name": f"Can {action} {model._meta.verbose_name_raw}"}
        return permissions.get_or_create(content_type=kind, codename=f"{action}_{name}", defaults=named)[0]

    for role, granted in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.using(db).get_or_create(name=role)
        group.permissions.add(*(permission(action, label) for action, label in granted))


def shorten(apps, schema_editor):
    db = schema_editor.connection.alias
    labels = {label for _, label in PUBLISHER}
    permissions = apps.get_model("auth", "Permission").objects.using(db)
    for group in apps.get_model("auth", "Group").objects.using(db).filter(name__in=ROLES):
        for label in labels:
            app, model = label.split(".")
            group.permissions.remove(
                *permissions.filter(content_type__app_label=app, content_type__model=model)
            )


class Migration(migrations.Migration):
    dependencies = (
        ("consortium", "0005_plans_and_messages"),
        ("members", "0002_collaboratives_awards_affiliations"),
        ("meetings", "0002_practices_and_stories"),
        ("milestones", "0004_documents"),
        ("auth", "0012_alter_user_first_name_max_length"),
    )

    operations = (migrations.RunPython(extend, shorten),)
