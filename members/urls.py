"""Sign-in, by allauth; and every other way in that Wagtail brings, led there."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from members.views import fresh_proof, staff_entrance
from portal.core.cache.policy import never_stored

# What changes who may get in, before the same addresses among allauth's.
_guarded = [
    path("email/", account.email, name="account_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
]
urlpatterns = decorate_urlpatterns(
    [*decorate_urlpatterns(_guarded, fresh_proof), path("", include("allauth.urls"))], never_stored
)

staff_urlpatterns = [
    path("login/", staff_entrance, name="wagtailadmin_login"),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]
