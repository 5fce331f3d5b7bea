"""The queue of messages: read, accept, decline, answer. They hold personal data, so nothing of them is logged."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from consortium.dates import FIRST_YEAR, LAST_YEAR
from consortium.message_replies import Answers
from consortium.models import Message, Profile
from consortium.moderation import (
    NEW,
    SettledError,
    accept_comment,
    accept_district,
    accept_organization,
    candidates,
    decline,
)
from consortium.odd_input import CarefulAdmin
from consortium.publishing import Status
from consortium.roles import may, may_publish
from meetings.models import Comment
from members.models import Collaborative, District, Participation


@admin.register(Message)
class MessageAdmin(Answers, CarefulAdmin):
    list_display = ("__str__", "wish", "shown_about", "received", "status", "settled_by")
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
            "shown_about", "text", "settled", "settled_by", "shown_led_to", "shown_replies",
        )  # fmt: skip
        always = {"kind", "status", "received", "name", "shown_about"}
        if obj and obj.led_to_id:
            always.add("shown_led_to")
        if obj and obj.replies.exists():
            always.add("shown_replies")
        return [name for name in names if name in always or getattr(obj, name, None)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="about")
    def shown_about(self, message: Message) -> str | SafeString:
        told = str(message.about or message.page or "–")
        if not message.page.startswith("/") or message.page.startswith("//"):
            return told
        return format_html('<a href="{}">{}</a>', message.page, told)

    @admin.display(description="led to")
    def shown_led_to(self, message: Message) -> str | SafeString:
        """What was made or found when it was accepted, and what is left to enter."""
        row = message.led_to
        if row is None:
            return "Something that is deleted since."
        if isinstance(row, Comment):
            return link("admin:meetings_comment_change", row.pk, row)
        kind = "district" if isinstance(row, District) else "organization"
        parts = [link(f"admin:members_{kind}_change", row.pk, row)]
        if isinstance(message.about, Collaborative):
            about = message.about
            parts.append(link("admin:members_collaborative_change", about.pk, about))
            there = Participation.objects.filter(collaborative=about, **{kind: row})
            parts += [link("admin:members_participation_change", part.pk, part) for part in there] or [
                self._participation(about, row)
            ]
        elif isinstance(row, District):
            last = row.memberships.exclude(status=Status.BIN).order_by("joined").last()
            if last:
                parts.append(link("admin:consortium_year_desk", last.joined_id, f"desk of {last.joined_id}"))
        return format_html_join(" · ", "{}", ((part,) for part in parts))

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
                "joins_a_year": asks and not message.about_id,
                "this_year": Profile.objects.current().today().year,
                "first_year": FIRST_YEAR,
                "last_year": LAST_YEAR,
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
            choice, year = (
                request.POST.get("district", ""),
                request.POST.get("year", str(profile.today().year)),
            )
            district, joins = accept_district(message.pk, by, choice, year, seen)
            place = link("admin:members_district_change", district.pk, district)
            if joins:
                desk = link("admin:consortium_year_desk", joins.joined_id, f"the desk of {joins.joined_id}")
                return format_html(
                    "{} joins in {}, as a draft: publish it at {}.", place, joins.joined_id, desk
                )
            return format_html("{} is in the record. {}", place, self._participation(message.about, district))
        organization, wanted = accept_organization(message.pk, by, seen)
        place = link("admin:members_organization_change", organization.pk, organization)
        return format_html("{} is in the record. {}", place, self._participation(wanted, organization))

    @staticmethod
    def _participation(collaborative: Any, row: Any) -> str | SafeString:
        """The way to the form that says since when a district or an organization takes part, filled in as far as it is known."""
        if collaborative is None:
            return "Say on its screen what it is to the consortium."
        kind = "district" if isinstance(row, District) else "organization"
        known = {
            "collaborative": collaborative.pk,
            kind: row.pk,
            "since": Profile.objects.current().today().year,
        }
        return format_html(
            '<a class="addlink" href="{}?{}">Enter since when it takes part in {}</a>',
            reverse("admin:members_participation_add"),
            urlencode(known),
            collaborative,
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


def link(name: str, key: Any, text: Any) -> str | SafeString:
    try:
        return format_html('<a href="{}">{}</a>', reverse(name, args=[key]), text)
    except NoReverseMatch:  # its kind has no screen
        return str(text)
