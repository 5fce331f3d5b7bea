from django.urls import path

from milestones.views.documents import DocumentFile
from milestones.views.timeline import Timeline, YearDetail

app_name = "milestones"

urlpatterns = [
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("timeline/<year:number>/", YearDetail.as_view(), name="year-detail"),
    path("documents/<id:pk>/<str:name>", DocumentFile.as_view(), name="document"),
]
