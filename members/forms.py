from collections.abc import Iterable
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import District


def refuse_overlaps(rows: Iterable[Any], removed: Iterable[Any] = ()) -> None:
    """Raise ValidationError if saving `rows` (memberships or terms) and deleting `removed` would leave an overlap.

    They are saved and taken back, so that the one rule, `overlapping()`, decides. Districts stay locked until the
    request's transaction ends: whoever else enters a period of one of them waits and then sees this one.
    """
    rows, removed = [copy(row) for row in rows], [copy(row) for row in removed]
    if not rows:
        return
    model = type(rows[0])
    owners = {row.district_id for row in rows} if hasattr(model, "district_id") else set()
    if owners:
        list(District.objects.select_for_update().filter(pk__in=owners).order_by("pk").values_list("pk"))
    else:
        list(model.objects.select_for_update().order_by("pk").values_list("pk"))
    clashes: list[str] = []
    try:
        with transaction.atomic():
            for row in removed:
                row.delete()
            for row in rows:
                row.save()
            mine = {row.pk for row in rows}
            clashes = [str(row) for row in model.objects.overlapping() if row.pk in mine]
            transaction.set_rollback(True)
    except IntegrityError:
        raise ValidationError(
            "Two of these rows can't both be true: they begin alike or are both open."
        ) from None
    if clashes:
        raise ValidationError(f"These periods overlap another one of the same kind: {'; '.join(clashes)}.")


class PeriodForm(forms.ModelForm):
    """One membership or term on a screen of its own."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                refuse_overlaps([self.instance])
            except ValidationError as error:
                self.add_error(None, error)


class PeriodFormSet(forms.BaseInlineFormSet):
    """Memberships or terms in the lines of a screen, judged together."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        changed = [form for form in self.forms if form.has_changed()]
        removed = [form.instance for form in self.deleted_forms if form.instance.pk]
        kept = [form.instance for form in changed if form not in self.deleted_forms]
        owner = self.instance
        if owner.pk and not owner._state.adding:  # a new owner has no other periods yet
            refuse_overlaps(kept, removed)
