from itertools import groupby

from django.core.validators import MaxValueValidator
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from articles.issue_form import IssueForm
from articles.models.dossiers import DossierPage
from articles.models.leaves import Leaf, ReadPdf
from articles.models.rubrics import Rubric
from articles.models.texts import ArticlePage, contents_key
from articles.panels import ContentsPanel
from articles.querysets import ArticlePageQuerySet, IssuePageManager
from portal.access.models import Release
from portal.core.cache.recording import shows, shows_all
from portal.core.editing.blocks import BodyField
from portal.core.editing.months import MonthInput
from portal.core.editing.panels import FindingsPanel, WarningsPanel
from portal.core.models import BasePage
from portal.core.pages.listing import listed_below, listed_in
from portal.core.pages.paging import Paging, asked_year

MOST_LEAVES = 24
DOSSIERS = 24


class MagazinePage(BasePage):
    """The magazine: its current issue, then the others, year by year."""

    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parameters = ("page", "year")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.IssuePage", "articles.ArticlePage", "articles.DossierPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("magazine")

    def get_context(self, request, *args, **kwargs) -> dict:
        issues = listed_below(IssuePage.objects.for_cards(), self).latest_first()
        year = asked_year(request)
        years = issues.years()
        if year is not None and year not in years:
            raise Http404
        kept, within, current = {}, "", None
        if year is None:
            current = issues.first()
            issues = issues.exclude(pk=current.pk) if current else issues
        else:
            issues, kept, within = issues.filter(month__year=year), {"year": str(year)}, str(year)
        listing = Paging(request, issues, kept=kept, within=within)
        shown = {"listing": listing, "by_year": _by_year(listing.items), "years": years, "year": year}
        if listing.number == 1 and year is None:
            dossiers = listed_below(DossierPage.objects.for_cards(), self).latest_first()
            shown |= {"current": current, "dossiers": dossiers[:DOSSIERS]}
        return {**super().get_context(request), **shown}


def _by_year(issues: list["IssuePage"]) -> list[tuple[int, list["IssuePage"]]]:
    return [(year, list(some)) for year, some in groupby(issues, key=lambda issue: issue.month.year)]


class Season(models.TextChoices):
    SPRING = "spring", _("spring")
    SUMMER = "summer", _("summer")
    AUTUMN = "autumn", _("autumn")
    WINTER = "winter", _("winter")


class IssuePage(BasePage):
    """One printed issue: its number, when it appeared, its cover and editorial, and what stands in it."""

    number = models.PositiveSmallIntegerField(_("number"))
    month = models.DateField(_("month of publication"), help_text=_("For instance “October 2026” or 10/2026."))
    season = models.CharField(
        _("season"),
        max_length=6,
        choices=Season.choices,
        blank=True,
        help_text=_("Shown instead of the month, with the same year. Empty: the month is shown."),
    )
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("cover")
    )
    pdf = models.ForeignKey(
        "core.PortalDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="issues",
        verbose_name=_("PDF of the printed issue"),
        help_text=_("Downloaded by those the release admits."),
    )
    leafed = models.PositiveSmallIntegerField(
        _("pages to leaf through"),
        default=0,
        validators=[MaxValueValidator(MOST_LEAVES)],
        help_text=_("So many of its first pages are shown to everybody, as pictures. 0: none."),
    )
    introduction = models.TextField(_("introduction"), blank=True)
    editorial = BodyField(verbose_name=_("editorial"), help_text=_("Always public."))
    editorial_author = models.ForeignKey(
        "core.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author of the editorial"),
    )

    gated_fields = ("pdf",)
    translated = ("introduction", "editorial")
    shared = ("number", "month", "season", "cover", "pdf", "leafed", "editorial_author")
    parent_page_types = ["articles.MagazinePage"]
    subpage_types = ["articles.ArticlePage"]
    content_panels = [
        WarningsPanel("warnings"),
        FindingsPanel(),
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("number"), FieldPanel("month", widget=MonthInput), FieldPanel("season")],
                ),
                FieldPanel("cover"),
            ],
            heading=_("Issue"),
        ),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("pdf"), FieldPanel("leafed")], heading=_("Printed issue")),
        MultiFieldPanel([FieldPanel("editorial"), FieldPanel("editorial_author")], heading=_("Editorial")),
        ContentsPanel(),
    ]
    base_form_class = IssueForm

    objects = IssuePageManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("issue")
        indexes = [models.Index(fields=["number", "page_ptr"], name="issue_latest")]

    def new_release(self) -> Release:
        """The printed issue is the members' until somebody opens it further; the page itself is always public."""
        return Release(members_at=timezone.now())

    def warnings(self) -> list[str]:
        """What may be a slip, and what the worker could not read."""
        alike = IssuePage.objects.filter(number=self.number).exclude(translation_key=self.translation_key)
        said = gettext("There is another issue No. %(number)s: “%(title)s”.")
        found = [said % {"number": other.number, "title": other.get_admin_display_title()} for other in alike[:1]]
        read = ReadPdf.objects.filter(document=self.pdf_id).first()
        return [*found, read.get_problem_display()] if read and read.problem else found

    def withhold(self) -> None:
        """Its first pages are shown even then."""
        self.leafed_of = self.pdf_id
        super().withhold()

    @property
    def period(self) -> str:
        """When it appeared, as its cover says it: October 2026, autumn 2026."""
        if not self.season:
            return date_format(self.month, "F Y")
        return f"{Season(self.season).label} {self.month.year}"

    def articles(self) -> models.QuerySet[ArticlePage]:
        shows(contents_key(self.translation_key))
        return ArticlePage.objects.printed_in(self).for_contents()

    def placed(self) -> ArticlePageQuerySet:
        """Its articles for who makes it: those that are not online yet too."""
        below = self._get_children_path_interval(self.path)
        placed = ArticlePage.objects.placed_there(self.pk, *below).filter(locale=self.locale_id)
        return placed.for_contents()  # type: ignore[no-any-return]

    def first_articles(self) -> models.QuerySet[ArticlePage]:
        return self.articles()[:5]

    def contents(self) -> list[tuple[Rubric | None, list[ArticlePage]]]:
        """By section, in the order of the first article of each; what is in none stands where it stands on paper."""
        sections: dict[int | None, list[ArticlePage]] = {}
        for article in self.articles():
            sections.setdefault(article.rubric_id, []).append(article)
        return [(articles[0].rubric, articles) for articles in sections.values()]

    def get_context(self, request, *args, **kwargs) -> dict:
        before, after = listed_in(IssuePage.objects.all(), self.locale_id).next_to(self.number)
        shown = {"contents": self.contents(), "before": before, "after": after, **self._printed()}
        return {**super().get_context(request), **shown}

    def _printed(self) -> dict:
        """How many pages its PDF has, and those that everybody leafs through."""
        shows_all(ReadPdf)
        shows_all(Leaf)
        leaves = self.leaves().select_related("image").prefetch_related("image__renditions")
        read = ReadPdf.objects.filter(document=getattr(self, "leafed_of", self.pdf_id)).first()
        return {"pages_in_print": read.pages if read else 0, "leaves": leaves if read else []}

    def leaves(self) -> models.QuerySet[Leaf]:
        """Those that everybody leafs through once it is online."""
        return Leaf.objects.filter(read__document=getattr(self, "leafed_of", self.pdf_id), number__lte=self.leafed)
