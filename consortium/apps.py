from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from simple_history.signals import pre_create_historical_record

from consortium.history import note_reason


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Site"

    def ready(self) -> None:
        from consortium import revision  # the models are there only now
        from consortium.search import hooks

        pre_create_historical_record.connect(note_reason)
        hooks.connect()
        post_migrate.connect(revision.install, sender=self)


class ConsortiumAdminConfig(AdminConfig):
    default_site = "consortium.admin_site.ConsortiumAdminSite"
