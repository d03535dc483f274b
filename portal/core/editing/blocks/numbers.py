"""Blocks of figures: key figures, charts."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks.parts import ChosenPageBlock, CodeBlock, PartsBlock, in_language_of
from portal.core.editing.figures import FiguresBlock


class KeyFigureBlock(PartsBlock):
    number = FiguresBlock(label=_("Number"), max_length=12)
    unit = FiguresBlock(label=_("Unit"), max_length=20, required=False)
    sentence = blocks.CharBlock(label=_("What it says"))
    change = FiguresBlock(label=_("Change since the last edition"), required=False)

    class Meta:
        icon = "order"
        label = _("Key figure")
        template = "blocks/key_figure.html"


class KeyFiguresBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(KeyFigureBlock(), min_num=1, max_num=4, **kwargs)

    class Meta:
        icon = "order"
        label = _("Key figures")
        template = "blocks/key_figures.html"


class ChartBlock(PartsBlock):
    """A chart of a study's survey. The study's page decides who sees it, and draws it."""

    study = ChosenPageBlock(page_type="studies.StudyPage", label=_("Study"))
    question = CodeBlock(label=_("Question"), help_text=_("Its code, which the address of its chart holds: question=…"))
    segment = CodeBlock(
        label=_("Segment"), required=False, help_text=_("Its code, segment=… in the same address. Empty: everyone.")
    )

    class Meta:
        icon = "order"
        label = _("Chart of a study")
        template = "blocks/chart.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        page, request = in_language_of(context, value["study"]), context.get("request")
        chart = page.chart(request, value["question"], value["segment"]) if page and request else None
        return {**context, "chart": chart, "study": page}
