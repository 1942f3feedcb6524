"""Addresses of the public site."""

from django.urls import path

from kakehashi.portal.views import about, framework, glossary, home, meetings, records, search

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("framework/", framework.tree, name="framework"),
    path("framework/<str:reference>/", framework.provision, name="provision"),
    path("records/<str:reference>/", records.record, name="record"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("search/", search.search, name="search"),
    path("about/", about.about, name="about"),
    path("glossary/", glossary.glossary, name="glossary"),
]
