"""The accounts of staff: who has which role, and who is locked out."""

from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from consortium.odd_input import CarefulAdmin
from consortium.roles import lacks_second_factor
from consortium.second_factor import devices_of, remove_devices

for model in (User, Group, TOTPDevice, StaticDevice):  # the devices' own screens show anybody's secret
    admin.site.unregister(model)


@admin.register(User)
class AccountAdmin(CarefulAdmin, UserAdmin):
    """Only a superuser makes or touches a superuser; nobody's rights go beyond the roles otherwise."""

    list_display = ("username", "email", "first_name", "last_name", "is_active", "is_superuser")
    list_filter = ("is_active", "groups")
    add_fieldsets = (
        *UserAdmin.add_fieldsets,
        ("For a forgotten password, and what it may do", {"fields": ("email", "groups")}),
    )
    filter_horizontal = ()
    change_form_template = "admin/account.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return super().get_fieldsets(request, obj)
        above: Any = request.user.is_superuser  # type: ignore[union-attr]
        single = (
            ("Single rights, beside the roles", {"classes": ("collapse",), "fields": ("user_permissions",)}),
        )
        return (
            (None, {"fields": ("username", "password")}),
            ("Person", {"fields": ("first_name", "last_name", "email")}),
            (
                "What it may do",
                {"fields": ("is_active", *(("is_staff", "is_superuser") if above else ()), "groups")},
            ),
            *(single if above else ()),
            ("Important dates", {"fields": ("last_login", "date_joined")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("last_login", "date_joined")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not lacks_second_factor(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser  # type: ignore[union-attr]
        return super().has_change_permission(request, obj) and not above and not lacks_second_factor(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account that is done with is made inactive: what it did stays under its name."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True  # there are no other accounts
        super().save_model(request, obj, form, change)

    # A lost device

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        user = context.get("original")
        context["has_device"] = user is not None and devices_of(user).exists()
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.remove_device)
        return [path("<int:pk>/remove-device/", view, name="auth_user_remove_device"), *super().get_urls()]

    def remove_device(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self.get_object(request, str(pk))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None:
            raise Http404
        if request.method == "POST":
            if remove_devices(user):
                self.log_change(request, user, "Removed the lost device of the second factor.")
            messages.success(request, f"{user} has no device now and can add a new one after signing in.")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
        context = {**self.admin_site.each_context(request), "title": f"Remove the device of {user}"}
        return TemplateResponse(
            request,
            "admin/second_factor/remove.html",
            {**context, "account": user, "has_device": devices_of(user).exists(), "opts": self.opts},
        )


@admin.register(Group)
class RoleAdmin(CarefulAdmin, GroupAdmin):  # type: ignore[misc]  # Django names the first argument otherwise here
    """The roles are made by migrations; a superuser may add groups of another cut."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not lacks_second_factor(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not lacks_second_factor(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not lacks_second_factor(request)


@admin.register(AccessAttempt)
class WrongPasswordAdmin(CarefulAdmin):
    """Deleting a row lets its user try again at once."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("username", "ip_address")
    fields = ("username", "ip_address", "user_agent", "failures_since_start", "attempt_time")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not lacks_second_factor(request)
