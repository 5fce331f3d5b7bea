import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.forms import Form
from hypothesis import given
from hypothesis import strategies as st

from consortium.dates import (
    ACCEPTED,
    FIRST_YEAR,
    LAST_YEAR,
    SEASONS,
    KnownDate,
    KnownDateField,
    KnownDateFormField,
    Precision,
    begun_by,
    not_over,
    parse_span,
    span,
)
from consortium.models import Source
from tests.factories import known, make_source

DAY, MONTH, SEASON, YEAR = Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.YEAR


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        pytest.param("2016", date(2016, 1, 1), YEAR, id="year"),
        pytest.param("2016-05", date(2016, 5, 1), MONTH, id="month"),
        pytest.param("2016-5", date(2016, 5, 1), MONTH, id="month of one digit"),
        pytest.param("May 2016", date(2016, 5, 1), MONTH, id="month in words"),
        pytest.param("2016-05-12", date(2016, 5, 12), DAY, id="day"),
        pytest.param("May 12, 2016", date(2016, 5, 12), DAY, id="day in words"),
        pytest.param("  mAy  12 2016 ", date(2016, 5, 12), DAY, id="as people type"),
        pytest.param("2016-02-29", date(2016, 2, 29), DAY, id="leap day"),
        pytest.param("spring 2016", date(2016, 3, 1), SEASON, id="spring"),
        pytest.param("Summer 2016", date(2016, 6, 1), SEASON, id="summer"),
        pytest.param("fall 2016", date(2016, 9, 1), SEASON, id="fall"),
        pytest.param("autumn 2016", date(2016, 9, 1), SEASON, id="autumn"),
        pytest.param("winter 2016", date(2016, 12, 1), SEASON, id="winter"),
        pytest.param(str(FIRST_YEAR), date(FIRST_YEAR, 1, 1), YEAR, id="first year"),
        pytest.param(f"{LAST_YEAR}-12-31", date(LAST_YEAR, 12, 31), DAY, id="last day"),
    ],
)
def test_parse_reads(text, first, precision):
    assert KnownDate.parse(text) == KnownDate(first, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "soon",
        "16",
        "20160512",
        "2016-",
        "2016-13",
        "2016-00",
        "2016-02-30",
        "2015-02-29",
        "2016-05-12-01",
        "2016/05/12",
        "May",
        "May 16",
        "May 32, 2016",
        "12 May 2016",
        "fall 16",
        "fall",
        "spring 12, 2016",
        "-2016",
        str(FIRST_YEAR - 1),
        str(LAST_YEAR + 1),
        "0000",
        "２０１６",
        "2016\0",
        "9" * 5000,
        "fall " + "9" * 5000,
    ],
)
def test_parse_refuses_and_says_what_is_accepted(text):
    with pytest.raises(ValueError, match="Use a day") as error:
        KnownDate.parse(text)

    assert str(error.value) == f"“{text[:40]}” can't be read as a date. {ACCEPTED}"


def known_dates():
    days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    return st.one_of(
        days.map(KnownDate),
        days.map(lambda day: KnownDate(day.replace(day=1), MONTH)),
        days.map(lambda day: KnownDate(day.replace(month=1, day=1), YEAR)),
        st.builds(
            lambda day, month: KnownDate(date(day.year, month, 1), SEASON),
            days,
            st.sampled_from(list(SEASONS.values())),
        ),
    )


@given(known_dates())
def test_parse_reads_back_what_is_printed(when):
    assert [KnownDate.parse(when.plain), KnownDate.parse(str(when))] == [when, when]


@given(st.text())
def test_parse_of_any_text_is_a_date_or_a_value_error(text):
    try:
        when = KnownDate.parse(text)
    except ValueError:
        return
    assert KnownDate.parse(when.plain) == when


@pytest.mark.parametrize(
    ("text", "words", "iso", "plain", "last"),
    [
        pytest.param(
            "2016-10-21", "October 21, 2016", "2016-10-21", "2016-10-21", date(2016, 10, 21), id="day"
        ),
        pytest.param("2016-02", "February 2016", "2016-02", "2016-02", date(2016, 2, 29), id="month"),
        pytest.param("2016-12", "December 2016", "2016-12", "2016-12", date(2016, 12, 31), id="December"),
        pytest.param("spring 2016", "spring 2016", "2016", "spring 2016", date(2016, 5, 31), id="spring"),
        pytest.param("summer 2016", "summer 2016", "2016", "summer 2016", date(2016, 8, 31), id="summer"),
        pytest.param("fall 2016", "fall 2016", "2016", "fall 2016", date(2016, 11, 30), id="fall"),
        pytest.param("winter 2015", "winter 2015", "2015", "winter 2015", date(2016, 2, 29), id="winter"),
        pytest.param(
            f"winter {LAST_YEAR}", f"winter {LAST_YEAR}", "2200", "winter 2200", date(2201, 2, 28), id="end"
        ),
        pytest.param("2016", "2016", "2016", "2016", date(2016, 12, 31), id="year"),
    ],
)
def test_printing(text, words, iso, plain, last):
    when = known(text)

    assert (str(when), when.iso, when.plain, when.last) == (words, iso, plain, last)


def test_only_a_day_is_a_day():
    assert [known(text).is_day for text in ("2016", "fall 2016", "2016-10", "2016-10-01")] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        pytest.param("2020-10-21", None, "October 21, 2020", id="one day"),
        pytest.param("2020-10-21", "2020-10-21", "October 21, 2020", id="ends on the same day"),
        pytest.param("2020-10-21", "2020-10-22", "October 21–22, 2020", id="in one month"),
        pytest.param("2020-10-31", "2020-11-01", "October 31 to November 1, 2020", id="in two months"),
        pytest.param("2020-12-31", "2021-01-02", "December 31, 2020 to January 2, 2021", id="in two years"),
        pytest.param("2019-05", "2020-06", "May 2019 to June 2020", id="months"),
        pytest.param("fall 2016", None, "fall 2016", id="season"),
        pytest.param("fall 2016", "spring 2017", "fall 2016 to spring 2017", id="seasons"),
        pytest.param("2020-10-21", "2020-10", "October 21, 2020 to October 2020", id="end less precise"),
    ],
)
def test_span(begins, ends, words):
    assert span(known(begins), known(ends)) == words
    assert parse_span(words) == (known(begins), known(ends) if ends != begins else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(" october 12-14 2022", "October 12–14, 2022", id="hyphen"),
        pytest.param("October 12 – October 14, 2022", "October 12–14, 2022", id="month said twice"),
        pytest.param("2022-10-12 to 2022-10-14", "October 12–14, 2022", id="figures"),
        pytest.param("2022-10", "October 2022", id="month in figures"),
    ],
)
def test_span_is_read_in_other_words(text, words):
    assert span(*parse_span(text)) == words


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "“” can't be read as a date.", id="nothing"),
        pytest.param("soon", "“soon” can't be read as a date.", id="no date"),
        pytest.param("October 12–45, 2022", "“October 45, 2022” can't be read as a date.", id="no such day"),
        pytest.param("May 2016 to June 2016 to July 2016", "can't be read as a date.", id="three"),
        pytest.param("October 14–12, 2022", "“October 14–12, 2022” ends before it begins.", id="backwards"),
    ],
)
def test_span_that_cannot_be_read_says_why(text, says):
    with pytest.raises(ValueError, match=says):
        parse_span(text)


# In the database


def published():
    return [str(source.published) for source in Source.objects.order_by("published")]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2016-10-21", "2016-10", "fall 2016", "winter 2016", "2016"])
def test_field_keeps_date_and_precision(text):
    source = make_source(published=text)

    source.refresh_from_db()

    assert source.published == known(text)


@pytest.mark.django_db
def test_field_keeps_an_unknown_date():
    source = make_source(published=None)

    source.refresh_from_db()

    assert source.published is None


@pytest.mark.django_db
def test_field_orders_by_first_day_then_by_precision():
    order = [
        "2015",
        "December 2015",
        "winter 2015",
        "December 31, 2015",
        "January 1, 2016",
        "January 2016",
        "2016",
        "September 1, 2016",
        "September 2016",
        "fall 2016",
        "September 2, 2016",
        "2017",
    ]
    for text in reversed(order):
        make_source(published=text)

    assert published() == order
    assert sorted(order, key=known) == order


@pytest.mark.django_db
def test_field_is_found_by_its_value_and_compared_with_days():
    for text in ("2016", "fall 2016", "2016-09-01", "2016-09-02"):
        make_source(published=text)

    def found(**lookup):
        return [str(source.published) for source in Source.objects.filter(**lookup).order_by("published")]

    assert found(published=known("fall 2016")) == ["fall 2016"]
    assert found(published__lt=date(2016, 9, 1)) == ["2016"]
    assert found(published__gte=date(2016, 9, 1)) == ["September 1, 2016", "fall 2016", "September 2, 2016"]
    assert found(published__in=[known("2016"), known("2016-09-02")]) == ["2016", "September 2, 2016"]


def found(condition):
    return [str(source.published) for source in Source.objects.filter(condition).order_by("published")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("2016-10-21", date(2016, 10, 21), id="day"),
        pytest.param("2016-10", date(2016, 10, 1), id="month"),
        pytest.param("fall 2016", date(2016, 9, 1), id="season"),
        pytest.param("winter 2016", date(2016, 12, 1), id="winter"),
        pytest.param("2016", date(2016, 1, 1), id="year"),
    ],
)
def test_begun_by_counts_from_the_first_day(text, first):
    make_source(published=text)
    make_source(published=None)
    words = str(known(text))

    assert found(begun_by("published", first - timedelta(days=1))) == []
    assert found(begun_by("published", first)) == [words]
    assert found(begun_by("published", date(2200, 12, 31))) == [words]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "last"),
    [
        pytest.param("2016-10-21", date(2016, 10, 21), id="day"),
        pytest.param("2016-12-31", date(2016, 12, 31), id="last day of a year"),
        pytest.param("2016-02", date(2016, 2, 29), id="month"),
        pytest.param("2016-12", date(2016, 12, 31), id="December"),
        pytest.param("spring 2016", date(2016, 5, 31), id="spring"),
        pytest.param("summer 2016", date(2016, 8, 31), id="summer"),
        pytest.param("fall 2016", date(2016, 11, 30), id="fall"),
        pytest.param("winter 2016", date(2017, 2, 28), id="winter"),
        pytest.param("2016", date(2016, 12, 31), id="year"),
    ],
)
def test_not_over_counts_to_the_last_day(text, last):
    make_source(published=text)
    make_source(published=None)
    words = str(known(text))

    assert found(not_over("published", last)) == [words]
    assert found(not_over("published", date(1999, 6, 15))) == [words]
    assert found(not_over("published", last + timedelta(days=1))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("month", range(1, 13))
def test_begun_by_and_not_over_say_what_first_and_last_say(month):
    texts = [
        "2015",
        "winter 2015",
        "January 2016",
        "spring 2016",
        "summer 2016",
        "fall 2016",
        "winter 2016",
        "2016",
    ]
    texts += ["January 1, 2016", "May 2016", "December 2016", "December 31, 2016", "2017"]
    for text in texts:
        make_source(published=text)
    every = sorted(known(text) for text in texts)

    for day in (date(2016, month, 1), date(2016, month, 15), known(f"2016-{month}").last):
        assert found(begun_by("published", day)) == [str(when) for when in every if when.first <= day]
        assert found(not_over("published", day)) == [str(when) for when in every if when.last >= day]


# In forms


class WhenForm(Form):
    when = KnownDateFormField()
    until = KnownDateFormField(required=False)


def test_form_field_reads_dates():
    form = WhenForm({"when": " Fall 2016 ", "until": ""})

    assert (form.errors, form.cleaned_data) == ({}, {"when": known("fall 2016"), "until": None})


@pytest.mark.parametrize(
    "text", ["soon", "2016-13", "2016\0", "9" * 5000], ids=["words", "month 13", "NUL", "too long"]
)
def test_form_field_says_what_is_accepted(text):
    form = WhenForm({"when": text})

    assert form.errors == {"when": [f"“{text[:40]}” can't be read as a date. {ACCEPTED}"]}


def test_form_field_that_is_required_says_so():
    assert WhenForm({}).errors == {"when": ["This field is required."]}


@pytest.mark.parametrize("text", ["2016-10-21", "2016-10", "fall 2016", "2016"])
def test_form_shows_a_date_in_words_that_it_reads_back(text):
    shown = WhenForm(initial={"when": known(text)})["when"].value()

    assert (shown, WhenForm({"when": shown}).fields["when"].clean(shown)) == (str(known(text)), known(text))


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        pytest.param("fall 2016", "autumn 2016", False, id="same in other words"),
        pytest.param("2016-10-21", "October 21, 2016", False, id="as it was shown"),
        pytest.param(None, "", False, id="left empty"),
        pytest.param("2016-10", "2016-10-01", True, id="more precise"),
        pytest.param("2016", "", True, id="emptied"),
        pytest.param("2016", "soon", True, id="not a date"),
    ],
)
def test_form_field_has_changed(initial, data, changed):
    assert KnownDateFormField(required=False).has_changed(known(initial), data) == changed


def test_model_field_makes_its_form_field_and_keeps_its_help():
    field = KnownDateField(verbose_name="when", help_text="As you know it.").formfield()

    assert (type(field), field.label, field.required, field.help_text) == (
        KnownDateFormField,
        "When",
        True,
        f"As you know it. {ACCEPTED}",
    )


@pytest.mark.parametrize(
    ("value", "python"),
    [
        (None, None),
        ("", None),
        ("fall 2016", KnownDate(date(2016, 9, 1), SEASON)),
        (date(2016, 9, 1), KnownDate(date(2016, 9, 1))),
        (KnownDate(date(2016, 9, 1), MONTH), KnownDate(date(2016, 9, 1), MONTH)),
    ],
    ids=["None", "empty", "text", "date", "known date"],
)
def test_model_field_takes_text_and_dates(value, python):
    assert KnownDateField(null=True, blank=True).clean(value, None) == python


def test_model_field_refuses_what_it_cannot_read():
    with pytest.raises(ValidationError) as error:
        KnownDateField().clean("soon", None)

    assert error.value.messages == [f"“soon” can't be read as a date. {ACCEPTED}"]


def test_span_of_very_many_blanks_is_read_at_once():
    begun = time.process_time()
    read = parse_span("May 2019" + " " * 100_000 + "to" + "\t\n" * 50_000 + "June 2020")
    assert read == (KnownDate.parse("May 2019"), KnownDate.parse("June 2020"))
    assert time.process_time() - begun < 1
