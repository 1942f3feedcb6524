"""Addresses of the desk."""

from django.urls import path

from kakehashi.desk.views import framework, people, register, search, timeline, work

app_name = "desk"

urlpatterns = [
    path("", work.work, name="work"),
    path("framework/", framework.tree, name="framework"),
    path("framework/<str:reference>/", framework.provision, name="provision"),
    path("register/", register.register, name="register"),
    path("search/", search.search, name="search"),
    path("people/", people.people, name="people"),
    path("timeline/", timeline.timeline, name="timeline"),
]
