from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Site"


class ConsortiumAdminConfig(AdminConfig):
    default_site = "consortium.admin_site.ConsortiumAdminSite"
