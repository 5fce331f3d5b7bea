"""Who hosted when, and who might be next: for staff alone, since drafts count here too."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from consortium.models import Profile
from consortium.regions import Region, region_of
from meetings.models import Hosting, Meeting
from members.models import District, Membership


@dataclass(frozen=True)
class LedgerRow:
    """A member of today. Its `years` are those of fall meetings held or planned; `last` is the latest of those held.

    `last` and `years_since` are None if it never hosted, `upcoming` if it is not to host.
    """

    district: District
    region: Region
    joined: int
    years: tuple[int, ...]
    last: int | None
    years_since: int | None
    upcoming: int | None
    is_draft: bool  # the district, or its membership of today, is not public yet

    @property
    def name(self) -> str:
        return self.district.name

    @property
    def state(self) -> str:
        return self.district.state

    @property
    def times(self) -> int:
        return len(self.years)


@dataclass(frozen=True)
class RegionRow:
    """`members` are those of today; `hosted` counts meetings, those that former members hosted among them."""

    region: Region
    members: int
    hosted: int
    last: int | None
    upcoming: int | None


class Turn(NamedTuple):
    """A district's part in a fall meeting held or planned."""

    district: int
    region: Region
    meeting: int
    year: int
    held: bool


class Ledger:
    """`candidates`: never hosted and longest a member first, then hosted longest ago. `regions`: all five."""

    def __init__(self, today: date | None = None) -> None:
        self.today = today or Profile.objects.current().today()
        self._turns = self._read_turns()
        by_district: dict[int, list[Turn]] = {}
        for turn in self._turns:
            by_district.setdefault(turn.district, []).append(turn)
        periods = Membership.objects.preview().current_on(self.today).select_related("district")
        # Of two periods that overlap, which is a fault of the record, the earlier one counts.
        members = {period.district_id: period for period in periods.order_by("-joined", "-pk")}
        rows = (self._candidate(period, by_district.get(pk, [])) for pk, period in members.items())
        self.candidates = sorted(rows, key=self._rank)
        self.regions = [self._region(region) for region in Region]

    def _read_turns(self) -> list[Turn]:
        meetings = Meeting.objects.preview().own().fall().not_cancelled(self.today)
        hostings = Hosting.objects.preview().filter(meeting__in=meetings).order_by("meeting__year", "pk")
        turns = []
        for hosting in hostings.select_related("meeting", "district"):
            standing = hosting.meeting.status_on(self.today)
            if standing == Meeting.Standing.NO_RECORD:
                continue
            turns.append(
                Turn(
                    district=hosting.district_id,
                    region=region_of(hosting.district.state),
                    meeting=hosting.meeting_id,
                    year=hosting.meeting.year_id,
                    held=standing == Meeting.Standing.HELD,
                )
            )
        return turns

    def _candidate(self, period: Membership, turns: list[Turn]) -> LedgerRow:
        last, upcoming = ends(turns)
        return LedgerRow(
            district=period.district,
            region=region_of(period.district.state),
            joined=period.joined_id,
            years=tuple(turn.year for turn in turns),
            last=last,
            years_since=None if last is None else self.today.year - last,
            upcoming=upcoming,
            is_draft=not (period.is_public and period.district.is_public),
        )

    def _rank(self, row: LedgerRow) -> tuple[bool, int, str, int]:
        """Those to host soon have the latest year of all, and so stand last."""
        latest = max(row.years, default=row.joined)
        return bool(row.years), latest, row.district.folded, row.district.pk

    def _region(self, region: Region) -> RegionRow:
        turns = [turn for turn in self._turns if turn.region == region]
        last, upcoming = ends(turns)
        return RegionRow(
            region=region,
            members=sum(row.region == region for row in self.candidates),
            hosted=len({turn.meeting for turn in turns}),
            last=last,
            upcoming=upcoming,
        )


def ends(turns: list[Turn]) -> tuple[int | None, int | None]:
    """The year of the last meeting held, and that of the next one planned."""
    held = [turn.year for turn in turns if turn.held]
    planned = [turn.year for turn in turns if not turn.held]
    return max(held, default=None), min(planned, default=None)


def ledger(today: date | None = None) -> list[LedgerRow]:
    """Every member of today, the best candidates for the next fall meeting first."""
    return Ledger(today).candidates


def regions(today: date | None = None) -> list[RegionRow]:
    """The same by region of the Census Bureau."""
    return Ledger(today).regions
