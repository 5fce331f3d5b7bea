"""Plans, their parts, and what the record ties to them."""

from consortium.data.bodies import POSITION
from consortium.data.meetings import MEETING
from consortium.data.milestones import MILESTONE
from consortium.data.practices import PRACTICE
from consortium.data.table import CITED, Column, Link, Table, choice, known, markdown, number, page, pairs
from consortium.models import Plan, PlanPart
from meetings.models import Meeting, Practice
from milestones.models import Milestone

PART = Link("part", "The part of a plan.", "integer", required=True, table="plan_parts", attribute="planpart")

TABLES = (
    Table(
        "plans",
        "Plans",
        "Strategic plans and policy platforms.",
        Plan,
        key=("slug",),
        handle=("slug",),
        columns=(
            Column("slug", "Its key: the last part of the address of its page.", required=True),
            Column("title", "Its title.", required=True),
            choice("kind", "What it is.", Plan.Kind, required=True),
            Column("owner", "Whose plan it is, as the document says. Empty: it does not say."),
            *known(
                "adopted", "When it was adopted, or the date that it bears.", required=True, sortable=True
            ),
            Column("adopted_known", "Whether adopted is the day of its adoption.", "boolean", required=True),
            markdown("purpose", "What it is for."),
            Link("follows", "The plan that it takes the place of.", table="plans"),
            page(),
            *CITED,
        ),
    ),
    Table(
        "plan_parts",
        "Parts of plans",
        "Pillars, priorities, values and notes.",
        PlanPart,
        key=("id",),
        handle=("pk",),
        order=("plan", "kind", "position", "pk"),
        columns=(
            number(),
            Link("plan", "The plan.", required=True, table="plans"),
            choice("kind", "What it is.", PlanPart.Kind, required=True),
            POSITION,
            Column("name", "What it says, in a few words.", required=True),
            markdown("text", "Its points."),
            Column("mark", "Of a note: the mark that it hangs on."),
            *CITED,
        ),
    ),
    pairs(
        "plan_part_milestones",
        "Milestones that serve plans",
        "The milestones that show what came of a part of a plan.",
        Milestone.plan_parts.through,
        PART,
        MILESTONE,
    ),
    pairs(
        "plan_part_meetings",
        "Meetings that serve plans",
        "The meetings that show what came of a part of a plan.",
        Meeting.plan_parts.through,
        PART,
        MEETING,
    ),
    pairs(
        "plan_part_practices",
        "Practices that serve plans",
        "The practices that show what came of a part of a plan.",
        Practice.plan_parts.through,
        PART,
        PRACTICE,
    ),
)
