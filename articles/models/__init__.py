from articles.models.issues import IssuePage, MagazinePage
from articles.models.manuscripts import ManuscriptRemarks
from articles.models.news import NewsByline, NewsIndexPage, NewsPage
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
    "WrittenPage",
]
