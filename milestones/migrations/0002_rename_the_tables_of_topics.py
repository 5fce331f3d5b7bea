"""Topics move down to consortium, so that meetings and practices can have them too: first their tables …"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("milestones", "0001_initial"),)

    operations = (
        migrations.AlterModelTable("topic", "consortium_topic"),
        migrations.AlterModelTable("historicaltopic", "consortium_historicaltopic"),
    )
