"""What an editor can do on a screen of the admin, and what the record should then hold.

A record is looked at as a flat dict from paths, such as ("milestone", 7, "text"), to values. A deed is done to a form
and gives the paths that it changes; a path that is GONE takes all below it along, ANY is left to the others.
"""

from tests.drills.visitor import Form

GONE, ANY = "gone", "any"


def aimed(rows, aim):
    rows = sorted(rows)
    return rows[aim % len(rows)] if rows else None


# A district


def district_now(pk, known=()):
    from members.models import District

    district = District.objects.get(pk=pk)
    fields = ("name", "short_name", "slug", "state", "city", "website", "description", "status", "nces_id")
    found = {("district", name): getattr(district, name) for name in fields}
    for kind, rows, text, columns in (
        ("contact", district.contacts, "name", ("role", "email", "phone")),
        ("name", district.names, "name", ("since", "until")),
    ):
        for row in rows.all():
            key = (kind, row.pk if (kind, row.pk) in known else getattr(row, text))
            found[key] = True
            found |= {(*key, name): getattr(row, name) for name in columns}
    for row in district.memberships.all():
        found |= {("membership", row.pk, name): getattr(row, name) for name in ("joined_id", "left_id")}
    return found


def lines_of(district):
    return {("contact", pk) for pk in district.contacts.values_list("pk", flat=True)} | {
        ("name", pk) for pk in district.names.values_list("pk", flat=True)
    }


class DistrictScreen:
    form = "district_form"

    def __init__(self, district):
        self.pk = district.pk
        self.path = f"/admin/members/district/{district.pk}/change/"
        self.deeds = (self.field, self.field, self.add, self.rename, self.change, self.change, self.remove)

    def open(self, visitor):
        return Form(visitor.get(self.path).text, self.form)

    def field(self, form, who, aim):
        name = aimed(("city", "short_name", "description"), aim)
        form.set(name, f"{who} {name}")
        return {("district", name): f"{who} {name}"}

    def add(self, form, who, aim):
        number = form.new_line("contacts")
        given = {"name": who, "role": "", "email": "", "phone": "1", "id": "", "district": str(self.pk)}
        for name, value in given.items():
            form.add(f"contacts-{number}-{name}", value)
        return {("contact", who): True, ("contact", who, "phone"): "1"}

    def rename(self, form, who, aim):
        number = form.new_line("names")
        year = 1850 + aim % 100
        given = {
            "name": who,
            "since": "",
            "until": str(year),
            "source": "",
            "passage": "",
            "id": "",
            "district": str(self.pk),
        }
        for name, value in given.items():
            form.add(f"names-{number}-{name}", value)
        return {("name", who): True, ("name", who, "until"): year}

    def change(self, form, who, aim):
        lines = form.lines("contacts")
        pk = aimed(lines, aim)
        name = aimed(("phone", "role"), aim // 7)
        form.set(f"contacts-{lines[pk]}-{name}", f"{who} {name}")
        return {("contact", pk, name): f"{who} {name}"}

    def remove(self, form, who, aim):
        lines = form.lines("contacts")
        pk = aimed(lines, aim)
        form.add(f"contacts-{lines[pk]}-DELETE", "on")
        return {("contact", pk): GONE}


class Bin:
    """The page that asks before it puts a district into the bin."""

    def __init__(self, district):
        self.path = f"/admin/members/district/{district.pk}/delete/"
        self.deeds = (self.confirm,)

    def open(self, visitor):
        form = Form("", "")
        page = visitor.get(self.path).text
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form.fields = [("csrfmiddlewaretoken", token), ("post", "yes")]
        return form

    def confirm(self, form, who, aim):
        return {("district", "status"): "bin"}


# A year, its milestones and its fall meeting


def fall_meeting(number):
    from meetings.models import Meeting

    meetings = Meeting.objects.fall().filter(year_id=number).exclude(status="bin")
    return meetings.order_by("begins", "pk").first()


def year_now(number, known=()):
    from consortium.models import Year
    from members.models import Membership
    from milestones.models import Milestone

    found = {}
    year = Year.objects.filter(pk=number).first()
    if year:
        fields = ("headline", "introduction", "status", "no_new_members", "no_fall_meeting")
        found |= {("year", name): getattr(year, name) for name in fields}
    for row in Milestone.objects.filter(year_id=number):
        key = ("milestone", row.pk if row.pk in known else row.headline)
        found |= {(*key, name): getattr(row, name) for name in ("headline", "text", "status", "kind")}
    for row in Membership.objects.filter(joined_id=number).select_related("district"):
        found[("joined", row.district.name)] = row.status
    meeting = fall_meeting(number)
    if meeting:
        fields = ("theme", "summary", "venue", "city", "state", "status", "held")
        found |= {("meeting", name): getattr(meeting, name) for name in fields}
        for row in meeting.hostings.select_related("district"):
            found |= {
                ("host", row.district.name): True,
                ("host", row.district.name, "passage"): row.passage,
            }
        for row in meeting.sponsorships.select_related("organization"):
            found[("sponsor", row.organization.name)] = True
    return found


class Desk:
    form = "desk"

    def __init__(self, number, districts, hosts=()):
        self.number, self.districts, self.hosts = number, districts, hosts
        self.path = f"/admin/consortium/year/desk/{number}/"
        self.deeds = (
            self.line,
            self.milestone,
            self.milestone,
            self.new_milestone,
            self.remove_milestone,
            self.join,
            self.meeting,
            self.host,
            self.publish,
        )
        self.before = {}

    def open(self, visitor):
        form = Form(visitor.get(self.path).text, self.form)
        form.add("do", "save")
        return form

    def line(self, form, who, aim):
        name = aimed(("headline", "introduction"), aim)
        form.set(f"year-{name}", f"{who} {name}")
        return {("year", name): f"{who} {name}"}

    def milestone(self, form, who, aim):
        lines = form.lines("milestone")
        pk, name = aimed(lines, aim), aimed(("headline", "text"), aim // 7)
        if pk is None:
            return self.new_milestone(form, who, aim)
        form.set(f"milestone-{lines[pk]}-{name}", f"{who} {name}")
        return {("milestone", pk, name): f"{who} {name}"}

    def new_milestone(self, form, who, aim):
        number = int(form.get("milestone-INITIAL_FORMS"))
        form.set(f"milestone-{number}-headline", f"{who} new")
        form.set(f"milestone-{number}-text", f"{who} new text")
        return {("milestone", f"{who} new"): ANY, ("milestone", f"{who} new", "text"): f"{who} new text"}

    def remove_milestone(self, form, who, aim):
        lines = form.lines("milestone")
        pk = aimed(lines, aim)
        if pk is None:
            return self.line(form, who, aim)
        form.add(f"milestone-{lines[pk]}-DELETE", "on")
        return {("milestone", pk, "status"): "bin"}

    def join(self, form, who, aim):
        form.set("joined-0-name", f"{who} County Schools")
        form.set("joined-0-state", "VA")
        form.add("joined-0-is_new", "on")  # as if it had been asked already
        return {("joined", f"{who} County Schools"): ANY}

    def meeting(self, form, who, aim):
        name = aimed(("theme", "city"), aim)
        form.set(f"meeting-{name}", f"{who} {name}")
        return {("meeting", name): f"{who} {name}"}

    def host(self, form, who, aim):
        name = aimed(("host", "cohost"), aim) if form.get("meeting-host") else "host"
        old = form.get(f"meeting-{name}")
        new = self.districts[aim % 2 if who.endswith("A") else 2 + aim % 2]
        form.set(f"meeting-{name}", new)
        return {("host", new): ANY} | {("host", new, "passage"): ""} | ({("host", old): GONE} if old else {})

    def publish(self, form, who, aim):
        """Everything on the screen may become public; the year has to."""
        form.set("do", "publish")
        statuses = {path: ANY for path in self.before if path[-1] == "status" or path[0] == "joined"}
        return {**statuses, ("year", "status"): "published"}


class MeetingScreen:
    form = "meeting_form"

    def __init__(self, meeting, districts):
        self.pk, self.districts = meeting.pk, districts
        self.path = f"/admin/meetings/meeting/{meeting.pk}/change/"
        self.deeds = (self.field, self.field, self.add, self.add, self.change, self.change, self.remove)

    def open(self, visitor):
        return Form(visitor.get(self.path).text, self.form)

    def field(self, form, who, aim):
        name = aimed(("theme", "city", "summary", "venue"), aim)
        form.set(name, f"{who} {name}")
        return {("meeting", name): f"{who} {name}"}

    def add(self, form, who, aim):
        from members.models import District

        name = self.districts[4 + (aim % 2 if who.endswith("A") else aim % 3)]
        number = form.new_line("hostings")
        district = District.objects.get(name=name)
        given = {
            "district": str(district.pk),
            "source": "",
            "passage": who,
            "id": "",
            "meeting": str(self.pk),
        }
        for field, value in given.items():
            form.add(f"hostings-{number}-{field}", value)
        return {("host", name): True, ("host", name, "passage"): who}

    def change(self, form, who, aim):
        lines, names = form.lines("hostings"), self.names()
        pk = aimed(lines, aim)
        form.set(f"hostings-{lines[pk]}-passage", f"{who} passage")
        return {("host", names[pk], "passage"): f"{who} passage"}

    def remove(self, form, who, aim):
        lines, names = form.lines("hostings"), self.names()
        pk = aimed(lines, aim)
        form.add(f"hostings-{lines[pk]}-DELETE", "on")
        return {("host", names[pk]): GONE}

    def names(self):
        from meetings.models import Hosting

        return dict(Hosting.objects.filter(meeting=self.pk).values_list("pk", "district__name"))


class YearScreen:
    """All fields of a year, with its milestones and meetings in lines."""

    form = "year_form"

    def __init__(self, meeting, districts):
        self.meeting_pk, self.districts = meeting.pk, districts
        self.path = f"/admin/consortium/year/{meeting.year_id}/change/"
        self.deeds = (self.line, self.milestone, self.milestone, self.remove, self.meeting, self.host)

    def open(self, visitor):
        return Form(visitor.get(self.path).text, self.form)

    def line(self, form, who, aim):
        name = aimed(("headline", "introduction"), aim)
        form.set(name, f"{who} {name}")
        return {("year", name): f"{who} {name}"}

    def milestone(self, form, who, aim):
        lines = form.lines("milestones")
        pk, name = aimed(lines, aim), aimed(("headline", "text"), aim // 7)
        form.set(f"milestones-{lines[pk]}-{name}", f"{who} {name}")
        return {("milestone", pk, name): f"{who} {name}"}

    def remove(self, form, who, aim):
        lines = form.lines("milestones")
        pk = aimed(lines, aim)
        form.add(f"milestones-{lines[pk]}-DELETE", "on")
        return {("milestone", pk, "status"): "bin"}

    def meeting(self, form, who, aim):
        name = aimed(("theme", "city"), aim)
        form.set(f"meetings-{form.lines('meetings')[self.meeting_pk]}-{name}", f"{who} {name}")
        return {("meeting", name): f"{who} {name}"}

    def host(self, form, who, aim):
        from members.models import District

        name = self.districts[7 + aim % 2]
        district = District.objects.get(name=name)
        form.add(f"meetings-{form.lines('meetings')[self.meeting_pk]}-hosts", str(district.pk))
        return {("host", name): True, ("host", name, "passage"): ""}
