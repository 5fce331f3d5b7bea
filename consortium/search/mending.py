"""What a reader may have meant by words that nothing has."""

from itertools import product

from django.db.models import Exists, Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from consortium.models import SearchEntry, SearchWord
from consortium.search.finding import Search
from consortium.search.keeping import SHORTEST

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LONG = 7  # letters of a word that may have two mistakes
CANDIDATES = 5  # of a word
ATTEMPTS = 12  # at several misspelt words together


def mended(search: Search) -> Search | None:
    """The search with other words in the place of those that nothing has, if it then finds something; in three queries."""
    texts = [word.text for word in search.words]
    known = near([text for text in texts if len(text) >= SHORTEST and text.isalpha()])
    there = finding([Search.of(one) for text in texts for one in (text, *known.get(text, ()))])
    choices = {
        text: [text] if text in there else [one for one in known.get(text, ()) if one in there]
        for text in texts
    }
    if all(one == [text] for text, one in choices.items()):
        return None  # each is there, only not together
    ways = sorted(
        product(*(enumerate(found) for found in choices.values())),
        key=lambda way: sum(place for place, _ in way),
    )[:ATTEMPTS]
    attempts = []
    for way in ways:
        instead = {text: one for text, (_, one) in zip(choices, way, strict=True)}
        attempts.append(Search.of(" ".join(instead.get(text, text) for text in search.phrase.split())))
    good = finding(attempts)
    return next((attempt for attempt in attempts if attempt.phrase in good), None)


def finding(searches: list[Search]) -> set[str]:
    """The phrases of those that find anything, in one query."""
    if not searches:
        return set()
    asked = SearchEntry.objects.order_by().values_list(*(Exists(search.found()) for search in searches))[:1]
    return {
        search.phrase for row in asked for search, is_there in zip(searches, row, strict=True) if is_there
    }


def near(texts: list[str]) -> dict[str, list[str]]:
    """For each word those of the index that it is like, the likest first, in one query."""
    condition = Q(pk__in=[])
    for text in texts:
        least, most = len(text) - mistakes(text), len(text) + mistakes(text)
        begins_so = Q(word__startswith=text[0], letters__range=(least, most))
        condition |= begins_so | Q(word__in=begun_otherwise(text))
    words = list(
        SearchWord.objects.annotate(letters=Length("word")).filter(condition).values_list("pk", flat=True)
    )
    return {text: likest(text, words) for text in texts}


def mistakes(text: str) -> int:
    return 2 if len(text) >= LONG else 1


def begun_otherwise(text: str) -> list[str]:
    """The words with one mistake at their beginning; a mistake is rarely made there, so another is not looked for."""
    rest = text[1:]
    return [
        rest,
        f"{text[1]}{text[0]}{text[2:]}",
        *(f"{a}{rest}" for a in ALPHABET),
        *(f"{a}{text}" for a in ALPHABET),
    ]


def likest(text: str, words: list[str]) -> list[str]:
    most = mistakes(text)
    ranked = sorted((OSA.distance(text, word, score_cutoff=most), word) for word in words)
    return [word for far, word in ranked if 0 < far <= most][:CANDIDATES]
