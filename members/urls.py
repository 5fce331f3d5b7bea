from django.urls import path

from members.views import DistrictDetail, DistrictList

app_name = "members"

urlpatterns = [
    path("", DistrictList.as_view(), name="district-list"),
    path("<slug:slug>/", DistrictDetail.as_view(), name="district-detail"),
]
