"""Registrations over time, against another edition: drawn by the server, and as a table."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.forms import CompareForm
from events.models import Event
from events.services.figures import STEP, Curve, curve, earlier_edition
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, organisers_view, show

WIDTH, HEIGHT = 720, 260


@dataclass(frozen=True)
class Drawing:
    """In units of an SVG of WIDTH by HEIGHT, its origin at the top left."""

    curves: list[Curve]

    @property
    def highest(self) -> int:
        return max((each.highest for each in self.curves), default=0) or 1

    @property
    def longest(self) -> int:
        return max((each.longest for each in self.curves), default=0) or 1

    def lines(self) -> list[str]:
        return [self._line(each) for each in self.curves]

    def _line(self, each: Curve) -> str:
        days = sorted(each.by_day, reverse=True)
        return " ".join(f"{self._x(day):.1f},{self._y(each.by_day[day]):.1f}" for day in days)

    def _x(self, day: int) -> float:
        return WIDTH * (self.longest - day) / self.longest

    def _y(self, count: int) -> float:
        return HEIGHT * (1 - count / self.highest)

    def rows(self) -> list[tuple[int, list[int | None]]]:
        """Each week, as days before the event, with what each curve says of it."""
        days = range(self.longest // STEP * STEP, -1, -STEP)
        return [(day, [each.at(day) for each in self.curves]) for day in days]


@require_safe
@organisers_view
def figures(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    form = CompareForm(request.GET if "with" in request.GET else None, event=event)
    other = form.cleaned_data["with"] if form.is_valid() else earlier_edition(event)
    drawing = Drawing([curve(each, timezone.localdate()) for each in (event, other) if each])
    form.initial["with"] = other
    context = {
        "form": form,
        "names": [_name(each.event) for each in drawing.curves],
        "lines": drawing.lines(),
        "rows": drawing.rows(),
        "highest": drawing.highest,
        "longest": drawing.longest,
        "is_empty": not any(each.by_day for each in drawing.curves),
    }
    return show(request, "figures", event, _("Registrations over time"), context)


def _name(event: Event) -> str:
    return str(Event.objects.with_page_title().get(pk=event.pk))
