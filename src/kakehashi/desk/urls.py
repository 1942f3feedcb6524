"""Addresses of the desk."""

from django.urls import path

from kakehashi.desk.views import (
    councils,
    editing,
    framework,
    people,
    pictures,
    publication,
    record,
    register,
    saved,
    search,
    setting_up,
    steps,
    timeline,
    work,
)

app_name = "desk"

urlpatterns = [
    path("", work.work, name="work"),
    path("work/seen/", work.work_seen, name="work-seen"),
    path("work/keys/", work.work_keys, name="work-keys"),
    path("work/<slug:section>/", work.work_list, name="work-list"),
    path("make-it-yours/", setting_up.make_it_yours, name="make-it-yours"),
    path("make-it-yours/leads/", setting_up.leads, name="leads"),
    path("make-it-yours/occasions/", setting_up.occasions, name="occasions"),
    path("views/", saved.views, name="views"),
    path("views/<uuid:key>/", saved.view, name="view"),
    path("framework/", framework.tree, name="framework"),
    path("framework/<str:reference>/", record.record, name="provision"),
    path("register/", register.show, name="register"),
    path("search/", search.search, name="search"),
    path("people/", people.people, name="people"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("pictures/", pictures.pictures, name="pictures"),
    path("pictures/<slug:name>.<slug:form>", pictures.picture_file, name="picture-file"),
    path("confirm/", steps.confirm, name="confirm"),
    path("publication/", publication.publication, name="publication"),
    path("publication/pauses/<uuid:key>/end/", publication.pause_end, name="pause-end"),
    path("meetings/", councils.meetings, name="meetings"),
    path("meetings/new/", councils.meeting_new, name="meeting-new"),
    path("decisions/", councils.decisions, name="decisions"),
    path("decisions/<str:reference>/became/", councils.became, name="became"),
    path("new/<slug:kind>/", editing.new, name="new"),
    path("records/<str:reference>/", record.record, name="record"),
    path("records/<str:reference>/edit/", editing.edit, name="edit"),
    path("records/<str:reference>/propose/", editing.propose, name="propose"),
    path("records/<str:reference>/compare/", record.compare, name="compare"),
    path("records/<str:reference>/history/<int:number>/", record.version, name="version"),
    path("records/<str:reference>/publish-later/", publication.later, name="publish-later"),
    path(
        "records/<str:reference>/publish-later/cancel/",
        publication.later_cancel,
        name="publish-later-cancel",
    ),
    path("records/<str:reference>/step/<slug:name>/", steps.step, name="step"),
    path("records/<str:reference>/proposals/<uuid:key>/", steps.proposal, name="proposal"),
]
