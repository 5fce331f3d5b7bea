from django.contrib import admin


class ConsortiumAdminSite(admin.AdminSite):
    site_header = "Record office"
    site_title = "Record office"
    index_title = "The record"
