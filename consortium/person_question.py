"""A question in words that a person answers, so that a machine which fills in any form does not.

The page carries a signed nonce; question and answer follow from it and the site's key, so neither has to be kept and
the answer is nowhere to be read. A question lasts two hours and is accepted once.
"""

import random
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from consortium.models import Answered
from consortium.text import ONES, fold, listed, spelled

LASTS = timedelta(hours=2)
SALT = "consortium.person_question"
PLACES = ("first", "second", "third", "fourth", "fifth")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ANSWERED = "This question was answered already; perhaps the form was sent twice. Here is a new one."
# Words that sound like no other of them, and have one spelling.
WORDS = (
    "apple", "basket", "bridge", "candle", "carpet", "chalk", "cloud", "desk", "engine", "forest", "garden", "hammer",
    "island", "jacket", "kitchen", "ladder", "lemon", "market", "mirror", "paper", "pencil", "pocket", "river",
    "silver", "table", "ticket", "tiger", "window", "winter",
)  # fmt: skip


class GoneError(Exception):
    """The question can't be answered any more; the message says why."""


@dataclass(frozen=True)
class Question:
    nonce: str
    text: str
    answer: str

    @classmethod
    def new(cls) -> Self:
        return cls.of(secrets.token_hex(16))

    @classmethod
    def of(cls, nonce: str) -> Self:
        """The question of a nonce, the same each time."""
        key = salted_hmac(SALT, nonce, algorithm="sha256").digest()
        chance = random.Random(key)  # noqa: S311 # nosec B311 # the seed is keyed: who lacks the key can't foretell it
        text, answer = chance.choice((_sum, _difference, _word, _day))(chance)
        return cls(nonce, text, answer)

    @classmethod
    def signed(cls, token: str) -> Self:
        """The question of a page's token. Raises GoneError if it is not ours, too old, or was answered already."""
        try:
            nonce = TimestampSigner(salt=SALT).unsign(token, max_age=LASTS)
        except SignatureExpired as error:
            raise GoneError("The question was more than two hours old. Here is a new one.") from error
        except BadSignature as error:
            raise GoneError("The question got lost on its way. Here is a new one.") from error
        if Answered.objects.filter(pk=nonce).exists():
            raise GoneError(ANSWERED)
        return cls.of(nonce)

    @property
    def token(self) -> str:
        return TimestampSigner(salt=SALT).sign(self.nonce)

    def is_answered_by(self, text: str) -> bool:
        """Whether `text` is the answer: a number in words or digits, any letters large or small."""
        return normal(text) == self.answer

    def spend(self) -> None:
        """Let nobody answer it again; in the transaction that keeps what it let in. Raises GoneError for the second."""
        try:
            with transaction.atomic():
                Answered.objects.create(nonce=self.nonce)
        except IntegrityError as error:
            raise GoneError(ANSWERED) from error


def normal(text: str) -> str:
    """ "Seven.", "07" and "7" as "seven"; " The «River»" as "river"."""
    kept = "".join(char if unicodedata.category(char)[0] in "LN" else " " for char in fold(text))
    words = kept.split()
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 4:
        return spelled(int(words[0]))
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _sum(chance: random.Random) -> tuple[str, str]:
    one, other = chance.randint(1, 9), chance.randint(1, 9)
    return f"How much is {ONES[one]} plus {ONES[other]}?", spelled(one + other)


def _difference(chance: random.Random) -> tuple[str, str]:
    less = chance.randint(1, 8)
    more = chance.randint(less + 1, 10)
    return f"How much is {ONES[more]} minus {ONES[less]}?", spelled(more - less)


def _word(chance: random.Random) -> tuple[str, str]:
    words = chance.sample(WORDS, len(PLACES))
    place = chance.randrange(len(PLACES))
    return f"Which is the {PLACES[place]} of these words: {listed(words)}?", words[place]


def _day(chance: random.Random) -> tuple[str, str]:
    day, step = chance.randrange(len(DAYS)), chance.choice((-1, 1))
    side = "after" if step == 1 else "before"
    return f"Which day of the week comes right {side} {DAYS[day]}?", fold(DAYS[(day + step) % len(DAYS)])
