"""What the head of a screen of the editor says that is about one organisation."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from members.models import Organisation
from portal.core.look.typography import typeset


def head_of(organisation: Organisation, title: str, icon: str) -> dict[str, Any]:
    """For the context of the page; the editor's own pages are not typeset, and French must not break before a colon."""
    colon = " : " if get_language()[:2] == "fr" else ": "
    return {
        "header_title": typeset(f"{organisation}{colon}{title}", get_language()[:2]),
        "header_icon": icon,
        "breadcrumbs_items": [
            {"url": reverse("organisations:index"), "label": gettext("Organisations")},
            {"url": reverse("organisations:edit", args=[organisation.pk]), "label": organisation.name},
            {"url": "", "label": title},
        ],
    }
