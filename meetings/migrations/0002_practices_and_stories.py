import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.dates
import consortium.models.facts
import consortium.text
import consortium.uploads


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0005_plans_and_messages"),
        ("meetings", "0001_initial"),
        ("members", "0002_collaboratives_awards_affiliations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmeeting",
            name="program_year",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="For a collaborative’s own meeting: the program year it belongs to.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="members.programyear",
            ),
        ),
        migrations.AddField(
            model_name="historicalsponsorship",
            name="kind",
            field=models.CharField(
                choices=[("sponsor", "Sponsor"), ("support", "Support")], default="sponsor", max_length=7
            ),
        ),
        migrations.AddField(
            model_name="historicalsponsorship",
            name="what",
            field=models.CharField(
                blank=True, help_text="What it gave, or the words of thanks. Public.", max_length=200
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="plan_parts",
            field=models.ManyToManyField(
                blank=True,
                related_name="meetings",
                to="consortium.planpart",
                verbose_name="parts of a plan it serves",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="program_year",
            field=models.ForeignKey(
                blank=True,
                help_text="For a collaborative’s own meeting: the program year it belongs to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="members.programyear",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="topics",
            field=models.ManyToManyField(blank=True, related_name="meetings", to="consortium.topic"),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="kind",
            field=models.CharField(
                choices=[("sponsor", "Sponsor"), ("support", "Support")], default="sponsor", max_length=7
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="what",
            field=models.CharField(
                blank=True, help_text="What it gave, or the words of thanks. Public.", max_length=200
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting_plan_parts",
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
                        to="meetings.historicalmeeting",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
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
                "verbose_name": "HistoricalMeeting_plan_parts",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting_topics",
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
                        to="meetings.historicalmeeting",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalMeeting_topics",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPractice",
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
                (
                    "series",
                    models.CharField(
                        blank=True,
                        help_text="The series it is part of; empty if it stands alone.",
                        max_length=160,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9999),
                        ],
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        help_text="One word or two above the title, such as “Collaboration”.",
                        max_length=120,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                    ),
                ),
                (
                    "principle",
                    models.TextField(
                        blank=True, help_text="What it comes to, in a sentence or two. Markdown."
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                ("advice", models.TextField(blank=True, help_text="What others may take from it. Markdown.")),
                (
                    "learn_more_url",
                    consortium.models.facts.WebAddressField(
                        blank=True, default="", max_length=500, verbose_name="learn more at"
                    ),
                ),
                (
                    "resources",
                    models.TextField(blank=True, help_text="Markdown.", verbose_name="further resources"),
                ),
                (
                    "more_to_come",
                    models.TextField(
                        blank=True, help_text="What was announced to follow, if it is not here. Markdown."
                    ),
                ),
                (
                    "more_to_come_by",
                    consortium.dates.KnownDateField(
                        blank=True,
                        help_text="The date that the announcement names.",
                        null=True,
                        verbose_name="speaks of",
                    ),
                ),
                (
                    "published",
                    consortium.dates.KnownDateField(blank=True, null=True, verbose_name="published on"),
                ),
                ("folded", consortium.text.FoldedField("theme", "title", "principle", "body", "advice")),
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
            ],
            options={
                "verbose_name": "historical practice",
                "verbose_name_plural": "historical practices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStory",
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
                ("headline", models.CharField(max_length=160)),
                (
                    "published",
                    consortium.dates.KnownDateField(
                        help_text="As precise as you know.", verbose_name="published on"
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                (
                    "takes_comments",
                    models.BooleanField(
                        default=True,
                        help_text="Readers may send comments; none appears before you accept it.",
                    ),
                ),
                ("folded", consortium.text.FoldedField("headline", "body")),
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
            ],
            options={
                "verbose_name": "historical story",
                "verbose_name_plural": "historical stories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Practice",
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
                (
                    "series",
                    models.CharField(
                        blank=True,
                        db_collation="BINARY",
                        help_text="The series it is part of; empty if it stands alone.",
                        max_length=160,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9999),
                        ],
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        help_text="One word or two above the title, such as “Collaboration”.",
                        max_length=120,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "principle",
                    models.TextField(
                        blank=True, help_text="What it comes to, in a sentence or two. Markdown."
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                ("advice", models.TextField(blank=True, help_text="What others may take from it. Markdown.")),
                (
                    "learn_more_url",
                    consortium.models.facts.WebAddressField(
                        blank=True, default="", max_length=500, verbose_name="learn more at"
                    ),
                ),
                (
                    "resources",
                    models.TextField(blank=True, help_text="Markdown.", verbose_name="further resources"),
                ),
                (
                    "more_to_come",
                    models.TextField(
                        blank=True, help_text="What was announced to follow, if it is not here. Markdown."
                    ),
                ),
                (
                    "more_to_come_by",
                    consortium.dates.KnownDateField(
                        blank=True,
                        help_text="The date that the announcement names.",
                        null=True,
                        verbose_name="speaks of",
                    ),
                ),
                (
                    "published",
                    consortium.dates.KnownDateField(blank=True, null=True, verbose_name="published on"),
                ),
                ("folded", consortium.text.FoldedField("theme", "title", "principle", "body", "advice")),
                (
                    "plan_parts",
                    models.ManyToManyField(
                        blank=True,
                        related_name="practices",
                        to="consortium.planpart",
                        verbose_name="parts of a plan it serves",
                    ),
                ),
                (
                    "seen_at",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The meetings at which members saw it.",
                        related_name="practices",
                        to="meetings.meeting",
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
                    "topics",
                    models.ManyToManyField(blank=True, related_name="practices", to="consortium.topic"),
                ),
            ],
            options={
                "ordering": ("series", models.OrderBy(models.F("number"), nulls_last=True), "folded", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPracticeExample",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("AL", "Alabama"),
                            ("AK", "Alaska"),
                            ("AZ", "Arizona"),
                            ("AR", "Arkansas"),
                            ("CA", "California"),
                            ("CO", "Colorado"),
                            ("CT", "Connecticut"),
                            ("DE", "Delaware"),
                            ("DC", "District of Columbia"),
                            ("FL", "Florida"),
                            ("GA", "Georgia"),
                            ("HI", "Hawaii"),
                            ("ID", "Idaho"),
                            ("IL", "Illinois"),
                            ("IN", "Indiana"),
                            ("IA", "Iowa"),
                            ("KS", "Kansas"),
                            ("KY", "Kentucky"),
                            ("LA", "Louisiana"),
                            ("ME", "Maine"),
                            ("MD", "Maryland"),
                            ("MA", "Massachusetts"),
                            ("MI", "Michigan"),
                            ("MN", "Minnesota"),
                            ("MS", "Mississippi"),
                            ("MO", "Missouri"),
                            ("MT", "Montana"),
                            ("NE", "Nebraska"),
                            ("NV", "Nevada"),
                            ("NH", "New Hampshire"),
                            ("NJ", "New Jersey"),
                            ("NM", "New Mexico"),
                            ("NY", "New York"),
                            ("NC", "North Carolina"),
                            ("ND", "North Dakota"),
                            ("OH", "Ohio"),
                            ("OK", "Oklahoma"),
                            ("OR", "Oregon"),
                            ("PA", "Pennsylvania"),
                            ("RI", "Rhode Island"),
                            ("SC", "South Carolina"),
                            ("SD", "South Dakota"),
                            ("TN", "Tennessee"),
                            ("TX", "Texas"),
                            ("UT", "Utah"),
                            ("VT", "Vermont"),
                            ("VA", "Virginia"),
                            ("WA", "Washington"),
                            ("WV", "West Virginia"),
                            ("WI", "Wisconsin"),
                            ("WY", "Wyoming"),
                            ("AS", "American Samoa"),
                            ("BI", "Bureau of Indian Education"),
                            ("GU", "Guam"),
                            ("MP", "Northern Mariana Islands"),
                            ("PR", "Puerto Rico"),
                            ("VI", "U.S. Virgin Islands"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "heading",
                    models.CharField(
                        help_text="Who and a verb, such as “Massachusetts enlisted help”.", max_length=120
                    ),
                ),
                ("text", models.TextField(blank=True, help_text="Markdown.")),
                ("folded", consortium.text.FoldedField("heading", "text")),
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
                    "district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.district",
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
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical example",
                "verbose_name_plural": "historical examples",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPractice_topics",
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
                        to="meetings.historicalpractice",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.topic",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalPractice_topics",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPractice_seen_at",
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
                        to="meetings.historicalpractice",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalPractice_seen_at",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPractice_plan_parts",
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
                        to="meetings.historicalpractice",
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
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalPractice_plan_parts",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PracticeExample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("AL", "Alabama"),
                            ("AK", "Alaska"),
                            ("AZ", "Arizona"),
                            ("AR", "Arkansas"),
                            ("CA", "California"),
                            ("CO", "Colorado"),
                            ("CT", "Connecticut"),
                            ("DE", "Delaware"),
                            ("DC", "District of Columbia"),
                            ("FL", "Florida"),
                            ("GA", "Georgia"),
                            ("HI", "Hawaii"),
                            ("ID", "Idaho"),
                            ("IL", "Illinois"),
                            ("IN", "Indiana"),
                            ("IA", "Iowa"),
                            ("KS", "Kansas"),
                            ("KY", "Kentucky"),
                            ("LA", "Louisiana"),
                            ("ME", "Maine"),
                            ("MD", "Maryland"),
                            ("MA", "Massachusetts"),
                            ("MI", "Michigan"),
                            ("MN", "Minnesota"),
                            ("MS", "Mississippi"),
                            ("MO", "Missouri"),
                            ("MT", "Montana"),
                            ("NE", "Nebraska"),
                            ("NV", "Nevada"),
                            ("NH", "New Hampshire"),
                            ("NJ", "New Jersey"),
                            ("NM", "New Mexico"),
                            ("NY", "New York"),
                            ("NC", "North Carolina"),
                            ("ND", "North Dakota"),
                            ("OH", "Ohio"),
                            ("OK", "Oklahoma"),
                            ("OR", "Oregon"),
                            ("PA", "Pennsylvania"),
                            ("RI", "Rhode Island"),
                            ("SC", "South Carolina"),
                            ("SD", "South Dakota"),
                            ("TN", "Tennessee"),
                            ("TX", "Texas"),
                            ("UT", "Utah"),
                            ("VT", "Vermont"),
                            ("VA", "Virginia"),
                            ("WA", "Washington"),
                            ("WV", "West Virginia"),
                            ("WI", "Wisconsin"),
                            ("WY", "Wyoming"),
                            ("AS", "American Samoa"),
                            ("BI", "Bureau of Indian Education"),
                            ("GU", "Guam"),
                            ("MP", "Northern Mariana Islands"),
                            ("PR", "Puerto Rico"),
                            ("VI", "U.S. Virgin Islands"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "heading",
                    models.CharField(
                        help_text="Who and a verb, such as “Massachusetts enlisted help”.", max_length=120
                    ),
                ),
                ("text", models.TextField(blank=True, help_text="Markdown.")),
                ("folded", consortium.text.FoldedField("heading", "text")),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_examples",
                        to="members.district",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="examples",
                        to="meetings.practice",
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
            ],
            options={
                "verbose_name": "example",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalExamplePartner",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                ("did", models.TextField(blank=True, help_text="Markdown.", verbose_name="what it did")),
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
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.organization",
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
                    "example",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.practiceexample",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical partner of an example",
                "verbose_name_plural": "historical partners of examples",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExamplePartner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                ("did", models.TextField(blank=True, help_text="Markdown.", verbose_name="what it did")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_partnerships",
                        to="members.organization",
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
                    "example",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="meetings.practiceexample",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner of an example",
                "verbose_name_plural": "partners of examples",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Story",
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
                ("headline", models.CharField(max_length=160)),
                (
                    "published",
                    consortium.dates.KnownDateField(
                        help_text="As precise as you know.", verbose_name="published on"
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.")),
                (
                    "takes_comments",
                    models.BooleanField(
                        default=True,
                        help_text="Readers may send comments; none appears before you accept it.",
                    ),
                ),
                ("folded", consortium.text.FoldedField("headline", "body")),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="story",
                        to="meetings.meeting",
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
            ],
            options={
                "verbose_name_plural": "stories",
                "ordering": ("-published", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                (
                    "image",
                    consortium.uploads.PictureField(
                        height_field="height", upload_to=consortium.uploads.picture_name, width_field="width"
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0, editable=False)),
                ("height", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "alt",
                    models.CharField(
                        help_text="What is to be seen, for those who can’t see it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        help_text="Who took it, and by whose leave it is shown.", max_length=160
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=300)),
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
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalVoice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                ("words", models.TextField(help_text="Plain text.")),
                (
                    "quoted",
                    models.BooleanField(
                        default=False,
                        help_text="If not, it is a summary in our words.",
                        verbose_name="word for word",
                    ),
                ),
                ("folded", consortium.text.FoldedField("words")),
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
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.person",
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
                    "story",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical voice",
                "verbose_name_plural": "historical voices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPhoto",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                ("image", models.TextField(max_length=100)),
                ("width", models.PositiveIntegerField(default=0, editable=False)),
                ("height", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "alt",
                    models.CharField(
                        help_text="What is to be seen, for those who can’t see it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        help_text="Who took it, and by whose leave it is shown.", max_length=160
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=300)),
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
                    "story",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical photo",
                "verbose_name_plural": "historical photos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalComment",
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
                ("name", models.CharField(max_length=120)),
                ("text", models.TextField(help_text="Plain text.", max_length=2000)),
                ("sent", models.DateField()),
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
                (
                    "story",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical comment",
                "verbose_name_plural": "historical comments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Comment",
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
                ("name", models.CharField(max_length=120)),
                ("text", models.TextField(help_text="Plain text.", max_length=2000)),
                ("sent", models.DateField()),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "ordering": ("sent", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passage",
                    models.CharField(
                        blank=True, help_text="Where in the source, or how it was read.", max_length=300
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(32767)]
                    ),
                ),
                ("words", models.TextField(help_text="Plain text.")),
                (
                    "quoted",
                    models.BooleanField(
                        default=False,
                        help_text="If not, it is a summary in our words.",
                        verbose_name="word for word",
                    ),
                ),
                ("folded", consortium.text.FoldedField("words")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="members.person",
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
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="voices",
                        to="meetings.story",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False), models.Q(("status", "bin"), _negated=True)),
                fields=("series", "number"),
                name="practice_number_once_a_series",
                violation_error_message="Another practice of this series has this number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceexample",
            constraint=models.UniqueConstraint(
                fields=("practice", "heading"),
                name="practice_example_heading_once",
                violation_error_message="This practice has an example with this heading already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practiceexample",
            constraint=models.CheckConstraint(
                condition=models.Q(("district__isnull", True), ("state", ""), _negated=True),
                name="practice_example_of_a_state_or_district",
                violation_error_message="Choose the state or the district that the example is from.",
            ),
        ),
        migrations.AddConstraint(
            model_name="examplepartner",
            constraint=models.UniqueConstraint(
                fields=("example", "organization"),
                name="example_partner_once",
                violation_error_message="This organization is already listed.",
            ),
        ),
    ]
