"""The addresses of guests."""

from django.urls import path, re_path

from news.guests.views import decide_view, story_view

urlpatterns = [
    path("guests/<str:token>/", story_view, name="guest_story"),
    re_path(
        r"^guests/(?P<token>[^/]+)/(?P<action>approve|return)/$",
        decide_view,
        name="guest_decide",
    ),
]
