from articles.models.issues import IssuePage, MagazinePage, Season
from articles.models.manuscripts import ManuscriptRemarks
from articles.models.news import NewsByline, NewsIndexPage, NewsPage
from articles.models.rubrics import Rubric
from articles.models.texts import STANDFIRST_WORDS, ArticleByline, ArticlePage, WrittenPage

__all__ = [
    "STANDFIRST_WORDS",
    "ArticleByline",
    "ArticlePage",
    "IssuePage",
    "MagazinePage",
    "ManuscriptRemarks",
    "NewsByline",
    "NewsIndexPage",
    "NewsPage",
    "Rubric",
    "Season",
    "WrittenPage",
]
