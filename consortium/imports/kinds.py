"""All tables by name."""

from consortium.imports.tables import Table
from meetings.resources import MeetingTable
from members.resources import DistrictTable, FigureTable, MembershipTable, PersonTable, TenureTable
from milestones.resources import MilestoneTable

KINDS: dict[str, type[Table]] = {
    table.kind: table
    for table in (
        DistrictTable,
        MembershipTable,
        FigureTable,
        PersonTable,
        TenureTable,
        MeetingTable,
        MilestoneTable,
    )
}
