"""Answers to messages: typed on a page of their own, kept with the message, and sent by mail to its sender alone."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from consortium.message_forms import PlainText
from consortium.models import Message, Profile, Reply
from consortium.moderation import SettledError, begin_reply, sent, take_back

LONGEST_SUBJECT = 150

logger = logging.getLogger(__name__)


class ReplyForm(forms.Form):
    subject = PlainText(max_length=LONGEST_SUBJECT, widget=forms.TextInput(attrs={"size": 90}))
    text = PlainText(
        max_length=10_000, widget=forms.Textarea(attrs={"rows": 16, "cols": 90, "autofocus": True})
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    replies = forms.IntegerField(min_value=0, max_value=10_000, required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if "".join(text.split()) == "".join(str(self.initial["text"]).split()):
            raise ValidationError("Write your answer between the greeting and the name.")
        return text


def begun(message: Message, profile: Profile) -> dict[str, Any]:
    """A reply to go on with: the greeting, what it answers, room, and who writes."""
    about = message.about
    if message.kind == Message.Kind.JOIN:
        subject = f"Your request to join {about or profile.short_name}"
    else:
        subject = f"Your message to {profile.short_name}"
    day = timezone.localtime(message.received, profile.zone)
    quoted = "\n".join(f"> {line}".rstrip() for line in message.text.splitlines())
    wrote = f"On {day:%B %-d} you wrote:\n\n{quoted}" if quoted else ""
    parts = [f"Dear {message.name},", *([wrote] if wrote else []), "", profile.name]
    return {
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "text": "\n\n".join(parts),
        "seen": message.status,
        "replies": message.replies.count(),
    }


class Answers(admin.ModelAdmin):
    """The page of an answer, and the answers on the message's own screen."""

    @admin.display(description="replies")
    def shown_replies(self, message: Message) -> SafeString:
        return format_html_join(
            "",
            "<div><b>{}</b>, {}<div class='reply'>{}</div></div>",
            ((reply.subject, told(reply), reply.text) for reply in message.replies.all()),
        )

    def reply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The only mail that goes to a sender. What can't be sent is not kept, nor is the message marked as answered."""
        message: Message = self.opened(request, pk)  # type: ignore[attr-defined]
        if not message.email:
            raise Http404
        profile = Profile.objects.current()
        form = ReplyForm(request.POST if request.method == "POST" else None, initial=begun(message, profile))
        if request.method == "POST" and form.is_valid() and self.is_sent(request, message, profile, form):
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

    def is_sent(self, request: HttpRequest, message: Message, profile: Profile, form: ReplyForm) -> bool:
        """Whether the reply went out; if not, the form says why and keeps it."""
        typed, by = form.cleaned_data, request.user.get_username()
        try:
            reply = begin_reply(
                message.pk, by, typed["subject"], typed["text"], typed["seen"], typed["replies"] or 0
            )
        except SettledError as error:
            form.add_error(None, f"{error} Nothing was sent; send it again if it still holds.")
            now = Message.objects.get(pk=message.pk)
            form.data = {**request.POST.dict(), "seen": now.status, "replies": str(now.replies.count())}
            return False
        try:
            send_reply(message, typed, profile)
        except Exception as error:  # whatever a mail server does
            # What the server said may name the address, which a log must not keep.
            logger.error("The answer to message %s could not be sent: %s", message.pk, type(error).__name__)
            take_back(reply, typed["seen"])
            form.add_error(
                None, f"The mail could not be sent ({type(error).__name__}). Nothing is marked as answered."
            )
            return False
        sent(reply)
        return True


def told(reply: Reply) -> str:
    when = timezone.localtime(reply.sent or reply.begun)
    state = "sent" if reply.sent else "it is not known whether it was sent; begun"
    return f"by {reply.by}, {state} {when:%B %-d, %Y, at %-I:%M %p}"


def send_reply(message: Message, typed: dict[str, str], profile: Profile) -> None:
    answer_to = [profile.contact_email] if profile.contact_email else []
    EmailMessage(typed["subject"], typed["text"], to=[message.email], reply_to=answer_to).send()
