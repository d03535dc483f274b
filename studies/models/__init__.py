from studies.models.publication import Publication, PublishedTable, Showing, StoredWorkbook
from studies.models.study import Series, StudiesIndexPage, Study, StudyFile, StudyPage
from studies.models.survey import Category, Concordance, Source, Survey, Variable

__all__ = [
    "Category",
    "Concordance",
    "Publication",
    "PublishedTable",
    "Series",
    "Showing",
    "Source",
    "StoredWorkbook",
    "StudiesIndexPage",
    "Study",
    "StudyFile",
    "StudyPage",
    "Survey",
    "Variable",
]
