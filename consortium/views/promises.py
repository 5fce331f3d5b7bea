"""What the site promises its readers: of what they send, and of how they get at it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from consortium.message_forms import IN, KEPT_DAYS, MOST
from consortium.pages import Page


class Promise(Page):
    """A page that says how this software behaves: the same for every consortium, whatever the date."""

    permission = "consortium.view_profile"
    is_dated = False

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"kept_days": KEPT_DAYS, "most": MOST, "hours": IN // timedelta(hours=1)})


class Privacy(Promise):
    template_name = "consortium/privacy.html"


class Accessibility(Promise):
    template_name = "consortium/accessibility.html"
