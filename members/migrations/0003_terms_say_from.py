from django.db import migrations, models

SINCE_KNOWN = models.BooleanField(
    default=True,
    help_text="If not, the page says “in 2016” instead of “from 2016”.",
    verbose_name="the beginning is known",
)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_collaboratives_awards_affiliations"),
    ]

    operations = [
        migrations.AlterField(model_name=name, name="since_known", field=SINCE_KNOWN)
        for name in ("historicaloffice", "historicaltenure", "office", "tenure")
    ]
