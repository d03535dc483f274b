from django.urls import path
from django.utils.translation import gettext_lazy as _

from portal.account import delegates, invitations
from portal.account.invoices import invoices, own_invoices
from portal.account.listed import listed
from portal.account.own_data import copy, copy_given, erase, erased
from portal.account.views import home, language

app_name = "account"

urlpatterns = [
    path("", home, name="home"),
    path(_("language/"), language, name="language"),
    path(_("directory/"), listed, name="listed_person"),
    path(_("invoices/"), own_invoices, name="own_invoices"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("organisation/<int:pk>/", delegates.organisation, name="organisation"),
    path(_("organisation/<int:pk>/shown/"), delegates.listed, name="listed"),
    path("organisation/<int:pk>/logo/", delegates.logo, name="logo"),
    path(_("organisation/<int:pk>/invoices/"), invoices, name="invoices"),
    path(_("organisation/<int:pk>/ask/"), invitations.ask, name="ask"),
    path(_("organisation/<int:pk>/seats/<int:seat_pk>/"), delegates.seat, name="seat"),
    path("organisation/<int:pk>/invitations/<int:invitation_pk>/", delegates.invitation, name="offer"),
    path(_("organisation/<int:pk>/requests/<int:request_pk>/"), delegates.answer, name="answer"),
    path(_("my-data/copy/"), copy, name="copy"),
    path(_("my-data/copy/<token>/"), copy_given, name="copy_given"),
    path(_("my-data/erase/"), erase, name="erase"),
    path(_("my-data/erased/"), erased, name="erased"),
]
