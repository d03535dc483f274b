"""A chart of a small table that an editor types."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from portal.core.charts import typed
from portal.core.editing.blocks.parts import PartsBlock
from portal.core.editing.figures import FiguresBlock
from portal.core.editing.tables import CaptionedTableBlock


class TypedChartBlock(PartsBlock):
    title = blocks.CharBlock(label=_("What the chart shows"), help_text=_("A sentence, such as its main finding."))
    kind = blocks.ChoiceBlock(
        label=_("Kind of chart"), choices=[(typed.BARS, _("Bars")), (typed.LINES, _("Lines"))], default=typed.BARS
    )
    table = CaptionedTableBlock(
        label=_("Numbers"),
        help_text=_(
            "First row: names of the columns. Then a row each, its name first: for lines, a row a moment, such as a "
            "year. Numbers as 12.5 or 12,5, with or without %. Empty: not known."
        ),
    )
    unit = FiguresBlock(label=_("Unit"), required=False, help_text=_("For instance: % of clients."))
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "order"
        label = _("Chart of a table")
        template = "blocks/typed_chart.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if found := typed.problems(_rows(value), value["kind"]):
            raise StructBlockValidationError(block_errors={"table": ValidationError(found)})
        return value

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        texts = {"title": value["title"], "unit": value["unit"], "source": value["source"]}
        figure = typed.figure(_rows(value), value["kind"], **texts)
        return {**super().get_context(value, parent_context), "figure": figure}


def _rows(value: blocks.StructValue) -> list:
    return (value["table"] or {}).get("data") or []
