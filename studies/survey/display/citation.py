"""A sentence to quote: the finding, its base, its study, its address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.pages.localised import composed
from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.tables import Column, Table


@dataclass(frozen=True)
class Attribution:
    """Whose figures these are, in words; `address` is the study page's, in full, `fieldwork` its dates."""

    association: str
    study: str
    address: str
    fieldwork: str = ""


def cite(tables: Sequence[Table], source: Attribution, query: str) -> str:
    """Of tables of one kind, the largest share that rests on a firm base, or the first such mean; "" where there is
    none. `query` completes the address."""
    firm = [
        (table, column)
        for table in tables
        for column in table.columns
        if column.base is not None and not column.is_fragile
    ]
    means = [(table, column) for table, column in firm if table.role is Role.NUMBER and column.mean is not None]
    shares = [(table, column, place) for table, column in firm for place in range(len(table.options))]
    if means:  # an institute may give medians alone
        table, column = means[0]
        finding = _mean(table, column)
    elif shares:
        table, column, place = max(shares, key=lambda found: found[1].shares[found[2]])
        finding = _share(table, column, place)
    else:
        return ""
    details = phrases.bases([column])
    if source.fieldwork:
        details = composed(
            "%(base)s, %(fieldwork)s %(dates)s", base=details, fieldwork=_("fieldwork"), dates=source.fieldwork
        )
    sentence = composed(
        _("According to the study “%(study)s” (%(association)s), %(finding)s"),
        study=source.study,
        association=source.association,
        finding=finding,
    )
    parts = {"sentence": sentence, "details": details, "address": source.address + query}
    return composed("%(sentence)s (%(details)s). %(address)s", **parts)


def _share(table: Table, column: Column, place: int) -> str:
    said = {
        "share": phrases.percent(column.shares[place]),
        "answer": table.options[place].words,
        "question": table.wording or table.title,
        "category": phrases.category(column),
        "segment": table.segment_words,
    }
    if table.is_whole:
        return composed(_("%(share)s of respondents answer “%(answer)s” to the question “%(question)s”"), **said)
    return composed(
        _("%(share)s of respondents (%(segment)s: %(category)s) answer “%(answer)s” to the question “%(question)s”"),
        **said,
    )


def _mean(table: Table, column: Column) -> str:
    mean = phrases.mean(column.mean_with_interval[0] or 0)
    said = {
        "mean": composed("%(mean)s %(unit)s", mean=mean, unit=table.unit) if str(table.unit) else mean,
        "question": table.wording or table.title,
        "category": phrases.category(column),
        "segment": table.segment_words,
    }
    if table.is_whole:
        return composed(_("the mean of the answers to the question “%(question)s” is %(mean)s"), **said)
    return composed(
        _("the mean of the answers to the question “%(question)s” is %(mean)s (%(segment)s: %(category)s)"),
        **said,
    )
