from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consortium.evidence import parts_of
from consortium.models import Plan, PlanPart
from consortium.pages import Page, RecordPage
from consortium.structured import works

HEADINGS = {
    PlanPart.Kind.PILLAR: "Pillars",
    PlanPart.Kind.PRIORITY: "Priorities",
    PlanPart.Kind.VALUE: "Values",
}


class PlanPage(Page):
    template_name = "consortium/plan.html"
    permission = "consortium.view_plan"
    section = "plan"

    def story(self, plan: Any, in_force: Plan | None) -> HttpResponse:
        """The page of a plan, of whatever age, or what is said if there is none."""
        plans = list(self.reading.of(Plan.objects.all()))
        parts = parts_of(plan, self.reading) if plan else []
        notes = [part for part in parts if part.kind == PlanPart.Kind.NOTE]
        return self.render(
            {
                "plan": plan,
                "in_force": in_force,
                "follows": next((other for other in plans if plan and other.pk == plan.follows_id), None),
                "followers": [other for other in reversed(plans) if plan and other.follows_id == plan.pk],
                "others": [other for other in plans if other != plan],
                "marked": [note for note in notes if note.mark],
                "remarks": [note for note in notes if not note.mark],
                "groups": [
                    (kind, heading, group)
                    for kind, heading in HEADINGS.items()
                    if (group := [part for part in parts if part.kind == kind])
                ],
                "has_evidence": any(part.evidence for part in parts),
                "crumbs": self.crumbs(plan),
                "things": [works.plan(plan, self.profile, parts)] if plan else [],
            }
        )

    def crumbs(self, plan: Any) -> list[tuple[str, str]]:
        """The way to a plan's own page; the plan in force stands in the main navigation."""
        return []


class PlanInForce(PlanPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        plan = self.reading.of(Plan.objects.select_related("source")).in_force(self.reading.day)
        return self.story(plan, in_force=plan)


class PlanDetail(PlanPage, RecordPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        plan = self.one(Plan.objects.select_related("source"), slug=slug)
        return self.story(plan, in_force=self.reading.of(Plan.objects.all()).in_force(self.reading.day))

    def crumbs(self, plan: Any) -> list[tuple[str, str]]:
        return [("Plan", reverse("plan")), (plan.title, "")]
