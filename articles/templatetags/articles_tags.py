from django import template

from articles import models

register = template.Library()


@register.simple_tag
def dossiers_of(text: models.WrittenPage) -> list[models.DossierPage]:
    return models.dossiers_of(text)
