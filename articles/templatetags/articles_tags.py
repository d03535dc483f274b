from django import template
from django.db.models import QuerySet

from articles import models

register = template.Library()


@register.simple_tag
def dossiers_of(text: models.WrittenPage) -> QuerySet[models.DossierPage]:
    return models.dossiers_of(text)
