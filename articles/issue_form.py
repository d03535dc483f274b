from django.utils import timezone

from portal.core.pages.forms import PageForm


class IssueForm(PageForm):
    """A new issue is the one after the latest, of this month, until its editor says otherwise."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            latest = type(self.instance).objects.order_by("-number").values_list("number", flat=True).first()
            self.initial["number"] = (latest or 0) + 1
            self.initial["month"] = timezone.localdate().replace(day=1)
