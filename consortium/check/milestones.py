"""Rules on milestones and the people in them."""

from collections.abc import Iterator
from typing import Any

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.check.names import words_of
from consortium.text import fold, listed, spelled
from meetings.models import Voice
from members.models import Office, Person, Tenure
from members.models.people import held_in
from milestones.models import Appearance, Milestone

# Words beside a post that say that it is not, or not yet, held.
NOT_NOW = {"former", "retired", "past", "emeritus", "emerita", "incoming", "designate", "elect"}


def districts_not_linked(scope: Scope) -> Iterator[Finding]:
    linked: dict[int, set[int]] = {}
    for milestone_id, district_id in Milestone.districts.through.objects.values_list(
        "milestone_id", "district_id"
    ):
        linked.setdefault(milestone_id, set()).add(district_id)
    for milestone in Milestone.objects.preview().only("year_id", "headline", "folded"):
        named: dict[str, set[int]] = {}
        for part in milestone.folded.split("\n", 1):  # the headline, and the text: no name spans both
            named |= scope.names.found_in(part)
        missing: dict[frozenset[int], str] = {}  # two names of one district are one district
        for name, meant in named.items():
            if not meant & linked.get(milestone.pk, set()):
                missing.setdefault(frozenset(meant), name)
        if missing:
            what, it = ("a district", "it") if len(missing) == 1 else ("districts", "them")
            said = listed([owner(scope, name, meant) for meant, name in missing.items()])
            text = f"“{milestone}” ({milestone.year_id}) names {what} without linking {it}: {said}."
            yield found(Kind.NOT_LINKED, Level.WARNING, text, Milestone, milestone.pk)


def owner(scope: Scope, name: str, meant: frozenset[int]) -> str:
    if len(meant) == 1:
        return scope.names.districts[next(iter(meant))]
    return f"“{name}”, the name of {spelled(len(meant))}"


def people_without_post(scope: Scope) -> Iterator[Finding]:
    """A person in a milestone held the post named beside them then, or any post if none is named."""
    terms: dict[int, list[Any]] = {}
    named = Appearance.objects.preview().values("person")
    tenures = Tenure.objects.preview().select_related("district")
    for rows in (tenures, Office.objects.preview()):
        for term in rows.filter(person__in=named).order_by("since", "pk"):
            terms.setdefault(term.person_id, []).append(term)
    titles = {Tenure._meta.get_field("post").get_default(), *Office.Title.labels}
    titles |= set(tenures.order_by("post").values_list("post", flat=True).distinct())
    posts = [words_of(fold(title)) for title in titles]
    appearances = Appearance.objects.preview().select_related("milestone", "person")
    for appearance in appearances.order_by("milestone__year_id", "milestone__position", "milestone_id", "pk"):
        meant = posts_meant(scope, appearance, terms.get(appearance.person_id, []), posts)
        event = appearance.milestone.event_date
        years = {appearance.milestone.year_id, *([event.year] if event else [])}
        if meant is not None and not any(holds(term, year) for term in meant for year in years):
            text = without_post(scope, appearance, meant)
            yield found(Kind.NO_POST, Level.WARNING, text, Person, appearance.person_id)


def speakers_without_post(scope: Scope) -> Iterator[Finding]:
    """Who spoke at a meeting held some post then: beside their words the page says what they were."""
    voices = Voice.objects.preview().select_related("story__meeting", "person")
    terms: dict[int, list[Any]] = {}
    for rows in (Tenure.objects.preview().select_related("district"), Office.objects.preview()):
        for term in rows.filter(person__in=voices.values("person")).order_by("since", "pk"):
            terms.setdefault(term.person_id, []).append(term)
    said: set[tuple[int, int]] = set()
    for voice in voices.order_by("story__meeting__begins", "story", "position", "pk"):
        meeting, known = voice.story.meeting, terms.get(voice.person_id, [])
        if (meeting.pk, voice.person_id) in said or held_in(known, meeting.year_id):
            continue
        said.add((meeting.pk, voice.person_id))
        it_has = "; ".join(term_in_words(term, scope) for term in known)
        text = (
            f"{voice.person} speaks at {meeting} ({meeting.when}), but the record has no post of theirs then."
        )
        yield found(
            Kind.NO_POST,
            Level.WARNING,
            f"{text} It has: {it_has}." if it_has else text,
            Person,
            voice.person_id,
        )


def posts_meant(
    scope: Scope, appearance: Appearance, terms: list[Any], posts: list[list[str]]
) -> list[Any] | None:
    """Those of a person's terms that the office named beside them can mean, perhaps none.

    None of an office that the record does not keep, such as a cabinet secretary's or a mayor's, or one held before.
    """
    office = fold(appearance.office)
    said = words_of(office)
    if not said:
        return terms
    districts = scope.names.found_in(office)
    rest = set(said).difference(*(words_of(fold(name)) for name in districts))
    if rest & NOT_NOW or (rest and not any(has_run(said, post) for post in posts)):
        return None
    if districts:
        places = set().union(*districts.values())
        return [term for term in terms if isinstance(term, Tenure) and term.district_id in places]
    return [term for term in terms if has_run(said, words_of(fold(title_of(term))))] or None


def title_of(term: Any) -> str:
    return term.post if isinstance(term, Tenure) else term.get_title_display()


def has_run(words: list[str], run: list[str]) -> bool:
    """Whether the words of `run` follow one another somewhere in `words`."""
    return bool(run) and any(
        words[start : start + len(run)] == run for start in range(len(words) - len(run) + 1)
    )


def holds(term: Any, year: int) -> bool:
    """Whether a term can cover `year`: in the year in which it ends, who gives it up may still have held it."""
    return term.since <= year and (term.until is None or year <= term.until)


def without_post(scope: Scope, appearance: Appearance, meant: list[Any]) -> str:
    milestone, office = appearance.milestone, appearance.office
    where = f"{f' as “{office}”' if office else ''} in “{milestone}” ({milestone.year_id})"
    text = (
        f"{appearance.person} appears{where}, but the record has no {'such ' if office else ''}post of theirs"
    )
    known = "; ".join(term_in_words(term, scope) for term in meant)
    return f"{text} then. It has: {known}." if known else f"{text}."


def term_in_words(term: Any, scope: Scope) -> str:
    title = f"{term.title}, {term.district}" if isinstance(term, Tenure) else term.get_title_display()
    return f"{title}, {term.period(scope.today)}"
