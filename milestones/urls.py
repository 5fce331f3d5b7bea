from django.urls import path

from milestones.views.document import DocumentPage, DocumentWordFile
from milestones.views.documents import DocumentFile
from milestones.views.editions import EditionDetail, EditionList, EditionWordFile
from milestones.views.timeline import Timeline, YearDetail

app_name = "milestones"

urlpatterns = [
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("timeline/document/", DocumentPage.as_view(), name="document-page"),
    path("timeline/document.docx", DocumentWordFile.as_view(), name="document-file"),
    path("timeline/<year:number>/", YearDetail.as_view(), name="year-detail"),
    path("editions/", EditionList.as_view(), name="edition-list"),
    path("editions/<slug:slug>/", EditionDetail.as_view(), name="edition-detail"),
    path("editions/<slug:slug>.docx", EditionWordFile.as_view(), name="edition-file"),
    path("documents/<id:pk>/<str:name>", DocumentFile.as_view(), name="document"),
]
