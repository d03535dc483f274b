"""Two savings of one page at once: by two people, in two tabs, by the editor itself beside a button that is pressed.

Wagtail asks before a newer version is replaced, but only in the browser, which hears of one ten seconds later at worst;
and its server reads two forms sent together as if each were alone.
"""

import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, set_query_params
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import Page

from portal.core.pages.forms import key_sent
from portal.core.pages.rows import Incomplete


def _alone(request: HttpRequest, page_id: int, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What is sent waits for what was sent about that page before; a refused publication keeps its draft."""
    if request.method != "POST":
        return answer()
    with transaction.atomic():
        Page.objects.filter(pk=page_id).order_by().select_for_update(no_key=True).values_list("pk").first()
        try:
            return answer()
        except Incomplete as incomplete:
            refusal = incomplete
    raise refusal


class SaveView(EditView):
    """Asks before it replaces what was saved since its form was opened; what was typed stays in the form."""

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs) -> HttpResponse:
        dispatch = super().dispatch
        return _alone(request, page_id, lambda: dispatch(request, page_id, **kwargs))

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        may_replace = self.expects_json_response or "replace_newer" in request.POST
        if self.page.alias_of_id or may_replace or not self.is_out_of_date:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        self.has_unsaved_changes = True
        self.autosave_enabled = False
        latest = messages.button(self.get_edit_url(), gettext("See that version"), new_window=True)
        messages.warning(request, self._what_is_newer(), buttons=[latest])
        return self.render_to_response(self.get_context_data())

    def _what_is_newer(self) -> str:
        sentence = gettext(
            "Nothing is saved yet: after you opened this page, another version of it was saved, at %(time)s by "
            "%(person)s. What you typed is still here: save it again to put it in the place of that version, which "
            "stays in the history."
        )
        at, user = localtime(self.latest_revision.created_at), self.latest_revision.user
        return sentence % {
            "time": f"{at:%H:%M}",
            "person": get_user_display_name(user) if user else gettext("the portal"),
        }


class SaveEarlierView(RevisionsRevertView, SaveView):
    """An earlier version, put in the place of the latest."""


class SaveAgainView(SaveView):
    """The form of a new page, sent once more: what it says now takes the place of what the page was made of."""

    def get_object(self) -> Page:
        page = super().get_object()
        for relation in get_all_child_relations(page):
            getattr(page, relation.get_accessor_name()).clear()
        return page

    @cached_property
    def is_out_of_date(self) -> bool:
        if "overwrite_revision_id" in self.request.POST:
            return super().is_out_of_date
        return self.real_page_record.revisions.count() > 1

    def save_action(self) -> HttpResponse:
        """The editor goes on at the page's own address."""
        response = super().save_action()
        if not isinstance(response, JsonResponse) or response.status_code != 200:
            return response
        url = self.get_edit_url()
        answer = json.loads(response.content)
        return JsonResponse(
            answer | {"url": url, "hydrate_url": set_query_params(url, {"_w_hydrate_create_view": "1"})}
        )


class MakeView(CreateView):
    """Makes the page of a form once, however often the form is sent, and one page at a time in each place."""

    def dispatch(self, request: HttpRequest, app_label: str, model_name: str, parent_page_id: int) -> HttpResponse:
        dispatch = super().dispatch

        def answer() -> HttpResponse:
            if made := self._made(parent_page_id, app_label, model_name):
                return SaveAgainView.as_view()(request, page_id=made.pk)
            return dispatch(request, app_label, model_name, parent_page_id)

        return _alone(request, parent_page_id, answer)

    def _made(self, parent_page_id: int, app_label: str, model_name: str) -> Page | None:
        key = key_sent(self.request.POST)
        own = Page.objects.filter(owner=self.request.user, translation_key=key) if key else Page.objects.none()
        kind = own.filter(content_type__app_label=app_label, content_type__model=model_name).first()
        return kind if kind and kind.get_parent().pk == parent_page_id else None
