"""Makes one of two districts or two people that were entered twice; nothing that hangs on either is lost."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import model_ngettext
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from consortium.history import because
from consortium.models import Addressed, OldAddress
from consortium.publishing import Publishable, Record, Status, in_bin
from consortium.search.keeping import gathered
from consortium.text import FoldedField, fold
from members.models import District, DistrictName, Figure, Person

OWN = {"id", "slug", "name", "status", "position"}  # columns that are not filled in from the other


def merge(keep: Any, other: Any, *, until: int | None = None) -> None:
    """Move all that hangs on `other`, a District or a Person, to `keep`, and put `other` in the bin.

    The other's name becomes a former name of a district; without a year `until` it counts for no year, so that no old
    page is rewritten. Raises ValidationError with a sentence, and changes nothing.
    """
    if type(keep) is not type(other) or keep.pk == other.pk:
        raise ValidationError("Choose two different records of one kind.")
    with transaction.atomic(), because(f"merge {other.slug[:40]} into {keep.slug[:40]}"), gathered():
        pks = [keep.pk, other.pk]
        locked = type(keep)._base_manager.select_for_update().order_by("pk").in_bulk(pks)
        if any(row.status == Status.BIN for row in locked.values()) or len(locked) < 2:
            raise ValidationError("One of the two is in the bin: take it out of the bin first.")
        for row in (keep, other):
            row.refresh_from_db()
        ids = {getattr(row, "nces_id", None) for row in (keep, other)} - {None}
        if len(ids) > 1:
            raise ValidationError("Both have an NCES id, and they differ: correct one of them first.")
        for relation in type(keep)._meta.related_objects:
            if relation.many_to_many:
                move_links(relation, keep, other)
            else:
                move_rows(relation, keep, other)
        refuse_overlaps(keep)
        filled = put_away(keep, other)
        if isinstance(keep, District):
            add_other_name(keep, other, until)
        if fill(keep, filled):
            keep.full_clean()
            keep.save()


def move_links(relation: Any, keep: Any, other: Any) -> None:
    """Links from other records, such as the districts of a milestone; a record that has both keeps one."""
    name = relation.field.name
    for record in relation.related_model._base_manager.filter(**{name: other}):
        links = getattr(record, name)
        links.set([keep if target.pk == other.pk else target for target in links.all()])


def move_rows(relation: Any, keep: Any, other: Any) -> None:
    """Rows of their own, such as memberships; one that both have is folded into one."""
    name, model = relation.field.name, relation.related_model
    for pk in list(model._base_manager.filter(**{name: other}).order_by("pk").values_list("pk", flat=True)):
        row = model._base_manager.get(pk=pk)  # anew: folding the one before may have touched it
        setattr(row, name, keep)
        twin = None if in_bin(row) else twin_of(row)
        if twin is not None and (values := folded_values(row, twin)) is not None:
            for pointing in model._meta.related_objects:
                pointing.related_model._default_manager.filter(**{pointing.field.name: row}).update(
                    **{pointing.field.name: twin}
                )
            row.delete()
            if fill(twin, values):
                twin.save()
            continue
        if twin is not None and model is not Figure:  # two figures stand side by side, each with its source
            raise ValidationError(
                f"Both have a {model._meta.verbose_name} “{row}”, and they differ: mend one first."
            )
        try:
            row.full_clean()
        except ValidationError as error:
            said = " ".join(error.messages)
            raise ValidationError(f"The {model._meta.verbose_name} “{row}” can't be moved: {said}") from error
        row.save()


def twin_of(row: Any) -> Any:
    """The row that says the same of the record that is kept."""
    key = {name: getattr(row, name) for name in row.record_key}
    rows = type(row)._base_manager.filter(**key).exclude(pk=row.pk)
    return (rows.exclude(status=Status.BIN) if isinstance(row, Publishable) else rows).first()


def folded_values(row: Any, twin: Any) -> dict[str, Any] | None:
    """What the twin lacks and the row has; None if they contradict each other."""
    values = values_of(row)
    if any(
        value and (stands := getattr(twin, name)) and stands != value and not isinstance(value, bool)
        for name, value in values.items()
    ):
        return None
    if hasattr(row, "left_id") and row.left_id != twin.left_id:  # no departure says something, too
        return None
    if hasattr(row, "until") and row.until != twin.until:
        return None
    if getattr(row, "status", "") == Status.PUBLISHED:
        values["status"] = Status.PUBLISHED
    return values


def values_of(row: Any) -> dict[str, Any]:
    """The columns that one row may lend to another."""
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in OWN and not isinstance(column, FoldedField)
    }


def fill(row: Any, values: dict[str, Any]) -> bool:
    """Put values where the row has none; whether there were any."""
    lacking = {
        name: value
        for name, value in values.items()
        if value and (not getattr(row, name) or (name == "status" and getattr(row, name) != value))
    }
    for name, value in lacking.items():
        setattr(row, name, value)
    return bool(lacking)


def refuse_overlaps(keep: Any) -> None:
    for relation in type(keep)._meta.related_objects:
        rows: Any = relation.related_model._default_manager
        if relation.many_to_many or not hasattr(rows, "overlapping"):
            continue
        mine = set(rows.filter(**{relation.field.name: keep}).values_list("pk", flat=True))
        found = [str(row) for row in rows.overlapping() if row.pk in mine]
        if found:
            named = relation.related_model._meta.verbose_name_plural
            raise ValidationError(
                f"Together their {named} would overlap: {'; '.join(found)}. Mend that first."
            )


def put_away(keep: Any, other: Any) -> dict[str, Any]:
    """Put the other in the bin, let its addresses lead to the one that is kept; the values that it had."""
    values = values_of(other)
    address = other.get_absolute_url() if isinstance(other, Addressed) else ""
    other.status = Status.BIN
    if isinstance(other, District):
        other.nces_id = None
    if address:
        other.slug = f"{other.slug[:100]}-merged-{other.pk}"
    other.save()
    if address:
        kind = ContentType.objects.get_for_model(type(keep))
        OldAddress.objects.filter(kind=kind, record_id=other.pk).exclude(path=keep.get_absolute_url()).update(
            record_id=keep.pk
        )
        OldAddress.objects.keep(address, keep)
    return values


def add_other_name(keep: District, other: District, until: int | None) -> None:
    known = (keep.name, *keep.names.values_list("name", flat=True))
    if fold(other.name) in {fold(one) for one in known}:
        return
    name = DistrictName(
        district=keep, name=other.name, until=until, passage="Entered twice under two names; made one."
    )
    name.full_clean()
    name.save()


def what_hangs_on(row: Any) -> list[str]:
    """Counts of what would move with a record, by kind: "2 memberships"; the bin included, since it moves, too."""
    said = []
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: row}).count()
        if count and issubclass(model, Record):
            said.append(f"{count} {model_ngettext(model, count)}")
    return said


# The screen


class MergeForm(forms.Form):
    """Which of two records is kept."""

    keep = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        label="Keep",
        help_text="All that hangs on the other one moves here, and its address leads here. The other one goes into the bin.",
    )
    until = forms.IntegerField(
        required=False,
        min_value=1800,
        max_value=2200,
        label="The other's name was in use until",
        help_text="A year. Leave it empty if it never was its name, or if that is not known: the page then says "
        "“Also known as”, and the years keep the name they have.",
    )

    def __init__(self, pair: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["keep"].queryset = pair  # type: ignore[attr-defined]
        if pair.model is not District:
            del self.fields["until"]

    def save(self) -> str:
        """Merge the two; what to tell about it."""
        keep = self.cleaned_data["keep"]
        other = next(row for row in self.pair if row.pk != keep.pk)
        merge(keep, other, until=self.cleaned_data.get("until"))
        return f"Merged into {keep}. The other one is in the bin."


def merge_selected(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """An admin action: asks which of the two selected records is kept, and merges them."""
    pks = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
    if len(pks) != 2:
        model_admin.message_user(request, "Select the two records that are one.", messages.WARNING)
        return None
    pair = queryset.model._default_manager.filter(pk__in=pks).order_by("pk")
    sent = "merge" in request.POST
    form = MergeForm(pair, request.POST if sent else None, initial={"keep": pks[0]})
    if sent and form.is_valid():
        try:
            said = form.save()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            model_admin.message_user(request, said, messages.SUCCESS)
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Make one of two",
        "opts": model_admin.opts,
        "form": form,
        "pks": pks,
        "moving": [(row, what_hangs_on(row)) for row in pair],
    }
    request.current_app = model_admin.admin_site.name  # type: ignore[attr-defined]
    return TemplateResponse(request, "admin/import_export/merge.html", context)


merge_selected.short_description = "Make one of two that were entered twice"  # type: ignore[attr-defined]
merge_selected.allowed_permissions = ("publish",)  # type: ignore[attr-defined]  # a pair may be public
