from django.db import migrations, models

ADOPTION_KNOWN = models.BooleanField(
    default=True,
    help_text="If the date above is only that of the plan itself, untick this: its page says “of 2013”.",
    verbose_name="the adoption is known",
)


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0006_extend_the_roles"),
    ]

    operations = [
        migrations.AddField(model_name=name, name="adopted_known", field=ADOPTION_KNOWN)
        for name in ("historicalplan", "plan")
    ]
