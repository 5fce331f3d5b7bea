"""Atom feeds of what was published last. Always of today."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import django_filters
from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.text import capfirst

from consortium.data import TABLES, Seen
from consortium.filters import RecordFilterSet
from consortium.models import Topic
from consortium.pages import Page, Reading
from consortium.publishing import Status
from consortium.revision import revision
from consortium.text import markdown, printable
from meetings.calendar import UNTOLD, named, revisions, told
from meetings.models import Hosting, Meeting
from members.models import District
from milestones.models import Milestone

NEWEST = 50
# Begins every id: the site's host, and a year in which it was there. It must never change.
TAG = f"tag:{urlsplit(settings.SITE_URL).hostname},2026:"


class FeedFilter(RecordFilterSet):
    """Narrows a feed to one of the topics and districts that there are, whether it has an entry yet or not."""

    topic = django_filters.ModelChoiceFilter(
        queryset=Topic.objects.none(),
        to_field_name="slug",
        error_messages={"invalid_choice": "There is no such topic; those there are stand on the timeline."},
    )
    district = django_filters.ModelChoiceFilter(
        queryset=District.objects.none(),
        to_field_name="slug",
        error_messages={"invalid_choice": "There is no such district; find it in the list of members."},
    )

    def __init__(self, data: Any, rows: QuerySet, reading: Reading) -> None:
        super().__init__(data, rows)
        self.reading = reading
        self.filters["topic"].queryset = TABLES["topics"].rows(Seen(reading, TABLES))
        self.filters["district"].queryset = reading.of(District.objects.all())

    def topic_q(self, value: Topic) -> Q:
        return Q(topics=value)

    def district_q(self, value: District) -> Q:
        return Q(districts=value)


class MeetingFeedFilter(FeedFilter):
    def district_q(self, value: District) -> Q:
        hostings = self.reading.of(Hosting.objects.filter(district=value))
        return Q(pk__in=hostings.order_by().values("meeting"))


def newest(rows: Any) -> Any:
    """The rows that became public last, each with `published_at` and `changed_at`, from its history."""
    entries = rows.model.history.filter(id=OuterRef("pk")).values("history_date")
    never = Value(UNTOLD.last)
    first = Subquery(entries.filter(status=Status.PUBLISHED).order_by("history_date")[:1])
    last = Subquery(entries.order_by("-history_date")[:1])
    told = rows.annotate(published_at=Coalesce(first, never), changed_at=Coalesce(last, never))
    return told.order_by("-published_at", "-year", "-pk")[:NEWEST]


class RecordAtom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        """Links in a text may begin at the site's root."""
        return {**super().root_attributes(), "xml:base": f"{settings.SITE_URL}/"}

    def latest_post_date(self) -> datetime:
        """Without entries, Django would say that the feed was changed just now, each time."""
        return super().latest_post_date() if self.items else revision().changed


class RecordFeed(Feed):
    """One feed for one reader: `rows` as `newest` gives them, what was `chosen` among the filters by name."""

    feed_type = RecordAtom
    kind = ""  # in its address and in its ids
    entry = ""

    def __init__(self, page: Page, rows: list[Any], chosen: dict[str, Any]) -> None:
        profile = page.profile
        self.items = rows
        self.title = printable(
            ": ".join([f"{capfirst(self.kind)} of {profile.name}", *map(str, chosen.values())])
        )
        self.subtitle = f"What was published last, at most {NEWEST} entries."
        self.author_name, self.author_link = printable(profile.name), settings.SITE_URL
        self.feed_copyright = (
            printable(", ".join(part for part in (profile.licence_name, profile.licence_url) if part)) or None
        )
        query = f"?{page.query.urlencode()}" if page.query else ""
        self.feed_url = f"{settings.SITE_URL}{page.request.path}{query}"
        self.feed_guid = TAG + "/".join([self.kind, *(f"{name}-{row.pk}" for name, row in chosen.items())])

    def item_guid(self, item: Any) -> str:
        return f"{TAG}{self.entry}-{item.pk}"

    def item_link(self, item: Any) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_pubdate(self, item: Any) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime:
        return item.changed_at

    def item_categories(self, item: Any) -> list[str]:
        return [printable(topic.name) for topic in item.about]


class MilestoneFeed(RecordFeed):
    kind = "milestones"
    entry = "milestone"

    def link(self) -> str:
        return settings.SITE_URL + reverse("milestones:timeline")

    def item_title(self, item: Any) -> str:
        return printable(f"{item.headline} ({item.year_id})")

    def item_description(self, item: Any) -> str:
        return printable(markdown(item.text))


class MeetingFeed(RecordFeed):
    kind = "meetings"
    entry = "meeting"

    def link(self) -> str:
        return settings.SITE_URL + reverse("meetings:meeting-list")

    def item_title(self, item: Any) -> str:
        return printable(named(item))

    def item_description(self, item: Any) -> str:
        where = ", ".join(part for part in (capfirst(item.when), item.venue, item.place) if part)
        is_over = item.standing in {Meeting.Standing.HELD, Meeting.Standing.NO_RECORD}
        lines = [where, *([] if is_over else [item.standing.label]), *told(item)]
        return printable(format_html_join("", "<p>{}</p>", ((line,) for line in lines)))


class FeedPage(Page):
    """The address of a feed."""

    parameters = ("topic", "district")
    is_dated = False
    filters: type[FeedFilter] = FeedFilter
    feed: type[RecordFeed]

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = self.filters(self.query, self.rows(), self.reading)
        rows = filters.narrowed()
        chosen = {name: filters.form.cleaned_data[name] for name in filters.conditions()}
        feed: Any = self.feed(self, self.entries(rows), chosen).get_feed(None, request)
        response = HttpResponse(content_type=feed.content_type)
        feed.write(response, "utf-8")
        return response

    def rows(self) -> Any:
        raise NotImplementedError

    def entries(self, rows: Any) -> list[Any]:
        """The newest of them, with what an entry says."""
        topics = Prefetch("topics", self.reading.of(Topic.objects.all()), to_attr="about")
        return list(newest(rows.prefetch_related(topics)))


class MilestoneFeedPage(FeedPage):
    feed = MilestoneFeed

    def rows(self) -> Any:
        """Those of years that have a page."""
        return self.reading.of(Milestone.objects.filter(year__on_timeline=True).select_related("year"))


class MeetingFeedPage(FeedPage):
    """Who hosts a meeting is part of it: with them it changes, too."""

    filters = MeetingFeedFilter
    feed = MeetingFeed

    def rows(self) -> Any:
        return self.reading.of(Meeting.objects.own())

    def entries(self, rows: Any) -> list[Any]:
        of = self.reading.of
        topics = Prefetch("topics", of(Topic.objects.all()), to_attr="about")
        meetings = newest(rows.prefetch_related(topics)).told(self.reading.day, of(Hosting.objects.all()))
        history = revisions(Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]))
        for meeting in meetings:
            meeting.changed_at = history.get(meeting.pk, UNTOLD).last
        return meetings
