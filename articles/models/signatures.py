"""How somebody signed their texts, where that is not what they are today."""

from articles.models.news import NewsByline
from articles.models.texts import ArticleByline
from portal.core.pages.localised import composed

MOST = 20


def signatures_of(person_id: int, language: str) -> list[str]:
    """Roles and organisations under texts that are online in that language, the latest first, each once."""
    signed: list[tuple] = []
    for model in (ArticleByline, NewsByline):
        rows = model.objects.filter(person=person_id, page__live=True, page__locale__language_code=language)
        told = rows.exclude(role_fr="", organisation="").order_by("-page__web_date").select_related("page")[:MOST]
        signed += [(row.page.web_date, _said(row)) for row in told]
    latest = sorted(signed, key=lambda one: one[0], reverse=True)
    return list(dict.fromkeys(said for _day, said in latest))


def _said(row: ArticleByline | NewsByline) -> str:
    if not row.role or not row.organisation:
        return row.role or row.organisation
    return composed("%(role)s (%(organisation)s)", role=row.role, organisation=row.organisation)
