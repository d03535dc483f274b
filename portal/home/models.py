from typing import cast

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import is_ratelimited
from wagtail.admin.panels import FieldPanel

from articles.models import ArticlePage, IssuePage, NewsPage
from events.models import EventPage
from portal.access.decision import Decision
from portal.access.middleware import ViewerRequest
from portal.core.blocks import BodyField
from portal.core.models import BasePage
from portal.home.emails import pass_on
from portal.home.forms import ContactForm
from studies.models import StudyPage


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

    shared = ("lead",)
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs) -> dict:
        issue = (
            IssuePage.objects.live().filter(locale=self.locale_id).select_related("cover").order_by("-number").first()
        )
        return {
            **super().get_context(request),
            "is_home": True,
            "lead_article": self.lead_article(),
            "news": NewsPage.objects.live()
            .filter(locale=self.locale_id)
            .defer("opening", "body")
            .order_by("-web_date", "-path")[:4],
            "issue": issue,
            "issue_articles": issue.articles()[:5] if issue else [],
            "study": StudyPage.objects.live()
            .filter(locale=self.locale_id)
            .defer("findings", "results")
            .order_by("-study__published_on", "-path")
            .first(),
            "events": EventPage.objects.live()
            .filter(locale=self.locale_id, event__ends_at__gte=timezone.now())
            .with_event()
            .order_by("event__starts_at")[:4],
        }

    def lead_article(self) -> ArticlePage | None:
        """The chosen article in this page's language, else the most recent one."""
        articles = (
            ArticlePage.objects.live()
            .filter(locale=self.locale_id)
            .select_related("release", "cover")
            .defer("opening", "body")
            .prefetch_related("bylines__person")
        )
        chosen = articles.filter(translation_key=self.lead.translation_key).first() if self.lead else None
        return chosen or articles.order_by("-web_date", "-path").first()


class StandardPage(BasePage):
    """About, legal notice, privacy, accessibility statement, how to join."""

    introduction = models.TextField(_("introduction"), blank=True)
    body = BodyField(verbose_name=_("text"))

    translated = ("introduction", "body")
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")


class ContactPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)
    recipient = models.EmailField(_("messages go to"), help_text=_("Not shown to visitors."))

    translated = ("introduction",)
    shared = ("recipient",)
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("recipient")]

    class Meta:
        verbose_name = _("contact page")

    def respond(self, request: ViewerRequest, decision: Decision) -> HttpResponse:
        form = ContactForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._take(request, form):
            return redirect(f"{request.path}?sent=1")
        response = cast(TemplateResponse, super().respond(request, decision))
        response.context_data = {**(response.context_data or {}), "form": form, "sent": "sent" in request.GET}
        return response

    def _take(self, request: HttpRequest, form: ContactForm) -> bool:
        """Pass a message on, unless there are too many from one place; a robot is thanked and not heard."""
        if form.is_from_a_robot:
            return True
        if is_ratelimited(request, group="contact", key="ip", rate="10/h", increment=True):
            form.add_error(None, gettext("Too many messages came from your network. Please try again in an hour."))
            return False
        fields = ("name", "email", "topic", "message")
        with transaction.atomic(durable=True):
            pass_on(recipient=self.recipient, **{name: form.cleaned_data[name] for name in fields})
        return True
