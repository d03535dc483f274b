from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import Http404
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from events.urls import calendar_urlpatterns
from members.urls import joining_urlpatterns, listing_urlpatterns, provider_urlpatterns, staff_urlpatterns
from portal.account.privacy import privacy
from portal.core.files.gate import media
from portal.core.look.views import favicon, robots, security_txt, sitemap_file, sitemap_index, sitemap_others, theme
from portal.core.mail.views import mail_returned
from portal.core.serving.views import serve

handler400 = "portal.core.look.errors.bad_request"
handler403 = "portal.core.look.errors.permission_denied"
handler404 = "portal.core.look.errors.page_not_found"
handler429 = "portal.core.look.errors.too_many_requests"
handler500 = "portal.core.look.errors.server_error"

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<language>-<int:stretch>.xml", sitemap_file, name="sitemap_file"),
    path("sitemap-<language>-<slug:kind>.xml", sitemap_others, name="sitemap_others"),
    *provider_urlpatterns,
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("mail-returned/<str:secret>/", mail_returned, name="mail_returned"),
    path("theme.css", theme),
    path("theme-<version>.css", theme, name="theme"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:name>", media, name="media"),
    re_path(rf"^{settings.ADMIN_PATH}pages/\d+/privacy/", page_not_found, {"exception": Http404()}),
    # Wagtail shows any image there to anybody it lets in; no editor of ours places one that way.
    re_path(rf"^{settings.ADMIN_PATH}images/chooser/\d+/select_format/", page_not_found, {"exception": Http404()}),
    path(
        f"{settings.ADMIN_PATH}localize/jsi18n/",
        require_admin_access(JavaScriptCatalog.as_view(packages=["wagtail_localize", "portal.core"])),
    ),
    path(settings.ADMIN_PATH, include(staff_urlpatterns)),
    path(settings.ADMIN_PATH, include("portal.core.editing.urls")),
    path(settings.ADMIN_PATH, include(wagtailadmin_urls)),
]
if settings.DEMO:
    urlpatterns.append(path("", include("demo.urls")))
urlpatterns += i18n_patterns(
    path("", include("portal.access.urls")),
    path(_("account/"), include("portal.account.urls")),
    path(_("personal-data/"), privacy, name="privacy"),
    path(_("account/"), include("members.urls")),
    path(_("membership/"), include((joining_urlpatterns, "joining"))),
    path(_("members/"), include((listing_urlpatterns, "members"))),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(_("registrations/"), include("events.urls")),
    path(_("calendar/"), include((calendar_urlpatterns, "calendar"))),
    path(_("invoices/"), include("portal.billing.urls")),
    path(_("letter/"), include("portal.letters.urls")),
    path(_("follow/"), include("portal.following.urls")),
    path(_("draft/"), include("portal.desk.urls")),
    path("", include("portal.search.urls")),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    prefix_default_language=False,
)
