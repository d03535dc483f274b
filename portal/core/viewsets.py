from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail.snippets.widgets import AdminSnippetChooser

from portal.core.editing.replacing import SnippetEditView
from portal.core.models import Person, Topic


class PersonFilterForm(BaseFilterForm):
    """By name, with or without its accents."""

    q = forms.CharField(label=_("Name"), required=False)

    def filter(self, people: QuerySet) -> QuerySet:
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        matching = Q(name__icontains=self.search_query)
        if plain := slugify(self.search_query):
            matching |= Q(slug__icontains=plain)
        return people.filter(matching) if self.is_searching else people


class PersonChooseView(ChooseView):
    filter_form_class = PersonFilterForm
    page_subtitle = ""


class PersonChooseResultsView(ChooseResultsView):
    filter_form_class = PersonFilterForm


class PersonChooserViewSet(SnippetChooserViewSet):
    """Found by their name, or added at once by whoever may."""

    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    form_fields = ["name", "role_fr", "role_en"]
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose somebody else")
    edit_item_text = _("Edit this person")
    creation_tab_label = create_action_label = _("Add a person")

    @cached_property
    def widget_class(self) -> AdminSnippetChooser:
        widget = super().widget_class
        widget.choose_one_text = self.choose_one_text
        widget.choose_another_text = self.choose_another_text
        widget.link_to_chosen_text = self.edit_item_text
        return widget


class PersonViewSet(SnippetViewSet):
    model = Person
    edit_view_class = SnippetEditView
    chooser_viewset_class = PersonChooserViewSet
    icon = "user"
    list_display = ["name", "role_fr"]
    search_fields = ["name"]
    list_per_page = 50


class TopicViewSet(SnippetViewSet):
    model = Topic
    edit_view_class = SnippetEditView
    icon = "tag"
    list_display = ["label_fr", "label_en"]
    search_fields = ["label_fr", "label_en"]


class PublicationGroup(SnippetViewSetGroup):
    items = (PersonViewSet, TopicViewSet)
    menu_label = _("People and topics")
    menu_icon = "group"
    menu_order = 310
