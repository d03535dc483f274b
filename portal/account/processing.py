"""The register of processing (article 30 GDPR), for administrators to read and print."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.account.models import Forgetting
from portal.core.mail.writing import association
from portal.core.personal_data.table import TABLE


@require_safe
def register_of_processing(request: HttpRequest) -> HttpResponse:
    """The table of what is kept, with what the daily job did of each line; in the language asked for."""
    if not request.user.is_superuser:
        raise PermissionDenied
    languages = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
    asked = request.GET.get("language", "")
    language = asked if asked in languages else get_language()[:2]
    done = {row.key: row for row in Forgetting.objects.all()}
    with override(language):
        context = {
            "lines": [(line, done.get(line.key)) for line in TABLE],
            "association": association(),
            "today": timezone.localdate(),
            "languages": [(code, name) for code, name in languages.items() if code != language],
            "header_title": _("Register of processing"),
            "header_icon": "list-ul",
            "breadcrumbs_items": [{"url": "", "label": _("Register of processing")}],
        }
        return render(request, "personal/admin/processing.html", context)
