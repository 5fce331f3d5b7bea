"""Editions, and the guard in the database itself: what an edition froze can't be changed. Undone, all editions are gone.

On SQLite a later migration that alters the table makes it anew and drops its triggers: it has to put this one back. A test
looks for it.
"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.dates

FROZEN = ("as_of", "frozen", "frozen_by", "content", "checksum")
SAID = "What an edition froze can not be changed."


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        changed = [f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN]
        schema_editor.execute(
            "CREATE FUNCTION milestones_edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            params=None,
        )
        deed = "EXECUTE FUNCTION milestones_edition_is_frozen()"
    else:
        # JSON is text here: spaces in it say nothing.
        old, new = (
            [f"json({row}.{name})" if name == "content" else f"{row}.{name}" for name in FROZEN]
            for row in ("OLD", "NEW")
        )
        changed = [" IS NOT ".join(pair) for pair in zip(old, new, strict=True)]
        deed = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    schema_editor.execute(
        "CREATE TRIGGER milestones_edition_frozen BEFORE UPDATE ON milestones_edition FOR EACH ROW "
        f"WHEN ({' OR '.join(changed)}) {deed}",
        params=None,
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER milestones_edition_frozen ON milestones_edition", params=None)
        schema_editor.execute("DROP FUNCTION milestones_edition_is_frozen()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER milestones_edition_frozen", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0004_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("bin", "In the bin")],
                        default="draft",
                        help_text="A draft is seen by signed-in staff only. What is published shows on the site at once.",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(help_text="Such as “May 2020”.", max_length=120)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                ("as_of", consortium.dates.KnownDateField(editable=False, verbose_name="as of")),
                ("frozen", models.DateField(editable=False, verbose_name="frozen on")),
                ("frozen_by", models.CharField(blank=True, editable=False, max_length=150)),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="What a reader should know of this edition, above it. Markdown. Public.",
                    ),
                ),
                ("content", models.JSONField(editable=False)),
                ("checksum", models.CharField(editable=False, max_length=64)),
            ],
            options={
                "ordering": ("as_of", "frozen", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalEdition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("bin", "In the bin")],
                        default="draft",
                        help_text="A draft is seen by signed-in staff only. What is published shows on the site at once.",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(help_text="Such as “May 2020”.", max_length=120)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                    ),
                ),
                ("as_of", consortium.dates.KnownDateField(editable=False, verbose_name="as of")),
                ("frozen", models.DateField(editable=False, verbose_name="frozen on")),
                ("frozen_by", models.CharField(blank=True, editable=False, max_length=150)),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="What a reader should know of this edition, above it. Markdown. Public.",
                    ),
                ),
                ("content", models.JSONField(editable=False)),
                ("checksum", models.CharField(editable=False, max_length=64)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical edition",
                "verbose_name_plural": "historical editions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(guard, unguard),
    ]
