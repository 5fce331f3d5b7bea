"""What was changed lately, for the staff's front page: a line for each save, however many rows it wrote."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consortium.models import Plan, Profile, Source, Topic, Year
from consortium.past import KINDS, who_made
from consortium.publishing import Status
from meetings.models import Comment, Meeting, Practice, Story
from members.models import Collaborative, District, Membership, Organization, Person, ProgramYear
from milestones.models import Document, Edition, Milestone

# The first of these that a save wrote names its line.
MODELS = (
    *(
        Year,
        Meeting,
        Story,
        Practice,
        Collaborative,
        ProgramYear,
        Plan,
        District,
        Person,
        Milestone,
        Document,
        Edition,
    ),
    *(Membership, Organization, Comment, Topic, Source, Profile),
)
LINES = 10
ENTRIES = 200  # looked at of each model: an older line of a large save may count fewer rows than there were
ONE_SAVE = timedelta(seconds=5)  # between the rows of one …
ONE_DEED = timedelta(minutes=1)  # … or of one that gave its name, such as an import
LOADED = "load_record"


@dataclass
class Line:
    """One save. `address` leads to the record, or to the history of one that is gone; `others` are further records."""

    when: datetime
    name: str
    address: str
    others: int
    deed: str
    who: str
    reason: str

    @property
    def in_words(self) -> SafeString:
        linked = (
            format_html('<a href="{}">{}</a>', self.address, self.name)
            if self.address
            else format_html("{}", self.name)
        )
        others = f" and {self.others} other{'s' * (self.others > 1)}" if self.others else ""
        reason = f" ({self.reason})" if self.reason and self.reason != self.who else ""
        return format_html("{}{} {} by {}{}", linked, others, self.deed, self.who, reason)


def recent_changes() -> list[Line]:
    """The latest saves, the latest first."""
    saves = saves_among(latest_entries())[:LINES]
    heads = [head_of(save) for save in saves]
    there = {
        model: set(
            model._base_manager.filter(
                pk__in=[head.instance.pk for head in heads if head.instance_type is model]
            ).values_list("pk", flat=True)
        )
        for model in {head.instance_type for head in heads}
    }
    return [
        line_of(save, head, head.instance.pk in there[head.instance_type])
        for save, head in zip(saves, heads, strict=True)
    ]


def latest_entries() -> list[Any]:
    entries = [
        entry
        for model in MODELS
        for entry in model.history.select_related("history_user").order_by("-history_date", "-history_id")[
            :ENTRIES
        ]
    ]
    return sorted(entries, key=lambda entry: entry.history_date, reverse=True)


def saves_among(entries: list[Any]) -> list[list[Any]]:
    """Entries, the latest first, by the save that made them: those of one person and reason, close to one another."""
    saves: list[list[Any]] = []
    for entry in entries:
        last = saves[-1][-1] if saves else None
        apart = ONE_DEED if entry.history_change_reason else ONE_SAVE
        if (
            last is not None
            and (last.history_user_id, last.history_change_reason)
            == (entry.history_user_id, entry.history_change_reason)
            and last.history_date - entry.history_date <= apart
        ):
            saves[-1].append(entry)
        else:
            saves.append([entry])
    return saves


def head_of(save: list[Any]) -> Any:
    """The entry that names a save: of the year if there is one, else of a meeting, and so on."""
    return min(save, key=lambda entry: MODELS.index(entry.instance_type))


def line_of(save: list[Any], head: Any, is_there: bool) -> Line:
    model, pk = head.instance_type, head.instance.pk
    records = {(entry.instance_type, entry.instance.pk) for entry in save}
    who, reason = who_made(head), head.history_change_reason or ""
    if reason == LOADED:
        return Line(head.history_date, "The record", "", 0, "loaded", who, reason)
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_{'change' if is_there else 'history'}"
    return Line(
        head.history_date,
        name_of(head.instance),
        reverse(page, args=[quote(pk)]),
        len(records) - 1,
        deed_of(save, records),
        who,
        reason,
    )


def name_of(row: Any) -> str:
    """What staff would say; what the row hangs on may be gone."""
    try:
        return f"{row.district}, {row}" if isinstance(row, Membership) else str(row)
    except ObjectDoesNotExist:
        return f"{row._meta.verbose_name} no. {row.pk}"


def deed_of(save: list[Any], records: set[Any]) -> str:
    """What was done to all of the records alike, else that they were changed. A new row may be saved again at once."""
    added = {(entry.instance_type, entry.instance.pk) for entry in save if entry.history_type == "+"}
    if added == records:
        return KINDS["+"]
    deeds = {
        "put in the bin"
        if entry.history_type == "~" and getattr(entry, "status", "") == Status.BIN
        else KINDS[entry.history_type]
        for entry in save
    }
    return deeds.pop() if len(deeds) == 1 else KINDS["~"]
