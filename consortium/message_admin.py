"""The queue of messages: read, accept, decline, answer. They hold personal data, so nothing of them is logged."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consortium.message_forms import PlainText
from consortium.models import Message, Profile
from consortium.moderation import (
    NEW,
    SettledError,
    accept_comment,
    accept_district,
    accept_organization,
    candidates,
    decline,
    taking,
)
from consortium.odd_input import CarefulAdmin
from consortium.roles import may, may_publish

logger = logging.getLogger(__name__)


class ReplyForm(forms.Form):
    subject = PlainText(max_length=150, widget=forms.TextInput(attrs={"size": 90}))
    text = PlainText(max_length=10_000, widget=forms.Textarea(attrs={"rows": 12, "cols": 90}))
    seen = forms.CharField(widget=forms.HiddenInput)


@admin.register(Message)
class MessageAdmin(CarefulAdmin):
    list_display = ("__str__", "shown_about", "received", "status", "settled_by")
    list_filter = ("status", "kind")
    list_per_page = 50
    search_fields = ("name", "email", "organization", "text")
    ordering = (
        Case(When(status=Message.Status.WAITING, then=Value(0)), default=Value(1)),
        "-received",
        "-pk",
    )
    change_form_template = "admin/message.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("about")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those that this message has something in."""
        names = (
            "kind", "status", "received", "name", "email", "joins_as", "organization", "state", "post",
            "shown_about", "text", "settled", "settled_by",
        )  # fmt: skip
        always = {"kind", "status", "received", "name", "shown_about"}
        return [name for name in names if name in always or getattr(obj, name, None)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="about")
    def shown_about(self, message: Message) -> str | SafeString:
        told = str(message.about or message.page or "–")
        if not message.page.startswith("/") or message.page.startswith("//"):
            return told
        return format_html('<a href="{}">{}</a>', message.page, told)

    # Who may do what: whoever may not publish has no business with what strangers wrote

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, "consortium.view_message")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a reader wrote stays as it is; it is settled by the buttons below it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, "consortium.delete_message")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return may(request, "consortium.change_message") and may_publish(request)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The log would keep the name of whoever asked to be forgotten."""

    # The screen of one message

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        message: Any = self.get_object(request, object_id)
        more: dict[str, Any] = {"settles": False}
        if message and self.has_settle_permission(request):
            kind, joins = message.kind, message.kind == Message.Kind.JOIN
            open_to_accept = kind != Message.Kind.CONTACT and message.status != Message.Status.ACCEPTED
            asks = open_to_accept and joins and message.joins_as == Message.JoinsAs.DISTRICT
            rows, exact = candidates(message) if asks else ([], None)
            more = {
                "settles": True,
                "may_accept": open_to_accept,
                "may_decline": message.status == Message.Status.WAITING,
                "candidates": rows,
                "exact": exact,
                "new": NEW,
            }
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        steps = {"accept": self.accept, "decline": self.decline, "reply": self.reply}
        return [
            *(
                path(f"<id:pk>/{name}/", self.admin_site.admin_view(view), name=f"consortium_message_{name}")
                for name, view in steps.items()
            ),
            *super().get_urls(),
        ]

    def opened(self, request: HttpRequest, pk: int) -> Message:
        if not self.has_settle_permission(request):
            raise PermissionDenied
        message = Message.objects.filter(pk=pk).first()
        if message is None:
            raise Http404
        return message

    def accept(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        message = self.opened(request, pk)
        seen = request.POST.get("seen", Message.Status.WAITING)
        try:
            done = self._accept(request, message, seen)
        except (SettledError, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return HttpResponseRedirect(reverse("admin:consortium_message_change", args=[pk]))
        messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:consortium_message_changelist"))

    def _accept(self, request: HttpRequest, message: Message, seen: str) -> str | SafeString:
        profile, by = Profile.objects.current(), request.user.get_username()
        if message.kind == Message.Kind.COMMENT:
            comment = accept_comment(message.pk, by, profile, seen)
            return format_html(
                'Published below <a href="{}">{}</a>.', comment.get_absolute_url(), comment.story
            )
        if message.kind != Message.Kind.JOIN:
            raise ValidationError("There is nothing here to accept: answer it, or put it aside.")
        if message.joins_as == Message.JoinsAs.DISTRICT:
            choice = request.POST.get("district", "")
            district, joins = accept_district(message.pk, by, profile, choice, seen)
            place = link("admin:members_district_change", district.pk, district)
            if joins:
                desk = link("admin:consortium_year_desk", joins.joined_id, f"the desk of {joins.joined_id}")
                return format_html(
                    "{} joins in {}, as a draft: publish it at {}.", place, joins.joined_id, desk
                )
            return format_html("{} is in the record. {}", place, self._participation(message.about))
        organization, wanted = accept_organization(message.pk, by, seen)
        place = link("admin:members_organization_change", organization.pk, organization)
        return format_html("{} is in the record. {}", place, self._participation(wanted))

    @staticmethod
    def _participation(collaborative: Any) -> str | SafeString:
        if collaborative is None:
            return "Say on its screen what it is to the consortium."
        return format_html(
            "Add when it takes part at {}.",
            link("admin:members_collaborative_change", collaborative.pk, collaborative),
        )

    def decline(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.opened(request, pk)
        try:
            decline(pk, request.user.get_username())
        except SettledError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:consortium_message_change", args=[pk]))
        messages.success(request, "Put aside. The sender gets no word of it.")
        return HttpResponseRedirect(reverse("admin:consortium_message_changelist"))

    def reply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The only mail that goes to a sender. What can't be sent is not marked as answered."""
        message = self.opened(request, pk)
        if not message.email:
            raise Http404
        profile = Profile.objects.current()
        start = {"subject": f"Your message to {profile.short_name}", "seen": message.status}
        form = ReplyForm(request.POST if request.method == "POST" else None, initial=start)
        if request.method == "POST" and form.is_valid():
            try:
                with taking(pk, form.cleaned_data["seen"]) as message:
                    send_reply(message, form.cleaned_data, profile)
                    if message.status == Message.Status.WAITING:
                        message.settle(Message.Status.ANSWERED, request.user.get_username())
            except SettledError as error:
                form.add_error(None, f"{error} Nothing was sent; send it again if it still holds.")
                form.data = {**request.POST.dict(), "seen": Message.objects.get(pk=pk).status}
            except Exception as error:  # whatever a mail server does
                logger.exception("The answer to message %s could not be sent", pk)
                form.add_error(
                    None,
                    f"The mail could not be sent ({type(error).__name__}). Nothing is marked as answered.",
                )
            else:
                messages.success(request, f"Sent to {message.email}.")
                return HttpResponseRedirect(reverse("admin:consortium_message_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Answer {message.name}",
            "form": form,
            "message": message,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/message_reply.html", context)

    # Many at once

    actions = ("accept_comments", "decline_selected")

    @admin.action(description="Publish the selected comments", permissions=["settle"])
    def accept_comments(self, request: HttpRequest, queryset: Any) -> None:
        profile, by = Profile.objects.current(), request.user.get_username()
        rows = sorted(queryset, key=lambda row: (row.received, row.pk))
        comments = [row for row in rows if row.kind == Message.Kind.COMMENT]
        self._each(
            request,
            comments,
            lambda row: accept_comment(row.pk, by, profile),
            "published",
            [f"{len(rows) - len(comments)} left alone, not being comments"]
            if len(comments) < len(rows)
            else [],
        )

    @admin.action(description="Decline the selected messages", permissions=["settle"])
    def decline_selected(self, request: HttpRequest, queryset: Any) -> None:
        by = request.user.get_username()
        self._each(request, list(queryset), lambda row: decline(row.pk, by), "declined", [])

    def _each(self, request: HttpRequest, rows: list[Any], settle: Any, done: str, left: list[str]) -> None:
        count = 0
        for row in rows:
            try:
                settle(row)
            except (SettledError, ValidationError) as error:
                left.append(f"{row}: {' '.join(getattr(error, 'messages', [str(error)]))}")
            else:
                count += 1
        level = messages.WARNING if left else messages.SUCCESS
        self.message_user(request, " ".join([f"{count} {done}.", *left]), level)


def send_reply(message: Message, typed: dict[str, str], profile: Profile) -> None:
    answer_to = [profile.contact_email] if profile.contact_email else []
    EmailMessage(typed["subject"], typed["text"], to=[message.email], reply_to=answer_to).send()


def link(name: str, key: Any, text: Any) -> str | SafeString:
    try:
        return format_html('<a href="{}">{}</a>', reverse(name, args=[key]), text)
    except NoReverseMatch:  # its kind has no screen
        return str(text)
