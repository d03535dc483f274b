"""What this room holds of people: who on the staff did what. Answers to surveys name nobody."""

from portal.core.personal_data.registry import register
from studies.models import Publication, Source, Survey

register(Survey, under="history", find="confirmed_by", export=("confirmed_at",))
register(Source, under="history", find="created_by", export=("name", "created_at"))
register(Publication, under="history", find="created_by", export=("created_at",))
