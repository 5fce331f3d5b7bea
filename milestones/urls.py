from django.urls import path

from milestones.views import Timeline, YearDetail

app_name = "milestones"

urlpatterns = [
    path("", Timeline.as_view(), name="timeline"),
    path("<year:number>/", YearDetail.as_view(), name="year-detail"),
]
