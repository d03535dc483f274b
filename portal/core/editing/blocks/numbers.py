"""Blocks of figures: key figures, charts."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
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


class ChartCodeBlock(CodeBlock):
    """A code that `static/js/charts.js` offers by its name, from what `portal.core.editing.charts` answers."""

    def __init__(self, *, part: str, empty: object, **kwargs) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs |= {
            "data-controller": "portal-chart",
            "data-portal-chart-part-value": part,
            "data-portal-chart-empty-value": empty,
            "data-portal-chart-url-value": reverse_lazy("portal_charts", args=[0]),
        }


class ChartBlock(PartsBlock):
    """A chart of a study's survey. The study's page decides who sees it, and draws it."""

    study = ChosenPageBlock(page_type="studies.StudyPage", label=_("Study"))
    question = ChartCodeBlock(
        part="question",
        empty=_("Choose a question"),
        label=_("Question"),
        help_text=_("Once the study is chosen, one of its charts. No list? Its code, question=… in a chart's address."),
    )
    segment = ChartCodeBlock(
        part="segment",
        empty=pgettext_lazy("all respondents", "Everyone"),
        label=_("Segment"),
        required=False,
        help_text=_("Whom the chart compares; for the code, segment=… in the same address. Empty: everyone."),
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
