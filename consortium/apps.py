from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from simple_history.signals import pre_create_historical_record

from consortium.history import note_reason


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Site"

    def ready(self) -> None:
        from consortium.search import hooks  # the models are there only now

        pre_create_historical_record.connect(note_reason)
        hooks.connect()


class ConsortiumAdminConfig(AdminConfig):
    default_site = "consortium.admin_site.ConsortiumAdminSite"
