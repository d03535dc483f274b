from django.utils.translation import override
from django_tasks import task

from portal.roster.models import Sheet, Work
from portal.roster.working import check, import_all, invite_some


@task()
def check_sheet(sheet_id: int, language: str) -> None:
    """`language` is that in which findings are told."""
    if sheet := Sheet.objects.filter(pk=sheet_id, state=Work.CHECKING).first():
        with override(language):
            check(sheet)


@task()
def import_sheet(sheet_id: int, language: str) -> None:
    with override(language):
        has_people_to_write_to = import_all(sheet_id)
    if has_people_to_write_to:
        invite_people.enqueue(sheet_id)


@task()
def invite_people(sheet_id: int) -> None:
    """A batch at a time, so that other messages pass in between; done twice it writes to nobody twice."""
    if invite_some(sheet_id):
        invite_people.enqueue(sheet_id)
