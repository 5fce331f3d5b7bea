from django.urls import path

from members.views.collaboratives import CollaborativeDetail, CollaborativeList, ProgramYearDetail
from members.views.directory import DistrictList
from members.views.districts import DistrictDetail
from members.views.people import PersonDetail

app_name = "members"

urlpatterns = [
    path("members/", DistrictList.as_view(), name="district-list"),
    path("members/<slug:slug>/", DistrictDetail.as_view(), name="district-detail"),
    path("people/<slug:slug>/", PersonDetail.as_view(), name="person-detail"),
    path("collaboratives/", CollaborativeList.as_view(), name="collaborative-list"),
    path("collaboratives/<slug:slug>/", CollaborativeDetail.as_view(), name="collaborative-detail"),
    path(
        "collaboratives/<slug:collaborative>/<slug:slug>/",
        ProgramYearDetail.as_view(),
        name="program-year-detail",
    ),
]
