"""Sign-in, by allauth; and every other way in that Wagtail brings, led there."""

from allauth.account import views as account
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from members.directory import directory
from members.entrance import come_back, own_sign_in
from members.joining import application, apply, apply_alone, received
from members.listing import organisations
from members.views import ConfirmLoginCode, LoginByPasskey, fresh_proof, sign_out_everywhere, staff_entrance
from portal.core.cache.policy import never_stored

# What changes who may get in, before the same addresses among allauth's.
_guarded = [
    path("email/", account.email, name="account_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
_open = [
    path("2fa/webauthn/login/", LoginByPasskey.as_view(), name="mfa_login_webauthn"),
    path("sessions/everywhere/", sign_out_everywhere, name="account_sign_out_everywhere"),
    path("login/code/confirm/", ConfirmLoginCode.as_view(), name="account_confirm_login_code"),
    path("login/organisation/", own_sign_in, name="own_sign_in"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
urlpatterns = decorate_urlpatterns([*decorate_urlpatterns(_guarded, fresh_proof), *_open], never_stored)

# The same whatever the language: providers know it.
provider_urlpatterns = [path("oidc/<provider_id>/callback/", come_back, name="openid_connect_callback")]

staff_urlpatterns = [
    path("login/", staff_entrance, name="wagtailadmin_login"),
    re_path(r"^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
]

joining_urlpatterns = [
    path("", apply, name="apply"),
    path(_("in-my-own-name/"), apply_alone, name="apply_alone"),
    path(_("received/"), received, name="received"),
    path(_("application/<str:token>/"), application, name="application"),
]

listing_urlpatterns = [
    path("", organisations, name="organisations"),
    path(_("directory/"), directory, name="directory"),
]
