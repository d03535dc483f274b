import re
from itertools import pairwise

from portal.core.charts.axes import axis
from portal.core.charts.drawings import NARROW, WIDE, Format, Line, Mark, Moment, dots, lines

WRITE = Format(figure=lambda value: f"{value:g} %", tick=str)
PERCENTS = axis(0, 100)
YEARS = [Moment(2022, "2022"), Moment(2024, "2024"), Moment(2026, "2026")]


def line(*values: float | None, label: str = "Oui") -> Line:
    return Line(label, tuple(None if value is None else Mark("", value, value - 3, value + 3) for value in values))


def test_an_interval_surrounds_its_dot():
    drawn = dots([Mark("Jeunes", 40, 35, 46)], None, PERCENTS, WIDE, WRITE).dots[0]
    assert drawn.left < drawn.x < drawn.right < drawn.value_x
    assert drawn.value == "40 %"


def test_the_whole_is_a_line_with_its_figure():
    drawn = dots([Mark("Jeunes", 40, 35, 46)], Mark("Ensemble", 50), PERCENTS, WIDE, WRITE)
    assert drawn.reference.label == "Ensemble 50 %"
    assert drawn.left < drawn.reference.at < drawn.right


def test_what_is_not_shown_keeps_its_row_without_a_dot():
    drawn = dots([Mark("Jeunes", None), Mark("Aînés", 20, 15, 26)], None, PERCENTS, NARROW, WRITE)
    assert [dot.x is None for dot in drawn.dots] == [True, False]
    assert drawn.dots[0].y < drawn.dots[1].y < drawn.height


def test_a_long_name_takes_two_lines_in_the_wide_drawing():
    name = "Professions intermédiaires et employés qualifiés"
    drawn = dots([Mark(name, 20, 15, 26)], None, PERCENTS, WIDE, WRITE).dots[0]
    assert [part.label for part in drawn.name] == ["Professions intermédiaires et", "employés qualifiés"]


def test_everything_is_inside_the_drawing():
    marks = [Mark(f"Catégorie {number}", 99, 95, 100) for number in range(8)]
    for size in (WIDE, NARROW):
        drawn = dots(marks, Mark("Ensemble", 99), PERCENTS, size, WRITE)
        assert max(dot.value_x for dot in drawn.dots) + 4 * size.font <= size.width
        assert max(dot.y for dot in drawn.dots) < drawn.bottom < drawn.height


def test_a_line_breaks_where_the_wording_changed():
    moments = [Moment(2022, "2022"), Moment(2024, "2024"), Moment(2026, "2026", "new wording"), Moment(2028, "2028")]
    drawn = lines([line(10, 20, 30, 40)], moments, PERCENTS, WIDE, WRITE)
    assert drawn.lines[0].paths.count("M") == 2
    assert len(drawn.breaks) == 1
    assert drawn.moments[1].at < drawn.breaks[0].at < drawn.moments[2].at


def test_a_line_breaks_where_a_figure_is_missing():
    drawn = lines([line(10, 20, None, 30)], [*YEARS, Moment(2028, "2028")], PERCENTS, WIDE, WRITE)
    assert len(drawn.lines[0].points) == 3
    assert len(re.findall(r"M[\d.]+ [\d.]+L", drawn.lines[0].paths)) == 1


def test_higher_figures_stand_higher_and_later_ones_further():
    points = lines([line(10, 20, 30)], YEARS, PERCENTS, NARROW, WRITE).lines[0].points
    assert points[0].x < points[1].x < points[2].x
    assert points[0].y > points[1].y > points[2].y
    assert all(point.high < point.y < point.low for point in points)


def test_names_at_the_end_do_not_overlap():
    series = [line(10, 20, 30 + number, label=f"Une réponse assez longue {number}") for number in range(5)]
    for size in (WIDE, NARROW):
        drawn = lines(series, YEARS, PERCENTS, size, WRITE)
        blocks = sorted((each.value.at, each.name[-1].at) for each in drawn.lines)
        assert all(last < first for (_first, last), (first, _last) in pairwise(blocks))
        assert blocks[-1][1] <= drawn.height
        assert blocks[0][0] >= 0


def test_one_edition_stands_in_the_middle():
    drawn = lines([line(10)], YEARS[:1], PERCENTS, WIDE, WRITE)
    assert drawn.left < drawn.moments[0].at < drawn.right
    assert drawn.lines[0].paths == ""
