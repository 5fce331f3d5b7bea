"""… and last what points at them here. No table changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("milestones", "0002_rename_the_tables_of_topics"),
        ("consortium", "0004_take_over_topics"),
    )

    operations = (
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="milestone",
                    name="topics",
                    field=models.ManyToManyField(
                        blank=True, related_name="milestones", to="consortium.topic"
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalmilestone_topics",
                    name="topic",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consortium.topic",
                    ),
                ),
                migrations.DeleteModel("HistoricalTopic"),
                migrations.DeleteModel("Topic"),
            ]
        ),
    )
