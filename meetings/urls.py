from django.urls import path

from meetings.views import MeetingDetail, MeetingList, MeetingYear

app_name = "meetings"

urlpatterns = [
    path("", MeetingList.as_view(), name="meeting-list"),
    path("<year:number>/", MeetingYear.as_view(), name="meeting-year"),
    path("<year:number>/<slug:slug>/", MeetingDetail.as_view(), name="meeting-detail"),
]
