"""What no screen of the admin sends: it is answered with a page that says what is accepted, on either database.

Text becomes a number, a date or a choice in `cleaned()`, which refuses what can't. The door, which every view of
the admin stands behind, turns into a page what only the database can tell. No other error is caught: a mistake in
the program stays an error.
"""

import re
from collections import Counter
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path, prepare_lookup_value
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest, FieldDoesNotExist, FieldError, ValidationError
from django.db import DatabaseError, DataError, models, transaction
from django.db.models.sql import Query
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse

from consortium.at_once import AT_ONCE, happened_at_once
from consortium.filters import has_words
from consortium.text import LONGEST_SEARCH

# Of a list's address; a pattern, say, could break the database's own parser.
LOOKUPS = {"exact", "in", "isnull"}
YES_NO = {"True", "False", "0", "1"}
ROW = re.compile("(.+)-([0-9]+)-[^-]+$")  # the name of a field in a row of a form

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """The door: `view`, answering what the database alone can refuse with a page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\0" in request.path or any("\0" in text for _, texts in request.GET.lists() for text in texts):
            raise BadRequest("There is a null byte in the address, which nothing in the record has.")
        if request.method == "POST":
            check_counts(request.POST)
        try:
            response = view(request, *args, **kwargs)
            # Now and not on the way out: a page may ask the database only while it is written.
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except (OverflowError, DataError) as error:
            if not is_out_of_range(error):
                raise
            raise BadRequest("A number or a text is larger than what the record holds.") from error
        except DatabaseError as error:
            if request.method != "POST" or not happened_at_once(error):
                raise
            messages.error(request, AT_ONCE)
            return HttpResponseRedirect(request.get_full_path())

    return inner


def check_counts(data: Any) -> None:
    """Raise BadRequest for forms that count more rows than they sent: the rest would be made of nothing, by the thousand."""
    rows = {match.groups() for match in map(ROW.match, data) if match}
    if any(len(number) > len("10000") for _, number in rows):
        raise BadRequest("The form numbers a row higher than any form has rows.")
    sent = Counter(prefix for prefix, _ in rows)
    for name in data:
        prefix, _, kind = name.rpartition("-")
        count = data[name]
        if kind == "TOTAL_FORMS" and not (re.fullmatch("[0-9]{1,5}", count) and int(count) <= sent[prefix]):
            raise BadRequest(f"The form has {sent[prefix]} rows and says that it has {short(count)}.")


def is_out_of_range(error: Exception) -> bool:
    """PostgreSQL has an error for it; SQLite's comes from Python's adapter, which other sums than ours don't meet."""
    return isinstance(error, DataError) or "SQLite INTEGER" in str(error)


def cleaned(field: Any, text: str) -> Any:
    """What `text` means in a column, of a relation in the column it points at. Raises BadRequest."""
    while field.is_relation:
        field = field.target_field
    if not field.editable:  # a column that no form has would take anything
        field = copy(field)
        field.editable = True
    try:
        return field.clean(text, None)
    except ValidationError as error:
        said = " ".join(error.messages).replace(text, short(text)) if text else " ".join(error.messages)
        raise BadRequest(f"“{short(text)}” is no {field.verbose_name}. {said}") from error


def is_accepted(field: Any, text: str) -> bool:
    try:
        cleaned(field, text)
    except BadRequest:
        return False
    return True


def short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def check_search(text: str) -> None:
    """Raise BadRequest for a search that would ask for everything, or for more than a database takes."""
    if len(text) > LONGEST_SEARCH:
        raise BadRequest(f"Search for at most {LONGEST_SEARCH} characters.")
    if text.strip():
        try:
            has_words(text)
        except ValidationError as error:
            raise BadRequest(" ".join(error.messages)) from error


class CarefulList(ChangeList):
    """A list that refuses what it can't read in its address, where Django's shows all rows without a word."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        order = request.GET.get(ORDER_VAR, "")
        if order and not re.fullmatch(r"-?[0-9]{1,2}(\.-?[0-9]{1,2}){0,20}", order):
            raise BadRequest("The order is made of numbers of columns, such as o=1 or o=-2.1.")
        if not re.fullmatch("[1-9][0-9]{0,5}", request.GET.get(PAGE_VAR, "1")):
            raise BadRequest("A page of the list is a number: p=1, p=2 and so on.")
        try:
            super().__init__(request, *args, **kwargs)
        except IncorrectLookupParameters as error:
            raise BadRequest("The list has no such filter, or no such page.") from error

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.page_num > self.paginator.num_pages:
            raise BadRequest(f"The list has {self.paginator.num_pages} pages only.")

    def get_filters(self, request: HttpRequest) -> Any:
        asked = self.get_filters_params()
        own = {
            listed.parameter_name: [
                value for value, _ in listed(request, {}, self.model, self.model_admin).lookup_choices
            ]
            for listed in self.list_filter
            if isinstance(listed, type) and issubclass(listed, admin.SimpleListFilter)
        }
        for name, values in asked.items():
            for value in values:
                if name in own and value and value not in own[name]:
                    raise BadRequest(f"“{short(value)}” is no {name}. Use {', '.join(own[name])}.")
                if name not in own:
                    self.check_lookup(name, value)
        specs, has_filters, lookups, duplicates, active = super().get_filters(request)
        # A filter with one choice isn't shown, and Django then drops what was asked of it: the list would be unfiltered.
        shown = {name for spec in specs for name in spec.expected_parameters()}
        for name in asked.keys() - lookups.keys() - shown:
            lookups[name] = prepare_lookup_value(name, asked[name])
        return specs, has_filters, lookups, duplicates, active

    def check_lookup(self, name: str, value: str) -> None:
        """Raise BadRequest unless `name`, such as `year__number__exact`, is a column and `value` fits there."""
        try:
            lookups, path, _ = Query(self.model).solve_lookup_type(name)
            field = get_fields_from_path(self.model, "__".join(path))[-1]
        except (FieldDoesNotExist, FieldError) as error:
            raise BadRequest(f"The list has no filter “{short(name)}”.") from error
        lookup = lookups[0] if lookups else "exact"
        if len(lookups) > 1 or lookup not in LOOKUPS:
            raise BadRequest(f"The list has no filter “{short(name)}”.")
        if lookup == "isnull":
            if value not in YES_NO:
                raise BadRequest(f"“{short(value)}” is neither True nor False.")
            return
        for part in value.split(",") if lookup == "in" else [value]:
            cleaned(field, part)


class KnownChoices(AutocompleteMixin):
    """What was typed and can't be a row's key is not looked for: the field's own message says that it is none."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        known = [one for one in value if str(one) and is_accepted(self.field, str(one))]  # type: ignore[attr-defined]
        return super().optgroups(name, known, attr)


class KnownChoice(KnownChoices, AutocompleteSelect):
    pass


class KnownChoicesMultiple(KnownChoices, AutocompleteSelectMultiple):
    pass


class CarefulFields:
    """For an admin class or an inline: put it before Django's."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        site: Any = self.admin_site  # type: ignore[attr-defined]
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownChoice(db_field, site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        site: Any = self.admin_site  # type: ignore[attr-defined]
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", KnownChoicesMultiple(db_field, site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class CarefulAdmin(CarefulFields, admin.ModelAdmin):
    """An admin class whose lists, forms and bulk actions refuse what they can't read."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CarefulList

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "_saveasnew" in request.POST and not self.save_as:
            raise BadRequest("A row can't be saved as a new one here.")
        return super().changeform_view(request, *args, **kwargs)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        check_search(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """First values in an address come from our own links: one that its column does not take is no link of ours."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        for name, value in initial.items():
            try:
                field: Any = self.opts.get_field(name)
            except FieldDoesNotExist:
                continue
            if not isinstance(field, models.Field):
                continue
            if isinstance(field, models.FileField):
                raise BadRequest(f"A {field.verbose_name} can't be given in an address.")
            for text in value if isinstance(value, list) else [value]:
                if text:
                    cleaned(field, text)
        return initial

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """All or nothing: what two people did at once is taken back as a whole."""
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            cleaned(self.opts.pk, key)
        with transaction.atomic():
            return super().response_action(request, queryset, *args, **kwargs)
