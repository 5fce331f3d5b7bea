import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.dates
import consortium.text


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0004_take_over_topics"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answered",
            fields=[
                ("nonce", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("when", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "answered",
            },
        ),
        migrations.AddField(
            model_name="historicalyear",
            name="on_timeline",
            field=models.BooleanField(
                default=True,
                help_text="Untick it for a year beyond the record's end that only meetings of other bodies hang on.",
                verbose_name="on the timeline",
            ),
        ),
        migrations.AddField(
            model_name="year",
            name="on_timeline",
            field=models.BooleanField(
                default=True,
                help_text="Untick it for a year beyond the record's end that only meetings of other bodies hang on.",
                verbose_name="on the timeline",
            ),
        ),
        migrations.CreateModel(
            name="Plan",
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
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("strategic", "Strategic plan"), ("platform", "Policy platform")],
                        default="strategic",
                        max_length=9,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        help_text="Whose plan it is, as the document says. Left empty, the page names nobody.",
                        max_length=160,
                    ),
                ),
                (
                    "adopted",
                    consortium.dates.KnownDateField(
                        help_text="As precise as you know.", verbose_name="adopted on"
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, help_text="What it is for, in a sentence or two. Markdown."),
                ),
                ("folded", consortium.text.FoldedField("title", "purpose")),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        help_text="The plan that it takes the place of.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="consortium.plan",
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
                "ordering": ("-adopted", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPlanPart",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("pillar", "Pillar"),
                            ("priority", "Priority"),
                            ("value", "Value"),
                            ("note", "Note"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Its place among those of its kind.",
                        validators=[django.core.validators.MaxValueValidator(32767)],
                    ),
                ),
                ("name", models.CharField(help_text="In a few words.", max_length=160)),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="Its points and sub-points. Markdown; lists may be nested."
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        blank=True, help_text="For a note: the mark it is hung on, such as *.", max_length=4
                    ),
                ),
                ("folded", consortium.text.FoldedField("name", "text")),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical part of a plan",
                "verbose_name_plural": "historical parts of plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlan",
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
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("strategic", "Strategic plan"), ("platform", "Policy platform")],
                        default="strategic",
                        max_length=9,
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        help_text="Whose plan it is, as the document says. Left empty, the page names nobody.",
                        max_length=160,
                    ),
                ),
                (
                    "adopted",
                    consortium.dates.KnownDateField(
                        help_text="As precise as you know.", verbose_name="adopted on"
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, help_text="What it is for, in a sentence or two. Markdown."),
                ),
                ("folded", consortium.text.FoldedField("title", "purpose")),
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
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The plan that it takes the place of.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan",
                "verbose_name_plural": "historical plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PlanPart",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("pillar", "Pillar"),
                            ("priority", "Priority"),
                            ("value", "Value"),
                            ("note", "Note"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Its place among those of its kind.",
                        validators=[django.core.validators.MaxValueValidator(32767)],
                    ),
                ),
                ("name", models.CharField(help_text="In a few words.", max_length=160)),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="Its points and sub-points. Markdown; lists may be nested."
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        blank=True, help_text="For a note: the mark it is hung on, such as *.", max_length=4
                    ),
                ),
                ("folded", consortium.text.FoldedField("name", "text")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="consortium.plan",
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
                "verbose_name": "part of a plan",
                "verbose_name_plural": "parts of plans",
                "ordering": ("kind", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "Comment on a story"),
                            ("contact", "Message to the staff"),
                            ("join", "Request to join"),
                        ],
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("answered", "Answered"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("received", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "page",
                    models.CharField(
                        blank=True, help_text="The page of this site that it speaks of.", max_length=300
                    ),
                ),
                ("about_id", models.PositiveBigIntegerField(blank=True, editable=False, null=True)),
                (
                    "joins_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("district", "School district"),
                            ("agency", "State agency"),
                            ("corporate", "Company or other organization"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "organization",
                    models.CharField(
                        blank=True,
                        help_text="Of a request to join: the district, agency or company.",
                        max_length=160,
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
                ("post", models.CharField(blank=True, help_text="The sender's post there.", max_length=120)),
                ("sender", models.CharField(editable=False, max_length=64)),
                ("settled", models.DateTimeField(blank=True, editable=False, null=True)),
                ("settled_by", models.CharField(blank=True, editable=False, max_length=150)),
                (
                    "about_kind",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "ordering": ("received", "pk"),
                "indexes": [models.Index(fields=["sender", "received"], name="message_sender_received")],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", models.F("id")), _negated=True),
                name="plan_follows_another",
                violation_error_message="A plan follows another plan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planpart",
            constraint=models.UniqueConstraint(
                fields=("plan", "name"),
                name="plan_part_name_once_a_plan",
                violation_error_message="This plan has a part of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "note"), ("mark", ""), _connector="OR"),
                name="plan_part_mark_is_for_notes",
                violation_error_message="Only a note has a mark.",
            ),
        ),
    ]
