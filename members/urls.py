"""Sign-in, by allauth; and every other way in that Wagtail brings, led there."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from members.views import staff_entrance
from portal.core.caching import never_stored

urlpatterns = decorate_urlpatterns([path("", include("allauth.urls"))], never_stored)

staff_urlpatterns = [
    path("login/", staff_entrance, name="wagtailadmin_login"),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
