"""The editor's views of an event's programme: all sessions in one table, and each at length."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from events.models import Event, Session
from events.services.programme import change_session, save_programme
from events.viewsets.concerns import ByItsClocks, StaffRequest
from events.viewsets.rows import PasteForm, ProgrammeTable, programme_table, with_rows_added
from portal.core.editing.replacing import RowEditView
from portal.core.editing.shared_rows import SharedRowPolicy


def edit(request: StaffRequest, event_id: int) -> HttpResponse:
    if not request.user.has_perm("events.change_event"):
        raise PermissionDenied
    event = get_object_or_404(Event.objects.with_page_title(), pk=event_id)
    with timezone.override(event.zone):
        if "paste" in request.POST or request.POST.get("pasted", "").strip():
            return _paste(request, event)
        if request.method == "POST":
            return _save(request, event)
        return _show(request, event, programme_table(event=event), PasteForm())


def _paste(request: StaffRequest, event: Event) -> HttpResponse:
    form = PasteForm(request.POST)
    rows = form.rows(event) if form.is_valid() else []
    if rows:
        form = PasteForm()
        sentence = ngettext(
            "%(count)s row is added to the table. Look it over, then save.",
            "%(count)s rows are added to the table. Look them over, then save.",
            len(rows),
        )
        messages.info(request, sentence % {"count": len(rows)})
    return _show(request, event, with_rows_added(request.POST, rows, event=event), form)


def _save(request: StaffRequest, event: Event) -> HttpResponse:
    table = programme_table(request.POST, event=event)
    if not table.is_valid():
        messages.error(request, _("Nothing is saved yet: correct what is marked."))
        return _show(request, event, table, PasteForm())
    rows = table.rows()
    try:
        save_programme(
            event_id=event.pk,
            sessions={number: row.instance for number, row in rows},
            speakers={number: row.cleaned_data["speakers"] for number, row in rows},
            shown=[row.instance.pk for row in table.initial_forms],
            removed=[row.instance.pk for row in table.deleted_forms if row.instance.pk],
            by=request.user,
        )
    except ProtectedError:
        messages.error(request, _("A session that somebody has chosen can’t be removed: nothing is saved."))
        return _show(request, event, table, PasteForm())
    messages.success(request, _("The programme is saved."))
    return redirect("event:programme", event.pk)


def _show(request: StaffRequest, event: Event, table: ProgrammeTable, paste: PasteForm) -> HttpResponse:
    title = _("Programme")
    context = {
        "event": event,
        "table": table,
        "paste": paste,
        "title": title,
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("event:index"), "label": _("Events")},
            {"url": reverse("event:edit", args=[event.pk]), "label": str(event)},
            {"url": "", "label": title},
        ],
    }
    return render(request, "events/admin/programme.html", context)


class SessionEditView(ByItsClocks, RowEditView):
    success_message = gettext_lazy("The session is saved.")

    def get_success_url(self) -> str:
        return reverse("event:programme", args=[self.object.event_id])

    def save_instance(self) -> Session:
        session = self.form.save(commit=False)
        change_session(session=session, by=self.request.user)
        self.has_content_changes = self.form.has_changed()
        return session


class SessionViewSet(ModelViewSet):
    """A session is added and removed in the table of its event; here it is told at length."""

    model = Session
    name = "session"
    icon = "list-ul"
    menu_label = gettext_lazy("Sessions")
    add_to_admin_menu = False
    copy_view_enabled = False
    edit_view_class = SessionEditView
    list_display = ["__str__", "event", "kind", "starts_at", "room"]
    list_filter = ["kind"]
    panels = [
        FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_en")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("room"), FieldPanel("capacity")]),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            ],
            heading=gettext_lazy("When and where"),
        ),
        FieldRowPanel([FieldPanel("description_fr"), FieldPanel("description_en")]),
        InlinePanel("people", heading=gettext_lazy("Speakers and moderators"), label=gettext_lazy("Person")),
        InlinePanel(
            "files",
            heading=gettext_lazy("Files"),
            label=gettext_lazy("File"),
            help_text=gettext_lazy("Open to whom the materials of the event’s page are open."),
        ),
    ]

    @property
    def permission_policy(self) -> SharedRowPolicy:
        """Whoever may change an event may change its sessions."""
        return SharedRowPolicy(Event)
