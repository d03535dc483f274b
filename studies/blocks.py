from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.core.editing.blocks import CodeBlock, KeyFigureBlock
from studies.survey.addresses import Address


class CellBlock(CodeBlock):
    """The address of a published figure: see `studies.survey.addresses`."""

    def clean(self, value: str) -> str:
        value = super().clean(value)
        try:
            if value:
                Address.at(value)
        except ValueError as error:
            message = _("This is no address of a figure: write, for instance, q05/2 or q05/2@age:65.")
            raise ValidationError(message) from error
        return value


class StudyKeyFigureBlock(KeyFigureBlock):
    cell = CellBlock(
        label=_("Published figure"),
        required=False,
        help_text=_(
            "For it to be held against the survey: the question's code, a slash, the answer's code (or mean, median, "
            "net), for instance q05/2. Of one group: q05/2@age:65."
        ),
    )
