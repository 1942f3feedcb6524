"""Every address of a node."""

from django.urls import include, path

from kakehashi.api.pages import explained
from kakehashi.desk import signing_in
from kakehashi.desk.views import answers, calendars

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/<str:secret>/", signing_in.sign_in_link, name="sign-in-link"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("calendars/<str:secret>.ics", calendars.feed, name="calendar-feed"),
    path("answer/<str:secret>/", answers.answer, name="answer"),
    path("answer/<str:secret>/nil/", answers.answer_nil, name="answer-nil"),
    path("answer/<str:secret>/more-time/", answers.answer_more_time, name="answer-more-time"),
    path("api/", explained, name="api-explained"),
    path("api/v1/", include("kakehashi.api.urls")),
    path("log/", include("kakehashi.exchange.urls")),
    path("desk/", include("kakehashi.desk.urls")),
    path("", include("kakehashi.portal.urls")),
]

handler400 = "kakehashi.look.refusals.bad_request"
handler403 = "kakehashi.look.refusals.not_found"
handler404 = "kakehashi.look.refusals.not_found"
handler500 = "kakehashi.look.refusals.server_error"
