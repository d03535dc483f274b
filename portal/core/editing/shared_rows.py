from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from portal.core.editing.replacing import RowEditView


class SharedRowPolicy(ModelPermissionPolicy):
    """A row that a page makes is edited, never added or deleted by hand."""

    def user_has_permission(self, user, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class SharedRowEditView(RowEditView):
    """Once its facts are saved, the editor is back at the page they belong to."""

    success_message = gettext_lazy("The facts are saved.")

    def get_success_url(self) -> str:
        page = self.object.page()
        return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else super().get_success_url()


class SharedRowViewSet(ModelViewSet):
    """The editor of the facts that a page shares with its translations."""

    edit_view_class = SharedRowEditView
    copy_view_enabled = False

    @property
    def permission_policy(self) -> SharedRowPolicy:
        return SharedRowPolicy(self.model)
