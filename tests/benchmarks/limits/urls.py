from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.benchmarks.limits.models import District, State

PAGE = b"<p>Nothing on this page changes.</p>\n" * (30_720 // 37 + 1)


def healthz(request):
    return HttpResponse("well")


def constant(request):
    return HttpResponse(PAGE[:30_720])


def one_query(request):
    State.objects.get(pk="VA")
    return constant(request)


def districts(request):
    rows = District.objects.select_related("state").order_by("name", "pk")
    return render(request, "districts.html", {"page": Paginator(rows, 50).get_page(request.GET.get("page"))})


def district(request, slug):
    return render(request, "district.html", {"district": District.objects.get(slug=slug)})


urlpatterns = [
    path("healthz", healthz),
    path("constant/", constant),
    path("query/", one_query),
    path("districts/", districts),
    path("districts/<slug:slug>/", district, name="district"),
]
