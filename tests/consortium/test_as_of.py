from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.as_of import ACCEPTED, AsOf, first_year_seen, parse_as_of, years_to_pick
from consortium.dates import KnownDate

TODAY = date(2020, 5, 12)


@pytest.mark.parametrize(
    ("text", "day", "label"),
    [
        pytest.param("2019", date(2019, 12, 31), "the end of 2019", id="year"),
        pytest.param("1800", date(1800, 12, 31), "the end of 1800", id="first year"),
        pytest.param("2020-04", date(2020, 4, 30), "the end of April 2020", id="month"),
        pytest.param("2016-02", date(2016, 2, 29), "the end of February 2016", id="month of a leap year"),
        pytest.param("2020-05-11", date(2020, 5, 11), "May 11, 2020", id="yesterday"),
        pytest.param("2016-05-12", date(2016, 5, 12), "May 12, 2016", id="day"),
    ],
)
def test_past_period_is_read_as_its_last_day(text, day, label):
    assert parse_as_of(text, TODAY) == AsOf(text, day, label)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        pytest.param("May 2016", "2016-05", id="month in words"),
        pytest.param("december 31, 2019", "2019-12-31", id="day in words"),
        pytest.param("2016-5-1", "2016-05-01", id="without zeros"),
        pytest.param(" 2016\n", "2016", id="spaces"),
    ],
)
def test_date_as_a_reader_types_it_is_the_one_of_the_address(text, read_as):
    assert parse_as_of(text, TODAY) == parse_as_of(read_as, TODAY)
    assert parse_as_of(text, TODAY).text == read_as


@pytest.mark.parametrize("text", ["2020", "2020-05", "2020-05-12", "May 2020"])
def test_period_that_holds_today_is_the_plain_page(text):
    assert parse_as_of(text, TODAY) is None


@pytest.mark.parametrize("text", ["2020", "2020-12", "2020-12-31"])
def test_last_day_of_a_year_is_in_all_its_periods(text):
    assert parse_as_of(text, date(2020, 12, 31)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("2021", "2021"), ("2020-06", "June 2020"), ("2020-05-13", "May 13, 2020"), ("2200", "2200")],
)
def test_future_is_refused(text, words):
    with pytest.raises(ValueError, match="Use a year") as error:
        parse_as_of(text, TODAY)

    assert str(error.value) == f"{words} is still to come. {ACCEPTED}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2016-13",
        "2016-02-30",
        "2016-05-12-01",
        "fall 2016",
        "winter 1999",
        "May",
        "May 32, 2016",
        "16",
        "0000",
        "1799",
        "2201",
        "9999",
        "20160512",
        "２０１６",
        "2016\0",
        "9" * 5000,
    ],
)
def test_what_cannot_be_read_is_refused_and_says_what_is_accepted(text):
    with pytest.raises(ValueError, match="Use a year") as error:
        parse_as_of(text, TODAY)

    assert str(error.value) == f"“{text[:40]}” is not a date of the record. {ACCEPTED}"


@given(st.one_of(st.text(), st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True)))
def test_any_text_gives_a_past_day_or_none_or_a_value_error(text):
    try:
        found = parse_as_of(text, TODAY)
    except ValueError:
        return
    assert found is None or found.day < TODAY
    assert found is None or parse_as_of(found.text, TODAY) == found


@pytest.mark.parametrize(
    ("launched", "kept_to", "years"),
    [
        pytest.param(2016, None, [2019, 2018, 2017, 2016], id="kept to this day"),
        pytest.param(2016, KnownDate.parse("May 2018"), [2018, 2017, 2016], id="kept to a year"),
        pytest.param(2016, KnownDate.parse("2020-05"), [2019, 2018, 2017, 2016], id="kept to this year"),
        pytest.param(2020, None, [], id="launched this year"),
        pytest.param(None, None, [], id="launch not known"),
        pytest.param(1900, None, list(range(2019, 1999, -1)), id="a long record"),
    ],
)
def test_years_that_are_over_may_be_picked(launched, kept_to, years):
    assert years_to_pick(launched, kept_to, TODAY) == years


@given(st.dates(date(2000, 1, 1), date(2022, 1, 1)), st.dates(date(1990, 1, 1), date(2020, 5, 11)))
def test_first_year_seen_is_that_of_the_first_day_unless_it_is_not_over(first, after):
    expected = max(first.year, after.year) if first.year < 2020 and after.year < 2020 else None
    assert first_year_seen(lambda day: day >= first, after, TODAY) == expected
