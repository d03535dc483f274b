"""The editor's views of letters: the list, the text with its pieces, and the screen from which one goes out."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.views.generic import CreateView, DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from members.models import User
from portal.core.editing.replacing import RowEditView
from portal.letters.emails import nobody, write_letter
from portal.letters.forms import ScheduleForm
from portal.letters.models import Letter
from portal.letters.pieces import missing_of
from portal.letters.services import sending


class StaffRequest(HttpRequest):
    user: User  # type: ignore[assignment]


def _editors_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def checked(request: StaffRequest, **kwargs) -> HttpResponse:
        if not request.user.has_perm("letters.change_letter"):
            raise PermissionDenied
        return view(request, **kwargs)

    return checked


def _take(letter: Letter, by: User) -> str:
    count = sending.take_what_is_new(letter_id=letter.pk, by=by)
    if not count:
        return _("Nothing of this kind was published since the last letter, or the letter is full.")
    text = ngettext("%(count)s piece is added.", "%(count)s pieces are added.", count)
    return text % {"count": count}


def _test(letter: Letter, by: User) -> str:
    sending.send_test(letter_id=letter.pk, by=by)
    return _("A test is on its way to %(email)s.") % {"email": by.email}


def _put_back(letter: Letter, by: User) -> str:
    sending.put_back(letter_id=letter.pk, by=by)
    return _("The letter is a draft again.")


def _pause(letter: Letter, by: User) -> str:
    sending.pause_letter(letter_id=letter.pk, by=by)
    return _("Nobody more is written to; the messages that are written already still leave.")


def _resume(letter: Letter, by: User) -> str:
    sending.resume_letter(letter_id=letter.pk, by=by)
    return _("It goes on where it stopped.")


DEEDS: dict[str, Callable[[Letter, User], str]] = {
    "take": _take,
    "test": _test,
    "put_back": _put_back,
    "pause": _pause,
    "resume": _resume,
}


@_editors_view
def screen(request: StaffRequest, pk: int) -> HttpResponse:
    """One letter with what may be done with it. What leaves at once, and can't be taken back, is asked about first."""
    letter = get_object_or_404(Letter, pk=pk)
    sends = request.POST.get("deed") == "send"
    form = ScheduleForm(request.POST if sends else None)
    readers = sending.expected(letter, timezone.now()) if letter.sent_at is None else 0
    asks = bool(sends and readers and "sure" not in request.POST and form.is_valid() and not form.cleaned_data["at"])
    if request.method == "POST" and not asks:
        done = ""
        try:
            done = _do(letter, request, form)
        except sending.NotNow as refusal:
            messages.error(request, str(refusal))
        if done:
            messages.success(request, done)
        if done or not sends:
            return redirect("letter:screen", pk)
    context = {
        "letter": letter,
        "form": form,
        "readers": readers,
        "asks": asks,
        "progress": letter.progress() if letter.begun_at else [],
        "missing": list(missing_of(letter)),
        "languages": ["fr", "en"],
        "header_title": str(letter),
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("letter:index"), "label": _("Letters")},
            {"url": "", "label": str(letter)},
        ],
    }
    return render(request, "letters/admin/letter.html", context)


def _do(letter: Letter, request: StaffRequest, form: ScheduleForm) -> str:
    """What is done, in words; "" where the form says why it isn't, or nothing was asked."""
    if request.POST.get("deed") == "send":
        return _send(letter, request.user, form) if form.is_valid() else ""
    deed = DEEDS.get(request.POST.get("deed", ""))
    return deed(letter, request.user) if deed else ""


def _send(letter: Letter, by: User, form: ScheduleForm) -> str:
    at = form.cleaned_data["at"]
    sending.schedule_letter(letter_id=letter.pk, at=at, by=by)
    if at is None:
        return _("The letter goes out now.")
    return _("The letter goes out on %(moment)s.") % {"moment": date_format(timezone.localtime(at), "DATETIME_FORMAT")}


@require_safe
@_editors_view
def preview(request: StaffRequest, pk: int, language: str) -> HttpResponse:
    """The message itself, for a frame."""
    letter = get_object_or_404(Letter, pk=pk)
    reader = nobody("en" if language == "en" else "fr")
    return HttpResponse(write_letter(letter, to=reader, on_trial=True, on_screen=True).html)


class LetterCreateView(CreateView):
    def get_success_url(self) -> str:
        return reverse("letter:screen", args=[self.object.pk])


class BeforeItGoesOut:
    """A letter that went out is only shown."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        letter = get_object_or_404(Letter, pk=kwargs["pk"])
        if not letter.can_change:
            return redirect("letter:screen", letter.pk)
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except sending.NotNow as refusal:
            messages.error(request, str(refusal))
            return redirect("letter:screen", letter.pk)


class LetterEditView(BeforeItGoesOut, RowEditView):
    def save_instance(self) -> Letter:
        self.has_content_changes = self.form.has_changed()
        return sending.change_letter(letter=self.form.instance, save=self.form.save)

    def get_success_url(self) -> str:
        return reverse("letter:screen", args=[self.object.pk])


class LetterDeleteView(BeforeItGoesOut, DeleteView):
    pass


class LetterViewSet(ModelViewSet):
    model = Letter
    name = "letter"
    icon = "mail"
    menu_label = gettext_lazy("Letters")
    menu_order = 240
    add_to_admin_menu = True
    add_view_class = LetterCreateView
    edit_view_class = LetterEditView
    delete_view_class = LetterDeleteView
    copy_view_enabled = False
    list_display = ["__str__", "kind", "state", "send_at", "addressed"]
    list_filter = ["kind", "state"]
    search_fields = ["subject_fr", "subject_en"]
    panels = [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("subject_fr"), FieldPanel("subject_en")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("introduction_fr"), FieldPanel("introduction_en")])],
            heading=gettext_lazy("Introduction"),
        ),
        InlinePanel(
            "pieces",
            [
                PageChooserPanel(
                    "page",
                    page_type=[
                        "articles.ArticlePage",
                        "articles.NewsPage",
                        "articles.IssuePage",
                        "studies.StudyPage",
                        "events.EventPage",
                    ],
                )
            ],
            heading=gettext_lazy("Pieces"),
            label=gettext_lazy("Piece"),
            help_text=gettext_lazy(
                "Each reader gets them in their language where they are translated: title, summary and link."
            ),
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", screen, name="screen"),
            path("<int:pk>/preview/<str:language>/", preview, name="preview"),
        ]
