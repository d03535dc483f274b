from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.models import Page

from portal.core.pages.base import BasePage

_TRANSLATED_BY_WAGTAIL = {"title", "slug", "seo_title", "search_description", "show_in_menus"}


@register()
def every_field_has_its_language(app_configs, **kwargs) -> list[CheckMessage]:
    """Each field of a page type is declared translated or shared: a forgotten one would differ silently."""
    errors: list[CheckMessage] = []
    page_fields = {field.name for field in Page._meta.get_fields()}
    for model in apps.get_models():
        if not issubclass(model, BasePage):
            continue
        declared = {*model.translated, *model.shared, *model.shared_rows, *model.computed}
        own = {
            field.name
            for field in (*model._meta.get_fields(), *model._meta.private_fields)
            if field.name not in page_fields and not getattr(field, "primary_key", False) and _is_content(field)
        }
        errors += [
            Error(
                f"{model.__name__}.{name} is declared neither translated nor shared.",
                obj=model,
                id="core.E001",
            )
            for name in sorted(own - declared)
        ]
        errors += [
            Error(f"{model.__name__} declares {name}, which it does not have.", obj=model, id="core.E002")
            for name in sorted({*declared, *model.gated_fields} - own - _TRANSLATED_BY_WAGTAIL)
        ]
    return errors


def _is_content(field) -> bool:
    """The model's own columns and its inline children; not what others point at it with."""
    if not (field.auto_created and not field.concrete):
        return True
    return type(getattr(field, "field", None)).__name__ == "ParentalKey"
