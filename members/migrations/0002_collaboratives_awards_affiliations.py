import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import consortium.dates
import consortium.models.facts
import consortium.text


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0005_plans_and_messages"),
        ("members", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalorganization",
            name="kind",
            field=models.CharField(
                choices=[
                    ("affiliate", "Affiliate"),
                    ("partner", "Partner"),
                    ("sponsor", "Sponsor"),
                    ("funder", "Funder"),
                    ("state agency", "State agency"),
                    ("foundation", "Foundation"),
                    ("research", "Research organization"),
                    ("community", "Community organization"),
                    ("company", "Company"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="historicalperson",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its address. When it changes, the old address leads to the new one.",
                max_length=120,
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="kind",
            field=models.CharField(
                choices=[
                    ("affiliate", "Affiliate"),
                    ("partner", "Partner"),
                    ("sponsor", "Sponsor"),
                    ("funder", "Funder"),
                    ("state agency", "State agency"),
                    ("foundation", "Foundation"),
                    ("research", "Research organization"),
                    ("community", "Community organization"),
                    ("company", "Company"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its address. When it changes, the old address leads to the new one.",
                max_length=120,
                unique=True,
            ),
        ),
        migrations.AlterModelOptions(
            name="districtname",
            options={
                "ordering": (
                    models.OrderBy(models.F("until"), nulls_last=True),
                    "pk",
                ),
                "verbose_name": "former name",
            },
        ),
        migrations.AlterField(
            model_name="districtname",
            name="until",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The year in which the next name is in use. Empty if it is not known: the name then counts for no year and reads “Also known as”.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1800),
                    django.core.validators.MaxValueValidator(2200),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicaldistrictname",
            name="until",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="The year in which the next name is in use. Empty if it is not known: the name then counts for no year and reads “Also known as”.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1800),
                    django.core.validators.MaxValueValidator(2200),
                ],
            ),
        ),
        migrations.CreateModel(
            name="Award",
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
                    "name",
                    models.CharField(help_text="Such as “Broad Prize for Urban Education”.", max_length=160),
                ),
                (
                    "claim",
                    models.CharField(help_text="What is said of it: “winner in 2011”.", max_length=200),
                ),
                (
                    "when",
                    consortium.dates.KnownDateField(
                        help_text="When it was so or, if that is not known, when it was said."
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        help_text="The claim that this one corrects. Both stay on the page, side by side.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="members.award",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="awards",
                        to="members.district",
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
                "ordering": ("name", "-when", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Collaborative",
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
                ("name", models.CharField(max_length=160)),
                ("acronym", models.CharField(blank=True, max_length=20)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="who it is for")),
                ("who_we_are", models.TextField(blank=True, help_text="Markdown.")),
                ("why_join", models.TextField(blank=True, help_text="Markdown.")),
                ("for_districts", models.BooleanField(default=True, verbose_name="districts can take part")),
                (
                    "for_agencies",
                    models.BooleanField(default=False, verbose_name="state agencies can take part"),
                ),
                ("for_companies", models.BooleanField(default=False, verbose_name="companies can take part")),
                (
                    "takes_requests",
                    models.BooleanField(
                        default=True,
                        help_text="Shows the button while it runs.",
                        verbose_name="takes requests to join",
                    ),
                ),
                ("website", consortium.models.facts.WebAddressField(blank=True, default="", max_length=500)),
                (
                    "begins",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="Empty if it is not known.", null=True, verbose_name="begun"
                    ),
                ),
                (
                    "begins_known",
                    models.BooleanField(
                        default=True,
                        help_text="If the date above is only when it is first seen, untick this: its page says “begun by 2016”.",
                        verbose_name="the beginning is known",
                    ),
                ),
                (
                    "ends",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="Empty while it runs.", null=True, verbose_name="ended"
                    ),
                ),
                ("folded", consortium.text.FoldedField("name", "acronym", "audience", "who_we_are")),
                (
                    "partners",
                    models.ManyToManyField(
                        blank=True, related_name="collaboratives_partnered", to="members.organization"
                    ),
                ),
                (
                    "run_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Another body that runs it. Empty: it is our own, and counts in our figures.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collaboratives_run",
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
            ],
            options={
                "ordering": ("begins", "folded", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalAffiliation",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("parent", "Affiliated with"),
                            ("partner", "Partner"),
                            ("supporter", "Supporter"),
                            ("funder", "Funder"),
                            ("sponsor", "Sponsor"),
                        ],
                        default="partner",
                        max_length=9,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        help_text="What it gives or does with the consortium. Public.",
                        max_length=200,
                    ),
                ),
                (
                    "since",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty if it is not known.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                (
                    "until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty while no end is recorded.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
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
            ],
            options={
                "verbose_name": "historical affiliation",
                "verbose_name_plural": "historical affiliations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAward",
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
                    "name",
                    models.CharField(help_text="Such as “Broad Prize for Urban Education”.", max_length=160),
                ),
                (
                    "claim",
                    models.CharField(help_text="What is said of it: “winner in 2011”.", max_length=200),
                ),
                (
                    "when",
                    consortium.dates.KnownDateField(
                        help_text="When it was so or, if that is not known, when it was said."
                    ),
                ),
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
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The claim that this one corrects. Both stay on the page, side by side.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.award",
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
            ],
            options={
                "verbose_name": "historical award",
                "verbose_name_plural": "historical awards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCollaborative",
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
                ("name", models.CharField(max_length=160)),
                ("acronym", models.CharField(blank=True, max_length=20)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of its address. When it changes, the old address leads to the new one.",
                        max_length=80,
                    ),
                ),
                ("audience", models.CharField(blank=True, max_length=200, verbose_name="who it is for")),
                ("who_we_are", models.TextField(blank=True, help_text="Markdown.")),
                ("why_join", models.TextField(blank=True, help_text="Markdown.")),
                ("for_districts", models.BooleanField(default=True, verbose_name="districts can take part")),
                (
                    "for_agencies",
                    models.BooleanField(default=False, verbose_name="state agencies can take part"),
                ),
                ("for_companies", models.BooleanField(default=False, verbose_name="companies can take part")),
                (
                    "takes_requests",
                    models.BooleanField(
                        default=True,
                        help_text="Shows the button while it runs.",
                        verbose_name="takes requests to join",
                    ),
                ),
                ("website", consortium.models.facts.WebAddressField(blank=True, default="", max_length=500)),
                (
                    "begins",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="Empty if it is not known.", null=True, verbose_name="begun"
                    ),
                ),
                (
                    "begins_known",
                    models.BooleanField(
                        default=True,
                        help_text="If the date above is only when it is first seen, untick this: its page says “begun by 2016”.",
                        verbose_name="the beginning is known",
                    ),
                ),
                (
                    "ends",
                    consortium.dates.KnownDateField(
                        blank=True, help_text="Empty while it runs.", null=True, verbose_name="ended"
                    ),
                ),
                ("folded", consortium.text.FoldedField("name", "acronym", "audience", "who_we_are")),
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
                    "run_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Another body that runs it. Empty: it is our own, and counts in our figures.",
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
            ],
            options={
                "verbose_name": "historical collaborative",
                "verbose_name_plural": "historical collaboratives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCollaborative_partners",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "collaborative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.collaborative",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="members.historicalcollaborative",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCollaborative_partners",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalParticipation",
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
                    "since",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ]
                    ),
                ),
                (
                    "until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty while it takes part.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
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
            ],
            options={
                "verbose_name": "historical participation",
                "verbose_name_plural": "historical participations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProgramYear",
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
                    "slug",
                    models.SlugField(
                        help_text="Such as 2020-2021; the last part of its address.", max_length=40
                    ),
                ),
                ("begins", models.DateField(verbose_name="first day")),
                ("ends", models.DateField(verbose_name="last day")),
                ("introduction", models.TextField(blank=True, help_text="What the year offers. Markdown.")),
                (
                    "priorities",
                    models.TextField(blank=True, help_text="What comes first this year. Markdown, a list."),
                ),
                ("folded", consortium.text.FoldedField("introduction", "priorities")),
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
                "verbose_name": "historical program year",
                "verbose_name_plural": "historical program years",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStatedNumber",
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
                    "when",
                    consortium.dates.KnownDateField(help_text="What the number speaks of, such as 2019."),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True, help_text="As the source has it: “more than”, “nearly”.", max_length=20
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                ),
                (
                    "of_whom",
                    models.CharField(
                        default="districts",
                        help_text="“districts”, “states”.",
                        max_length=60,
                        verbose_name="of whom",
                    ),
                ),
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
                "verbose_name": "historical stated number",
                "verbose_name_plural": "historical stated numbers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Participation",
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
                    "since",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ]
                    ),
                ),
                (
                    "until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty while it takes part.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="members.collaborative",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="members.district",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
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
            ],
            options={
                "ordering": ("since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ProgramYear",
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
                    "slug",
                    models.SlugField(
                        help_text="Such as 2020-2021; the last part of its address.", max_length=40
                    ),
                ),
                ("begins", models.DateField(verbose_name="first day")),
                ("ends", models.DateField(verbose_name="last day")),
                ("introduction", models.TextField(blank=True, help_text="What the year offers. Markdown.")),
                (
                    "priorities",
                    models.TextField(blank=True, help_text="What comes first this year. Markdown, a list."),
                ),
                ("folded", consortium.text.FoldedField("introduction", "priorities")),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="program_years",
                        to="members.collaborative",
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
                "ordering": ("begins", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalHighlight",
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
                ("text", models.TextField(help_text="Markdown; sub-points are a nested list.")),
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
                    "program_year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.programyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical highlight",
                "verbose_name_plural": "historical highlights",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGoal",
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
                ("text", models.TextField(help_text="Markdown; sub-points are a nested list.")),
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
                    "program_year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.programyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical goal",
                "verbose_name_plural": "historical goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Highlight",
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
                ("text", models.TextField(help_text="Markdown; sub-points are a nested list.")),
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
                    "program_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="highlights",
                        to="members.programyear",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Goal",
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
                ("text", models.TextField(help_text="Markdown; sub-points are a nested list.")),
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
                    "program_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goals",
                        to="members.programyear",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatedNumber",
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
                    "when",
                    consortium.dates.KnownDateField(help_text="What the number speaks of, such as 2019."),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True, help_text="As the source has it: “more than”, “nearly”.", max_length=20
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)]),
                ),
                (
                    "of_whom",
                    models.CharField(
                        default="districts",
                        help_text="“districts”, “states”.",
                        max_length=60,
                        verbose_name="of whom",
                    ),
                ),
                (
                    "collaborative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stated_numbers",
                        to="members.collaborative",
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
                "ordering": ("-when", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("parent", "Affiliated with"),
                            ("partner", "Partner"),
                            ("supporter", "Supporter"),
                            ("funder", "Funder"),
                            ("sponsor", "Sponsor"),
                        ],
                        default="partner",
                        max_length=9,
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        blank=True,
                        help_text="What it gives or does with the consortium. Public.",
                        max_length=200,
                    ),
                ),
                (
                    "since",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty if it is not known.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                (
                    "until",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty while no end is recorded.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
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
            ],
            options={
                "ordering": ("role", "organization__folded", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("until__gt", models.F("since")),
                            _connector="OR",
                        ),
                        name="affiliation_until_after_since",
                        violation_error_message="It ends in a later year than it began.",
                    ),
                    models.UniqueConstraint(
                        fields=("organization", "role", "what"),
                        name="affiliation_once_a_role",
                        violation_error_message="This is already listed.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                fields=("district", "name", "claim"),
                name="award_claim_once_a_district",
                violation_error_message="This is already said of this district.",
            ),
        ),
        migrations.AddConstraint(
            model_name="collaborative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins__isnull", True),
                    ("ends__isnull", True),
                    ("ends__gte", models.F("begins")),
                    _connector="OR",
                ),
                name="collaborative_ends_after_it_begins",
                violation_error_message="A collaborative ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("district__isnull", True), ("organization__isnull", False)),
                    models.Q(("district__isnull", False), ("organization__isnull", True)),
                    _connector="OR",
                ),
                name="participation_of_one",
                violation_error_message="Choose either a district or an organization.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                ),
                name="participation_until_after_since",
                violation_error_message="It ends in a later year than it began.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("collaborative", "district", "since"),
                name="participation_once_a_district_and_year",
                violation_error_message="This district is already listed for this year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("collaborative", "organization", "since"),
                name="participation_once_an_organization_and_year",
                violation_error_message="This organization is already listed for this year.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("begins"))),
                name="program_year_ends_after_it_begins",
                violation_error_message="A program year ends after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programyear",
            constraint=models.UniqueConstraint(
                fields=("collaborative", "slug"),
                name="program_year_slug_once_a_collaborative",
                violation_error_message="This collaborative has a program year with this address; look in the bin, too.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statednumber",
            constraint=models.UniqueConstraint(
                fields=("collaborative", "when", "of_whom"),
                name="stated_number_once_a_date",
                violation_error_message="A number for this date is stated already.",
            ),
        ),
    ]
