"""The forms that are about no single page: a word to the staff, and a request to join."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from consortium.message_forms import MessageForm, MessagePage, PlainText, long_text
from consortium.models import Message, OldAddress
from consortium.pages import address
from consortium.states import STATES
from consortium.text import listed
from members.models import Collaborative, District


def validate_page(value: str) -> None:
    """Raise ValidationError unless `value` is the address of a public page of this site."""
    try:
        if not value.startswith("/") or not url_has_allowed_host_and_scheme(value, allowed_hosts=None):
            raise Resolver404
        if resolve(value.partition("?")[0]).route.startswith("admin/"):
            raise Resolver404
    except Resolver404:
        raise ValidationError(
            "Use the address of a page of this site, such as /members/.", code="page"
        ) from None


class ContactForm(MessageForm):
    page = PlainText(
        max_length=300,
        required=False,
        validators=[validate_page],
        label="About the page",
        widget=forms.TextInput(attrs={"readonly": True}),
    )

    field_order = ("page", "name", "email", "text")

    class Meta(MessageForm.Meta):
        fields = ("page", "name", "email", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.data if self.is_bound else self.initial).get("page"):
            del self.fields["page"]


class Contact(MessagePage):
    template_name = "consortium/contact.html"
    parameters = ("sent", "page")
    form_class = ContactForm
    thanks = "Your message is with the staff."
    afterwards = "Where there is something to answer, they write to the e-mail address that you gave. No copy of it was sent to you."

    def message(self) -> Message:
        return Message(kind=Message.Kind.CONTACT)

    def make_form(self, **kwargs: Any) -> MessageForm:
        page = self.query.get("page", "")
        try:
            ContactForm.base_fields["page"].clean(page)
        except ValidationError as error:
            raise BadRequest(f"page: {' '.join(error.messages)}") from error
        return super().make_form(initial={"page": page}, **kwargs)


MOST_LISTED = 8  # choices side by side, which a narrow screen shows whole; of more there is a menu
WHO = {"district": "districts", "agency": "state agencies", "corporate": "companies"}


def takes(collaborative: Collaborative) -> list[str]:
    """Of the choices of `Message.JoinsAs` those that can take part."""
    told = (collaborative.for_districts, collaborative.for_agencies, collaborative.for_companies)
    return [kind for kind, may in zip(WHO, told, strict=True) if may]


class JoinForm(MessageForm):
    joins_as = forms.ChoiceField(
        choices=Message.JoinsAs.choices, widget=forms.RadioSelect, label="Who wants to join"
    )
    collaborative = forms.ChoiceField(required=False, label="Join what")
    organization = PlainText(
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        label="Name of the district, agency or company",
    )
    state = forms.ChoiceField(
        choices=[("", "Choose a state"), *STATES.items()],
        required=False,
        label="State",
        help_text="Where the district lies, or the agency’s state. Anyone else may leave it out.",
    )
    post = PlainText(
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        label="Your post there",
        help_text="Such as superintendent.",
    )
    text = long_text(required=False, label="Anything else (optional)")

    field_order = ("joins_as", "collaborative", "organization", "state", "post", "name", "email", "text")

    class Meta(MessageForm.Meta):
        fields = ("joins_as", "organization", "state", "post", "name", "email", "text")

    said_when_empty = {
        **MessageForm.said_when_empty,
        "joins_as": "Choose who wants to join.",
        "organization": "Enter the name of the district, agency or company.",
        "post": "Enter your post there.",
    }

    def __init__(self, *args: Any, itself: str, open_ones: list[Collaborative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_ones = {row.slug: row for row in open_ones}
        choice: Any = self.fields["collaborative"]
        if len(open_ones) <= MOST_LISTED:
            choice.widget = forms.RadioSelect()
        choice.choices = [
            ("", itself),
            *((slug, f"{row.name}: {self.whom(row)}") for slug, row in self.open_ones.items()),
        ]

    @staticmethod
    def whom(collaborative: Collaborative) -> str:
        return listed([WHO[kind] for kind in takes(collaborative)])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, name = data.get("joins_as"), data.get("organization", "")
        chosen = self.open_ones.get(data.get("collaborative") or "")
        if chosen and kind and kind not in takes(chosen):
            self.add_error("collaborative", f"This one is open to {self.whom(chosen)}.")
        if kind in {Message.JoinsAs.DISTRICT, Message.JoinsAs.AGENCY} and data.get("state") == "":
            self.add_error("state", "Choose the state it lies in.")
        longest = District._meta.get_field("name").max_length or 0
        if kind == Message.JoinsAs.DISTRICT and len(name) > longest:
            self.add_error("organization", f"Use at most {longest} characters for the name of a district.")
        if chosen:
            self.instance.about, self.instance.page = chosen, chosen.get_absolute_url()
        return data


class Join(MessagePage):
    template_name = "consortium/join.html"
    parameters = ("sent", "collaborative")
    section = "join"
    form_class = JoinForm
    thanks = "Your request is with the staff."
    chosen: Collaborative | None = None  # what the form is headed with

    def message(self) -> Message:
        return Message(kind=Message.Kind.JOIN)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if slug := self.moved():
            return HttpResponsePermanentRedirect(address(self, collaborative=slug))
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if slug := self.moved():
            self.query["collaborative"] = slug
        return super().post(request, **kwargs)

    def moved(self) -> str:
        """The slug that the collaborative of the address has today, if that one is an old one; else nothing."""
        slug = self.query.get("collaborative", "")
        try:
            page = reverse(Collaborative.page, args=[slug])
        except NoReverseMatch:  # no slug at all
            return ""
        if Collaborative.objects.filter(slug=slug).public().exists():
            return ""
        now = OldAddress.objects.address_now(page)
        return str(resolve(now).kwargs["slug"]) if now else ""

    def make_form(self, **kwargs: Any) -> MessageForm:
        running = Collaborative.objects.running(self.reading.day).select_related("run_by")
        rows = self.reading.of(running.filter(takes_requests=True))
        open_ones = [row for row in rows.order_by("folded", "pk") if takes(row)]
        slug = self.query.get("collaborative", "")
        chosen = next((row for row in open_ones if row.slug == slug), None)
        if slug and not chosen:
            raise BadRequest(
                f"“{slug[:40]}” takes no requests to join now. Choose one from the list of the form at {self.request.path}."
            )
        kinds = takes(chosen) if chosen else [Message.JoinsAs.DISTRICT]
        initial = {"collaborative": slug, "joins_as": kinds[0]}
        typed = kwargs.get("data", {}).get("collaborative", slug)
        self.chosen = next((row for row in open_ones if row.slug == typed), None)
        return super().make_form(
            initial=initial, itself=f"{self.profile.name} itself", open_ones=open_ones, **kwargs
        )

    def context(self) -> dict[str, Any]:
        return {"chosen": self.chosen}
