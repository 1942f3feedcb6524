"""Every address of a node."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("kakehashi.desk.urls")),
    path("", include("kakehashi.portal.urls")),
]

handler400 = "kakehashi.look.refusals.bad_request"
handler404 = "kakehashi.look.refusals.not_found"
handler500 = "kakehashi.look.refusals.server_error"
