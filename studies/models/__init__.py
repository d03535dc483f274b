from studies.models.study import Series, StudiesIndexPage, Study, StudyFile, StudyPage
from studies.models.survey import Category, Concordance, Publication, PublishedTable, Source, Survey, Variable

__all__ = [
    "Category",
    "Concordance",
    "Publication",
    "PublishedTable",
    "Series",
    "Source",
    "StudiesIndexPage",
    "Study",
    "StudyFile",
    "StudyPage",
    "Survey",
    "Variable",
]
