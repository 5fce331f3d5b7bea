"""What every form of the record asks of whoever sends it."""

from typing import Any

from django import forms
from django.http import HttpRequest

from consortium.at_once import refusal
from consortium.publishing import Status
from consortium.roles import DRAFTS_ONLY, is_shared, may_publish, would_show


class ByRole(forms.BaseModelForm):
    """What a form takes from those who may not publish: drafts, and nothing that the public would see."""

    may_publish: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields and not self.may_publish:
            kept = Status.DRAFT if self.instance._state.adding else self.instance.status
            choices = [choice for choice in Status.choices if choice[0] in {Status.DRAFT, kept}]
            self.fields["status"].choices = choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        refused = not self.may_publish and not is_shared(type(self.instance))
        if refused and not self.errors and self.has_changed() and would_show(self.instance):
            self.add_error(None, DRAFTS_ONLY)


class NoTwin(forms.BaseModelForm):
    """Says of a row that is there already where it is; what was typed stays."""

    came_second: bool

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if (self.errors or self.came_second) and (said := refusal(self.instance, just_now=self.came_second)):
            self.add_error(None, said)


def by_role(form: Any, request: HttpRequest) -> Any:
    return type(form)(form.__name__, (ByRole, form), {"may_publish": may_publish(request)})


def told_of_twins(form: Any, request: HttpRequest) -> Any:
    return type(form)(form.__name__, (NoTwin, form), {"came_second": getattr(request, "came_second", False)})
