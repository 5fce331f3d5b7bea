import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.dates
import consortium.text
import consortium.uploads


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0005_plans_and_messages"),
        ("meetings", "0002_practices_and_stories"),
        ("members", "0002_collaboratives_awards_affiliations"),
        ("milestones", "0003_hand_topics_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="plan_parts",
            field=models.ManyToManyField(
                blank=True,
                related_name="milestones",
                to="consortium.planpart",
                verbose_name="parts of a plan it serves",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
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
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "Agenda"),
                            ("slides", "Slides"),
                            ("report", "Report"),
                            ("milestones", "Milestones document"),
                            ("other", "Document"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                (
                    "dated",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="The date that the document bears.", null=True
                    ),
                ),
                (
                    "file",
                    models.TextField(
                        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV or plain text; at most 20 MB.",
                        max_length=100,
                    ),
                ),
                (
                    "name",
                    models.CharField(editable=False, max_length=120),
                ),
                ("size", models.PositiveIntegerField(default=0, editable=False)),
                ("folded", consortium.text.FoldedField("title", "name")),
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
                    "collaborative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.collaborative",
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
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="milestones.milestone",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The document that says so. Leave empty only if there is none: the fact is then marked unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.source",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.year",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone_plan_parts",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="milestones.historicalmilestone",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="milestones.milestone",
                    ),
                ),
                (
                    "planpart",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.planpart",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalMilestone_plan_parts",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Document",
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
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "Agenda"),
                            ("slides", "Slides"),
                            ("report", "Report"),
                            ("milestones", "Milestones document"),
                            ("other", "Document"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                (
                    "dated",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="The date that the document bears.", null=True
                    ),
                ),
                (
                    "file",
                    consortium.uploads.DocumentField(
                        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV or plain text; at most 20 MB.",
                        upload_to=consortium.uploads.document_name,
                    ),
                ),
                (
                    "name",
                    models.CharField(editable=False, max_length=120),
                ),
                ("size", models.PositiveIntegerField(default=0, editable=False)),
                ("folded", consortium.text.FoldedField("title", "name")),
                (
                    "collaborative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="members.collaborative",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="milestones.milestone",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The document that says so. Leave empty only if there is none: the fact is then marked unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)s_facts",
                        to="consortium.source",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="consortium.year",
                    ),
                ),
            ],
            options={
                "ordering": ("-dated", "title", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("collaborative__isnull", True),
                                ("meeting__isnull", True),
                                ("milestone__isnull", True),
                                ("year__isnull", False),
                            ),
                            models.Q(
                                ("collaborative__isnull", True),
                                ("meeting__isnull", False),
                                ("milestone__isnull", True),
                                ("year__isnull", True),
                            ),
                            models.Q(
                                ("collaborative__isnull", True),
                                ("meeting__isnull", True),
                                ("milestone__isnull", False),
                                ("year__isnull", True),
                            ),
                            models.Q(
                                ("collaborative__isnull", False),
                                ("meeting__isnull", True),
                                ("milestone__isnull", True),
                                ("year__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="document_attached_to_one",
                        violation_error_message="Attach it to one thing: a year, a meeting, a milestone or a collaborative.",
                    )
                ],
            },
        ),
    ]
