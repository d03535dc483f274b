from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from portal.core import checks, holdings  # noqa: F401, PLC0415 - registered by being imported
        from portal.core.cache import changes  # noqa: F401, PLC0415
        from portal.core.editing import comparing, fields, passages, replacing, searching  # noqa: PLC0415
        from portal.core.editing.exports import make_exports_inert  # noqa: PLC0415
        from portal.core.editing.words import give_words  # noqa: PLC0415 - Wagtail's forms are there once all apps are
        from portal.core.files import choosing, pictures, signals  # noqa: F401, PLC0415
        from portal.core.look import ways  # noqa: F401, PLC0415
        from portal.core.pages import clusters, together, translations  # noqa: F401, PLC0415
        from portal.core.redirects import form, keeping  # noqa: F401, PLC0415

        clusters.put_in_place()
        comparing.put_in_place()
        fields.put_in_place()
        passages.put_in_place()
        replacing.put_in_place()
        searching.put_in_place()
        give_words()
        make_exports_inert()
        form.put_in_place()
