"""What the three forms have in common that strangers send: the form, its page, and the word to the staff.

A form is kept from machines by a field that no person sees and a question that only a person answers, and from too much
zeal by a limit for each network address. What comes through is plain text; nothing of it appears before staff accept it.
"""

import logging
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.core.mail import EmailMessage
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from consortium.models import Message, Profile
from consortium.pages import Page
from consortium.person_question import GoneError, Question
from consortium.roles import PUBLISH
from consortium.sign_in import visitor_address

MOST = 5  # messages from one network address …
IN = timedelta(hours=1)
KEPT_DAYS = 90  # after a message is settled; purge_messages sees to it
LONGEST = 2000  # characters of a text

# Control characters, and those that turn the direction of what stands around them.
ODD_IN_TEXT = r"[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
ODD_IN_A_LINE = ODD_IN_TEXT.replace(r"\x08\x0b", r"\x08\t\n\x0b")

logger = logging.getLogger(__name__)


class TooManyError(Exception):
    """This network address has sent what it may for now."""


ONE_LINE = RegexValidator(
    ODD_IN_A_LINE,
    "Use one line, without characters that can’t be shown.",
    code="characters",
    inverse_match=True,
)
MANY_LINES = RegexValidator(
    ODD_IN_TEXT,
    "There is a character here that can’t be shown. Type it anew, or paste it as plain text.",
    code="characters",
    inverse_match=True,
)


class PlainText(forms.CharField):
    """What was typed, as it is; several lines where the widget is a text area."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = isinstance(self.widget, forms.Textarea)
        others = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators = [MANY_LINES if self.lines else ONE_LINE, *others]

    def to_python(self, value: Any) -> str:
        """A browser sends two characters for the end of a line, and counts one."""
        text = super().to_python(value) or ""
        return re.sub("\r\n?", "\n", text) if self.lines else text


def long_text(**kwargs: Any) -> PlainText:
    """At most LONGEST characters; the page's script counts them, too.

    The box takes more: it would cut the end of what is pasted without a word.
    """
    field = PlainText(
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": str(LONGEST)}),
        **{"help_text": f"At most {LONGEST:,} characters, without formatting.", **kwargs},
    )
    del field.widget.attrs["maxlength"]
    return field


class MessageForm(forms.ModelForm):
    """Who writes what. `send()` keeps it, once."""

    name = PlainText(
        max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}), label="Your name"
    )
    email = forms.EmailField(
        max_length=254,
        validators=[ONE_LINE],  # a quoted name before the @ may hold more than one would think
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        label="Your e-mail address",
        help_text="For our answer. It is shown to nobody else.",
        error_messages={"invalid": "Enter a valid e-mail address, such as name@example.org."},
    )
    text = long_text(label="Your message")
    website = forms.CharField(
        required=False,
        label="Leave this field empty",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = PlainText(
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="So that we know a person writes. A word or a number will do.",
        error_messages={"required": "Answer the question."},
    )

    class Meta:
        model = Message
        fields: tuple[str, ...] = ("name", "email", "text")

    said_when_empty: ClassVar[dict[str, str]] = {
        "name": "Enter your name.",
        "email": "Enter your e-mail address.",
        "text": "Write your message.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.said_when_empty:
                field.error_messages["required"] = self.said_when_empty[name]
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = "Choose one from the list."
        if self.is_bound:
            typed = re.sub("\r\n?", "\n", str(self.data.get("text") or "")).strip()
            if typed:
                self.fields["text"].help_text += f" You have typed {len(typed):,}."
        self.ask(Question.new())

    def ask(self, question: Question) -> None:
        self.question = question
        self.initial["token"] = question.token
        self["answer"].label = question.text  # of the bound field, which keeps the one it was made with

    @property
    def is_of_a_machine(self) -> bool:
        """Whether the field is filled in that no person sees."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            asked = Question.signed(data.get("token") or "")
        except GoneError as error:
            self.ask_anew(str(error))
            return data
        self.ask(asked)
        if "answer" in data and not asked.is_answered_by(data["answer"]):
            with suppress(GoneError):  # another wrong answer was quicker
                asked.spend()  # nobody finds the answer by trying
            self.ask_anew("That is not the answer. Here is another question.")
        return data

    def ask_anew(self, why: str) -> None:
        """Put another question, and keep everything else that was typed."""
        self.ask(Question.new())
        typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a test's dict
        typed["token"], typed["answer"] = self.question.token, ""
        self.data = typed
        self.errors.pop("answer", None)
        self.add_error("answer", why)

    def problems(self) -> list[tuple[str, str]]:
        """(where to mend it, what is wrong), in the order of the fields; what is no field's comes first."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for bound in self.visible_fields():
            place = f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)
            found += [(place, str(error)) for error in bound.errors]
        return found

    def send(self, sender: str) -> Message:
        """Keep the message. Raises TooManyError, and GoneError if another one used up the question meanwhile."""
        with transaction.atomic():
            list(
                Profile.objects.select_for_update().values_list("pk")
            )  # one after the other, or none is counted
            if Message.objects.sent_since(timezone.now() - IN, sender) >= MOST:
                raise TooManyError
            self.question.spend()
            self.instance.sender = sender
            return self.save()


def sender_of(request: HttpRequest) -> str:
    """The network address, so that it can be told from another one and not be read."""
    address = visitor_address(request) or ""
    return salted_hmac("consortium.message.sender", address, algorithm="sha256").hexdigest()


def tell_staff(message: Message, profile: Profile) -> None:
    """Write to the contact address and to all who may publish that something waits; its words stay in the admin."""
    page = reverse("admin:consortium_message_change", args=[message.pk])
    what = message.get_kind_display().lower()
    subject = " ".join(f"{profile.short_name}: a {what} is waiting".split())
    body = f"A {what} came in through the site and waits for you:\n\n{settings.SITE_URL}{page}\n"
    try:
        staff = User.objects.with_perm(PUBLISH, backend="django.contrib.auth.backends.ModelBackend")
        addresses = [profile.contact_email, *staff.filter(is_staff=True).values_list("email", flat=True)]
        if to := list({address.casefold(): address for address in addresses if address}.values()):
            EmailMessage(subject, body, to=to).send()
    except (
        Exception
    ) as error:  # whatever a mail server does: the message is kept, and its sender needs not know
        # What the server said may name the addresses, which a log must not keep.
        logger.error("Staff could not be told by mail of message %s: %s", message.pk, type(error).__name__)


class MessagePage(Page):
    """A form of today's site, sent to its own address; never cached, and the only public page with a cookie."""

    parameters: tuple[str, ...] = ("sent",)
    is_dated = False
    form_class: type[MessageForm]
    thanks: str  # what the page says once it is sent
    afterwards = "They write to the e-mail address that you gave. No copy of it was sent to you."

    def known_query(self, more: tuple[str, ...]) -> QueryDict:
        """There is no sending into the past, and nobody previews a form."""
        return super().known_query(())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def prepare(self, **kwargs: Any) -> None:
        """Find what the form is about; raises Http404 if it is not there."""

    def message(self) -> Message:
        raise NotImplementedError

    def make_form(self, **kwargs: Any) -> MessageForm:
        return self.form_class(instance=self.message(), **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.prepare(**kwargs)
        if sent := self.query.get("sent"):
            if sent != "yes":
                raise BadRequest(f"“{sent[:40]}” is not known here. The page says thank you at ?sent=yes.")
            return self.show(None)
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.prepare(**kwargs)
        form = self.make_form(data=request.POST)
        if form.is_of_a_machine:
            return self.thank()
        if not form.is_valid():
            return self.show(form, 400)
        try:
            message = form.send(sender_of(request))
        except GoneError as error:
            form.ask_anew(str(error))
            return self.show(form, 400)
        except TooManyError:
            form.add_error(
                None,
                f"{MOST} messages came from your network within an hour, which is as many as we take. Nothing was "
                "sent. What you typed is kept here: keep this page open and send it later.",
            )
            response = self.show(form, 429)
            response.headers["Retry-After"] = str(int(IN.total_seconds()))
            return response
        tell_staff(message, self.profile)
        return self.thank()

    def thank(self) -> HttpResponse:
        return HttpResponseRedirect(f"{self.request.path}?sent=yes")

    def context(self) -> dict[str, Any]:
        return {}

    def show(self, form: MessageForm | None, status: int = 200) -> TemplateResponse:
        shown = {
            "form": form,
            "problems": form.problems() if form and form.is_bound else [],
            "thanks": self.thanks,
            "afterwards": self.afterwards,
            "kept_days": KEPT_DAYS,
            "canonical": f"{settings.SITE_URL}{self.request.path}",
        }
        return self.render({**shown, **self.context()}, status=status)
