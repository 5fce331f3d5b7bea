from django.urls import path

from meetings.views.calendar import MeetingEvent, MeetingsCalendar
from meetings.views.comments import CommentPage
from meetings.views.meetings import MeetingDetail, MeetingList, MeetingYear
from meetings.views.photos import PhotoFile
from meetings.views.practices import PracticeDetail, PracticeList

app_name = "meetings"

urlpatterns = [
    path("meetings/", MeetingList.as_view(), name="meeting-list"),
    path("meetings/calendar.ics", MeetingsCalendar.as_view(), name="calendar"),
    path("meetings/<year:number>/", MeetingYear.as_view(), name="meeting-year"),
    path("meetings/<year:number>/<slug:slug>/", MeetingDetail.as_view(), name="meeting-detail"),
    path("meetings/<year:number>/<slug:slug>.ics", MeetingEvent.as_view(), name="meeting-event"),
    path("meetings/<year:number>/<slug:slug>/comment/", CommentPage.as_view(), name="story-comment"),
    path("photos/<str:name>", PhotoFile.as_view(), name="photo"),
    path("practices/", PracticeList.as_view(), name="practice-list"),
    path("practices/<slug:slug>/", PracticeDetail.as_view(), name="practice-detail"),
]
