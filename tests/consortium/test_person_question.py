"""The question that only a person answers: right answers in any dress, none twice, none after two hours."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consortium.models import Answered
from consortium.person_question import DAYS, PLACES, GoneError, Question, normal
from consortium.text import ONES, spelled

NONCES = st.text("0123456789abcdef", min_size=32, max_size=32)


def answered_by_a_person(text):
    """The answer, read from the question's words alone."""
    if sum_ := re.fullmatch(r"How much is (\w+) (plus|minus) (\w+)\?", text):
        one, other = ONES.index(sum_[1]), ONES.index(sum_[3])
        return spelled(one + other if sum_[2] == "plus" else one - other)
    if word := re.fullmatch(r"Which is the (\w+) of these words: (.+)\?", text):
        return re.split(", | and ", word[2])[PLACES.index(word[1])]
    day = re.fullmatch(r"Which day of the week comes right (after|before) (\w+)\?", text)
    return DAYS[(DAYS.index(day[2]) + (1 if day[1] == "after" else -1)) % 7]


@given(NONCES)
def test_question_is_answered_by_what_a_person_reads_in_it(nonce):
    question = Question.of(nonce)
    answer = answered_by_a_person(question.text)
    assert question.is_answered_by(answer)
    assert question.is_answered_by(f"  {answer.upper()}. ")
    if answer in [spelled(number) for number in range(19)]:
        assert question.is_answered_by(str([spelled(number) for number in range(19)].index(answer)))


@given(NONCES, st.text(max_size=30))
def test_anything_else_is_no_answer(nonce, text):
    question = Question.of(nonce)
    assert question.is_answered_by(text) == (normal(text) == question.answer)
    assert not question.is_answered_by(f"{question.answer} {text} x")
    assert not question.is_answered_by("")


@given(NONCES)
def test_question_of_a_nonce_is_always_the_same_and_its_token_tells_no_answer(nonce):
    question = Question.of(nonce)
    assert Question.of(nonce) == question
    assert question.token.split(":")[0] == nonce


def test_there_are_several_kinds_of_question_and_no_two_in_a_row_alike():
    texts = [Question.new().text for _ in range(200)]
    assert {text.split()[1] for text in texts} == {"much", "is", "day"}
    assert len(set(texts)) > 100


@pytest.mark.parametrize(
    ("typed", "read"),
    [("7", "seven"), ("07", "seven"), (" Seven. ", "seven"), ("٧", "seven"), ("The “River”", "river")],
)
def test_answer_is_read_in_words_and_digits(typed, read):
    assert normal(typed) == read


@pytest.mark.django_db
def test_question_comes_back_from_its_token():
    question = Question.new()
    assert Question.signed(question.token) == question


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "a:b:c", ":", "\0", "x" * 10_000, "é:ü:ß", "[]"])
def test_token_that_is_not_ours_is_refused(token):
    with pytest.raises(GoneError, match="got lost"):
        Question.signed(token)


@pytest.mark.django_db
@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_token_with_a_letter_changed_is_refused(place, letter):
    token = Question.new().token
    changed = token[: place % len(token)] + letter + token[place % len(token) + 1 :]
    if changed != token:
        with pytest.raises(GoneError):
            Question.signed(changed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "good"), [pytest.param(1.99, True, id="in time"), pytest.param(2.01, False, id="too late")]
)
def test_question_lasts_two_hours(monkeypatch, hours, good):
    token = Question.new().token
    later = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    if good:
        assert Question.signed(token)
    else:
        with pytest.raises(GoneError, match="two hours"):
            Question.signed(token)


@pytest.mark.django_db
def test_question_is_accepted_once():
    question = Question.new()
    question.spend()
    with pytest.raises(GoneError, match="answered already"):
        question.spend()
    with pytest.raises(GoneError, match="answered already"):
        Question.signed(question.token)
    assert Answered.objects.count() == 1


@pytest.mark.django_db(transaction=True)  # threads of their own see what is committed
def test_of_many_who_send_one_question_at_once_one_gets_through():
    question, outcomes = Question.new(), []

    def spend():
        try:
            question.spend()
            outcomes.append("through")
        except GoneError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=spend) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 5 + ["through"]
