"""A public survey of statsmodels' own, 944 voters of 1996, with weights made here; and its codebook."""

from functools import cache

from statsmodels.datasets import anes96

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.words import Words


def _options(codes, **sides: Side) -> tuple[Option, ...]:
    return tuple(
        Option(str(code), Words(str(code)), score=code, side=sides.get(f"_{code}", Side.NEUTRAL)) for code in codes
    )


@cache
def answers() -> Answers:
    data = anes96.load_pandas().data
    columns = {name: [f"{value:g}" for value in data[name]] for name in ("selfLR", "vote", "age", "educ")}
    columns["weight"] = [f"{0.4 + (7 * row.educ + 3 * row.age + row.PID) % 11 / 5:g}" for row in data.itertuples()]
    return Answers(columns)


CODEBOOK = Codebook(
    (
        Variable(
            "selfLR",
            Role.SCALE,
            Words("Gauche, droite"),
            "selfLR",
            options=_options(range(1, 8), _1=Side.NEGATIVE, _7=Side.POSITIVE),
        ),
        Variable("vote", Role.SINGLE, Words("Vote"), "vote", options=_options((0, 1))),
        Variable("age", Role.NUMBER, Words("Âge"), "age"),
        Variable("educ", Role.SEGMENT, Words("Études"), "educ", options=_options(range(1, 8))),
        Variable("weight", Role.WEIGHT, Words("Poids"), "weight"),
    )
)
