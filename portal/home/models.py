from datetime import timedelta
from typing import cast

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from articles.models import ArticlePage, IssuePage, NewsPage
from events.models import EventPage
from members.models import Plan
from portal.access.decision import Decision
from portal.access.middleware import ViewerRequest
from portal.core.cache.recording import shows_all
from portal.core.editing.blocks import BodyField
from portal.core.editing.panels import FindingsPanel
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.chrome import chrome_for
from portal.core.models import BasePage
from portal.core.pages.listing import listed_in
from portal.home.emails import pass_on
from portal.home.forms import ContactForm
from studies.models import StudyPage

MESSAGES = Limit("contact", 10, timedelta(hours=1))


class HomePage(BasePage):
    lead = models.ForeignKey(
        "articles.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead article"),
        help_text=_("Empty: the most recent one."),
    )

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Who the association is, in a sentence or two; shown while no article is published."),
    )

    is_searched = False
    shared = ("lead",)
    translated = ("introduction",)
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs) -> dict:
        """Each part is read where the template shows it, which keeps it apart from the others."""
        here = {"locale": self.locale_id}
        parts = {
            "lead_article": self.lead_article,
            "news": lambda: listed_in(NewsPage.objects.for_cards(), self.locale_id).leading(4),
            "issue": lambda: listed_in(IssuePage.objects.for_cards(), self.locale_id).latest_first().first(),
            "study": lambda: StudyPage.objects.live().filter(**here).latest().first(),
            "events": lambda: list(EventPage.objects.live().filter(**here).soonest(timezone.now(), 4)),
        }
        read_late = {name: SimpleLazyObject(read) for name, read in parts.items()}
        return {**super().get_context(request), "is_home": True, **read_late}

    def lead_article(self) -> ArticlePage | None:
        """The chosen article in this page's language, else the most recent one; neither before its own day."""
        articles = ArticlePage.objects.for_cards().latest_first()
        if self.lead_id:
            keys = ArticlePage.objects.filter(pk=self.lead_id).order_by().values("translation_key")
            chosen = articles.live().filter(translation_key__in=keys, locale=self.locale_id).first()
            if chosen:
                return chosen
        return listed_in(articles, self.locale_id).first()


class StandardPage(BasePage):
    """About, legal notice, privacy, accessibility statement, how to join."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = BodyField(verbose_name=_("text"))

    translated = ("introduction", "body")
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [FindingsPanel(), *BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")

    def get_context(self, request, *args, **kwargs) -> dict:
        join = chrome_for(request).join
        may_join_here = join is not None and join.url == self.get_url(request)
        shows_all(Plan)
        plans = list(Plan.objects.offered()) if may_join_here else []
        return {**super().get_context(request), "may_join_here": may_join_here, "plans": plans}


class ContactPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)
    recipient = models.EmailField(_("messages go to"), help_text=_("Not shown to visitors."))

    is_for_all = False
    translated = ("introduction",)
    shared = ("recipient",)
    parameters = ("topic", "sent")
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("recipient")]

    class Meta:
        verbose_name = _("contact page")

    def respond(self, request: ViewerRequest, decision: Decision) -> HttpResponse:
        form = ContactForm(
            request.POST if request.method == "POST" else None, initial={"topic": request.GET.get("topic", "")[:150]}
        )
        if form.is_valid() and self._take(request, form):
            return redirect(f"{request.path}?sent=1")
        response = cast(TemplateResponse, super().respond(request, decision))
        response.context_data = {**(response.context_data or {}), "form": form, "sent": "sent" in request.GET}
        return response

    def _take(self, request: HttpRequest, form: ContactForm) -> bool:
        """Pass a message on, unless there are too many from one place; a robot is thanked and not heard."""
        if form.is_from_a_robot:
            return True
        if slowed_down(request, MESSAGES):
            form.add_error(None, gettext("Too many messages came from your network. Please try again in an hour."))
            return False
        fields = ("name", "email", "topic", "message")
        with transaction.atomic(durable=True):
            pass_on(recipient=self.recipient, **{name: form.cleaned_data[name] for name in fields})
        return True
