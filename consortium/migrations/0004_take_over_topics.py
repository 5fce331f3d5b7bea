"""… then the models on top of them, and what the database says of their kind …"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.text


def move(apps, schema_editor, old="milestones", new="consortium"):
    """Rights and log entries hang on a content type, so it is renamed instead of made anew."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for name in ("topic", "historicaltopic"):
        kinds.filter(app_label=new, model=name).delete()
        kinds.filter(app_label=old, model=name).update(app_label=new)


def move_back(apps, schema_editor):
    move(apps, schema_editor, "consortium", "milestones")


class Migration(migrations.Migration):
    dependencies = (
        ("consortium", "0003_make_the_roles"),
        ("milestones", "0002_rename_the_tables_of_topics"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Topic",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        ("folded", consortium.text.FoldedField("name", db_index=True)),
                    ],
                    options={
                        "ordering": ("folded", "pk"),
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTopic",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("slug", models.SlugField(max_length=60)),
                        ("folded", consortium.text.FoldedField("name", db_index=True)),
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
                        "verbose_name": "historical topic",
                        "verbose_name_plural": "historical topics",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
        migrations.RunPython(move, move_back),
    )
