"""What a person's copy of their data consists of."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from portal.account.models import DataCopy
from portal.account.subjects import subject_of
from portal.core.personal_data.registry import HOLDINGS, exported

README = "LISEZMOI.txt", "README.txt"


def archive(copy: DataCopy) -> bytes:
    """A .zip: everything in one JSON file, the files beside it, and what is what in words."""
    with override(copy.language):
        rows = exported(subject_of(copy.user))
        text = json.dumps(
            {"made_at": timezone.now(), "data": rows}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
        )
        told = _told(list(rows))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(README[copy.language == "en"], told)
        file.writestr("data.json", text)
        for profile in UserProfile.objects.filter(user=copy.user).exclude(avatar="").exclude(avatar=None):
            with profile.avatar.open("rb") as avatar:
                file.writestr(f"files/{profile.avatar.name.rpartition('/')[2]}", avatar.read())
    return buffer.getvalue()


def _told(labels: list[str]) -> str:
    lines = [gettext("data.json holds what the portal keeps of you, by kind:"), ""]
    for model, holding in HOLDINGS.items():
        if (label := model._meta.label) in labels:
            lines.append(f"{label}: {holding.under.name} ({holding.under.purpose})")
    return "\r\n".join([*lines, ""])
