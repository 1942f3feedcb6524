"""Addresses for measuring: the product's own, and one empty signed-in page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from kakehashi.config.urls import urlpatterns as product


def empty(request: HttpRequest) -> HttpResponse:
    """Show the frame of the desk with nothing in it."""
    return render(request, "desk/desk_page.html")


urlpatterns = [path("bench/empty/", empty), *product]
