"""What the record has already of a pasted document."""

from collections import defaultdict

from consortium.models import Year
from consortium.publishing import Status
from meetings.models import Meeting
from members.models import Membership
from milestones.models import Milestone
from milestones.paste import Kind, Piece, shortened

QUOTED = 100  # letters of what is quoted


def told_meetings() -> list[Meeting]:
    """The fall meetings of which the record says anything."""
    meetings = Meeting.objects.fall().exclude(status=Status.BIN)
    unsaid = set(meetings.unsaid().values_list("pk", flat=True))
    return [
        meeting
        for meeting in meetings.prefetch_related("hostings__district").order_by("begins", "pk")
        if meeting.pk not in unsaid
    ]


def recorded_words() -> dict[int, list[str]]:
    """The words by which pieces are known again, by year."""
    words: dict[int, list[str]] = defaultdict(list)
    for milestone in Milestone.objects.exclude(status=Status.BIN):
        words[milestone.year_id] += [milestone.headline, f"{milestone.headline}. {milestone.text}"]
    for meeting in told_meetings():
        if meeting.theme:
            words[meeting.year_id].append(meeting.theme)
    return words


class Recorded:
    """What the record has of these years."""

    def __init__(self, numbers: set[int]) -> None:
        self.years = Year.objects.in_bulk(numbers)
        self.meetings: dict[int, Meeting] = {}
        for meeting in told_meetings():
            self.meetings.setdefault(meeting.year_id, meeting)
        self.memberships: dict[int, list[Membership]] = defaultdict(list)
        for membership in Membership.objects.exclude(status=Status.BIN).order_by("joined"):
            self.memberships[membership.district_id].append(membership)

    def of(self, piece: Piece) -> tuple[str, str]:
        """How the record has a piece already, "" if it doesn't; and what it has instead, which is a question."""
        match piece.kind:
            case Kind.MEMBER:
                return self._member(piece)
            case Kind.MEETING:
                return self._meeting(piece)
            case Kind.MILESTONE:
                words = shortened(piece.duplicate.partition("\n")[0], QUOTED)
                return (f"Already in the record: the milestone “{words}”." if words else ""), ""
            case Kind.NOTHING | Kind.NO_MEETING:
                return self._blank(piece), ""
            case _:
                return "", ""

    def _member(self, piece: Piece) -> tuple[str, str]:
        for membership in self.memberships[piece.district] if piece.district else ():
            if membership.joined_id == piece.year:
                return f"Already in the record: joined in {piece.year}.", ""
            if piece.year and (membership.left_id is None or membership.left_id > piece.year):
                until = f"to {membership.left_id}" if membership.left_id else "on, without a departure"
                return "", f"The record has this district as a member from {membership.joined_id} {until}."
        return "", ""

    def _meeting(self, piece: Piece) -> tuple[str, str]:
        meeting = self.meetings.get(piece.year or 0)
        if not meeting:
            return "", ""
        hosts = [hosting.district for hosting in meeting.hostings.all()]
        told = f", hosted by {' and '.join(str(host) for host in hosts)}" if hosts else ""
        if piece.duplicate or {host.pk for host in hosts} & set(piece.hosts):
            return f"Already in the record: the fall meeting of {piece.year}{told}.", ""
        return "", f"The record has a fall meeting of {piece.year} already{told}."

    def _blank(self, piece: Piece) -> str:
        year = self.years.get(piece.year or 0)
        blank = "no_new_members" if piece.kind is Kind.NOTHING else "no_fall_meeting"
        return "Already in the record." if year and getattr(year, blank) == Year.Blank.NONE else ""
