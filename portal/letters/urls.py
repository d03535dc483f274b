from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.letters.views import archive, asked, begin, choices, confirm, letter, mine, stop, subscribe

app_name = "letters"

urlpatterns = [
    path("", subscribe, name="subscribe"),
    path(_("begin/"), begin, name="begin"),
    path(_("one-more-step/"), asked, name="asked"),
    path(_("confirm/<str:token>/"), confirm, name="confirm"),
    path(_("my-choices/"), mine, name="mine"),
    path(_("my-choices/<str:token>/"), choices, name="choices"),
    path(_("stop/<str:token>/<int:letter_id>/"), stop, name="stop"),
    path(_("archive/"), archive, name="archive"),
    path(_("archive/<int:letter_id>/"), letter, name="letter"),
]
