"""Addresses of the public site."""

from django.urls import path

from kakehashi.portal.views import (
    about,
    areas,
    data,
    decisions,
    feeds,
    framework,
    glossary,
    home,
    meetings,
    objectives,
    pictures,
    records,
    results,
    search,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("framework/", framework.tree, name="framework"),
    path("framework/editions/", framework.editions, name="editions"),
    path("framework/<str:reference>/", framework.provision, name="provision"),
    path("records/<str:reference>.json", data.record, name="record-data"),
    path("data/", data.data, name="data"),
    path("data/catalogue.jsonld", data.catalogue, name="catalogue"),
    path("data/<slug:name>.<slug:ending>", data.dataset, name="dataset"),
    path("feeds/areas/<str:code>.atom", feeds.area_feed, name="area-feed"),
    path("feeds/<slug:name>.atom", feeds.feed, name="feed"),
    path("records/<str:reference>/", records.record, name="record"),
    path("areas/", areas.areas, name="areas"),
    path("areas/<str:code>/", areas.area, name="area"),
    path("objectives/", objectives.objectives, name="objectives"),
    path("results/", results.results, name="results"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/<slug:name>.<slug:form>", pictures.picture_file, name="picture-file"),
    path("search/", search.search, name="search"),
    path("about/", about.about, name="about"),
    path("glossary/", glossary.glossary, name="glossary"),
]
