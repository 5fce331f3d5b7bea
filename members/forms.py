from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import InlineForeignKeyField

from consortium.forms import KeepsBoth
from consortium.formsets import RecordFormSet
from consortium.models import Profile
from members.models import Collaborative, District


def refuse_overlaps(
    rows: Iterable[Any], removed: Iterable[Any] = (), owner: tuple[str, Any] | None = None
) -> None:
    """Raise ValidationError if saving `rows` (memberships, terms or participations) and deleting `removed` would leave an overlap.

    A new `owner`, (foreign key, record), is saved before them. All are saved and taken back, so that the one rule, `overlapping()`, decides. What
    they are periods of stays locked until the request's transaction ends: whoever else enters one waits and then sees this one.
    """
    rows, removed = [copy(row) for row in rows], [copy(row) for row in removed]
    if not rows:
        return
    model = type(rows[0])
    for owner_of, column in ((Collaborative, "collaborative_id"), (District, "district_id")):
        if hasattr(model, column):
            owners = {getattr(row, column) for row in rows}
            list(
                owner_of._base_manager.select_for_update()
                .filter(pk__in=owners)
                .order_by("pk")
                .values_list("pk")
            )
            break
    else:
        list(Profile.objects.select_for_update().values_list("pk"))  # offices are the consortium's
    clashes: list[str] = []
    try:
        with transaction.atomic():
            if owner:
                name, record = owner[0], copy(owner[1])
                record.save()
                for row in rows:
                    setattr(row, name, record)
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


class PeriodForm(KeepsBoth):
    """One membership or term on a screen of its own."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                refuse_overlaps([self.instance])
            except ValidationError as error:
                self.add_error(None, error)


class PeriodLine(KeepsBoth):
    """A line of PeriodFormSet."""

    def _get_validation_exclusions(self) -> set[str]:
        """Leave out the owner: Django 6.1 would hold the line alone against others as they were before this save."""
        owner = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        return super()._get_validation_exclusions() | owner  # type: ignore[misc]


class PeriodFormSet(RecordFormSet):
    """Memberships, terms or participations in the lines of a screen, judged together."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        changed = [form for form in self.forms if form.has_changed()]
        removed = [form.instance for form in self.deleted_forms if form.instance.pk]
        kept = [form.instance for form in changed if form not in self.deleted_forms]
        if not self.instance._state.adding:
            refuse_overlaps(kept, removed)
        elif is_valid(self.instance):
            refuse_overlaps(kept, owner=(self.fk.name, self.instance))


def is_valid(record: Any) -> bool:
    """Whether a record could be saved; if not, its own form says why."""
    try:
        record.full_clean()
    except ValidationError:
        return False
    return True
