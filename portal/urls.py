from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import Http404
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from members.urls import staff_urlpatterns
from portal.core.gate import media
from portal.core.views import robots, theme
from portal.home.views import gallery

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("theme.css", theme, name="theme"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:name>", media, name="media"),
    re_path(rf"^{settings.ADMIN_PATH}pages/\d+/privacy/", page_not_found, {"exception": Http404()}),
    re_path(rf"^{settings.ADMIN_PATH}api/main/(?:documents|images)/", page_not_found, {"exception": Http404()}),
    # Wagtail shows any image there to anybody it lets in; no editor of ours places one that way.
    re_path(rf"^{settings.ADMIN_PATH}images/chooser/\d+/select_format/", page_not_found, {"exception": Http404()}),
    path(settings.ADMIN_PATH, include(staff_urlpatterns)),
    path(settings.ADMIN_PATH, include(wagtailadmin_urls)),
]
if settings.DEBUG:
    urlpatterns.append(path("composants/", gallery))
urlpatterns += i18n_patterns(
    path("", include("portal.access.urls")),
    path(_("account/"), include("portal.account.urls")),
    path(_("account/"), include("members.urls")),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(_("registrations/"), include("events.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
