from articles.models.dossiers import DossierPage, DossierPiece, dossiers_of
from articles.models.issues import IssuePage, MagazinePage, Season
from articles.models.leaves import Leaf, Problem, ReadPdf
from articles.models.manuscripts import ManuscriptRemarks
from articles.models.news import NewsByline, NewsIndexPage, NewsPage
from articles.models.rubrics import Rubric
from articles.models.signatures import signatures_of
from articles.models.texts import STANDFIRST_WORDS, ArticleByline, ArticlePage, Kind, WrittenPage

__all__ = [
    "STANDFIRST_WORDS",
    "ArticleByline",
    "ArticlePage",
    "DossierPage",
    "DossierPiece",
    "IssuePage",
    "Kind",
    "Leaf",
    "MagazinePage",
    "ManuscriptRemarks",
    "NewsByline",
    "NewsIndexPage",
    "NewsPage",
    "Problem",
    "ReadPdf",
    "Rubric",
    "Season",
    "WrittenPage",
    "dossiers_of",
    "signatures_of",
]
