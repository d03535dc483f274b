"""Every form of the editor, every field that names a page or a file, every role: nobody chooses what is not theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.forms import BoundField, ModelForm
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.admin.viewsets import viewsets
from wagtail.blocks.base import BlockWidget
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Collection, Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from articles.models import ArticlePage, IssuePage
from members.models import User
from portal.access.choices import ChosenByOneself
from portal.access.choosing import ruled
from portal.core.files.media import PortalDocument, PortalImage
from portal.desk.roles import ROLES, create_roles
from tests.access.content import page_types
from tests.factories import media, pages
from tests.factories.members import UserFactory, member

SECRET = "kanari"


@dataclass
class Foreign:
    """What stands in a room that no role but the administrators' is at home in."""

    page: Page
    image: PortalImage
    document: PortalDocument

    def of(self, model: type) -> Any:
        if ruled(model) is Page:
            return self.page if model is Page else _draft(model)
        return {PortalImage: self.image, PortalDocument: self.document}[ruled(model)]


def _draft(model: type[Page]) -> Page:
    facts = {"number": 1, "month": date(2026, 1, 1)} if model is IssuePage else {}
    name = f"{SECRET}-{model.__name__}".lower()
    there = model.objects.filter(slug=name).first()
    return there or Page.get_first_root_node().add_child(
        instance=model(title=f"{SECRET} brouillon", slug=name, live=False, **facts)
    )


@pytest.fixture
def foreign(site) -> Foreign:
    hidden = Collection.get_first_root_node().add_child(name="Ailleurs")
    return Foreign(_draft(Page), *_secrets(hidden))


def _secrets(collection: Collection) -> tuple[PortalImage, PortalDocument]:
    files = (
        media.image(name=f"{SECRET}.png", collection=collection),
        media.document(name=f"{SECRET}.pdf", collection=collection),
    )
    for file in files:
        file.title = f"{SECRET} fichier"
        file.save()
    return files


def person(role: str) -> User:
    user = UserFactory()
    user.groups.add(create_roles()[role])
    return user


@cache
def admin_forms() -> dict[str, type[ModelForm]]:
    """The form of every page type, snippet, setting and row that has one, with all that its apps bring to it."""
    reverse("wagtailadmin_home")  # its addresses bring its rows' forms, and what each app adds to a form
    found = {model.__name__: model.get_edit_handler().get_form_class() for model in page_types()}
    found |= {model.__name__: get_setting_edit_handler(model).get_form_class() for model in settings_registry}
    for viewset in viewsets.viewsets:
        model, make = getattr(viewset, "model", None), getattr(viewset, "get_form_class", None)
        if make and model in OURS:
            found[model.__name__] = make(for_update=True)
    return found


OURS = [model for model in apps.get_models() if not model.__module__.startswith(("wagtail", "django"))]


def choosers(form: type[ModelForm]) -> Iterator[tuple[str, Any]]:
    """Each field that may name a page or a file, by its name in the form or as `relation.name`."""
    for name in form.base_fields:
        field = next((each for each in form._meta.model._meta.get_fields() if each.name == name), None)
        if field is not None and (hasattr(field, "stream_block") or _names_what_has_a_rule(field)):
            yield name, field
    for relation, formset in getattr(form, "formsets", {}).items():
        for name, field in choosers(formset.form):
            yield f"{relation}.{name}", field


def _names_what_has_a_rule(field: Any) -> bool:
    return bool((field.many_to_one or field.many_to_many) and ruled(field.related_model))


def sent(block: blocks.Block, foreign: Foreign) -> Any:
    """Form data for a block of any kind whose choosers all name what is another room's; None: it names nothing."""
    link = rich_text(
        f'<p>Voir <a linktype="page" id="{foreign.page.pk}">là</a> '
        f'et <a linktype="document" id="{foreign.document.pk}">là</a>.</p>',
        features=["link", "document-link"],
    )
    match block:
        case ImageBlock():
            return {"image": foreign.image.pk, "alt_text": "Une image", "decorative": ""}
        case DocumentChooserBlock() | blocks.PageChooserBlock():
            return foreign.of(block.model_class).pk
        case blocks.RichTextBlock():
            return link
        case blocks.StructBlock():
            children = {name: sent(child, foreign) for name, child in block.child_blocks.items()}
            return {name: value for name, value in children.items() if value is not None} or None
    return None


def streams(field: Any, foreign: Foreign) -> dict[str, dict]:
    """By the type of the block, a stream with one such block."""
    values = {name: sent(child, foreign) for name, child in field.stream_block.child_blocks.items()}
    return {name: streamfield([(name, value)]) for name, value in values.items() if value is not None}


NO_ROWS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def empty(form: type[ModelForm]) -> dict:
    """The least that a form can be sent with."""
    fields = {field.name: field for field in form._meta.model._meta.get_fields()}
    data: dict = {name: streamfield([]) for name in form.base_fields if hasattr(fields.get(name), "stream_block")}
    return data | dict.fromkeys(getattr(form, "formsets", {}), NO_ROWS)


def attempts(foreign: Foreign) -> Iterator[tuple[str, type[ModelForm], str, dict]]:
    """What to send to each form: one chooser at a time."""
    for model, form in admin_forms().items():
        for path, field in choosers(form):
            relation, _, name = path.rpartition(".")
            if hasattr(field, "stream_block"):
                values = streams(field, foreign)
            else:
                values = {"": foreign.of(field.related_model).pk}
            for block, value in values.items():
                data = {relation: NO_ROWS | {"TOTAL_FORMS": 1, "0": {name: value}}} if relation else {name: value}
                yield f"{model}.{path} {block}", form, path, nested_form_data(empty(form) | data)


def _what_it_shows(field: BoundField) -> Any:
    """Of a stream its blocks alone: what any may hold, which comes with them, takes half a minute for all of these."""
    widget = field.field.widget
    return widget.block_def.get_form_state(field.value()) if isinstance(widget, BlockWidget) else field


def refuses(form: ModelForm, path: str) -> bool:
    form.is_valid()
    relation, _, name = path.rpartition(".")
    part = form.formsets[relation].forms[0] if relation else form
    shown = str(_what_it_shows(part[name]))
    told = "n’existe pas ou ne vous est pas ouvert" in str(part.errors.get(name, ""))
    return told and SECRET not in shown


@pytest.mark.parametrize("role", ROLES)
def test_no_role_chooses_what_another_room_keeps(role, foreign):
    user = person(role)
    tried, wrong = 0, []
    for name, form_class, path, data in attempts(foreign):
        form = form_class(data, instance=form_class._meta.model(), for_user=user)
        if not refuses(form, path):
            wrong.append(name)
        tried += 1

    assert not wrong, "\n".join(wrong)
    assert tried >= 60


def test_an_administrator_chooses_anything(foreign):
    user = UserFactory(is_superuser=True)
    assert not [
        name
        for name, form_class, path, data in attempts(foreign)
        if refuses(form_class(data, instance=form_class._meta.model(), for_user=user), path)
    ]


def test_every_form_that_names_pages_or_files_asks():
    asking = {name for name, form in admin_forms().items() if list(choosers(form))}
    assert asking >= {"ArticlePage", "EventPage", "Study", "Organisation", "Person", "SiteSettings", "HomePage"}
    assert {name for name in asking if not issubclass(admin_forms()[name], ChosenByOneself)} == set()


# In full, as somebody would


def report(site) -> PortalDocument:
    """A study's report before its time, which its officers keep."""
    create_roles()
    keeps = Collection.objects.get(name="Études")
    document = media.document(name=f"{SECRET}-rapport.pdf", collection=keeps)
    pages.study(site, results=f'[{{"type": "download", "value": {{"document": {document.pk}, "label": "R"}}}}]')
    return document


def event_form(page, document: PortalDocument) -> dict:
    return nested_form_data(
        {
            "title": "Un titre neuf",
            "slug": page.slug,
            "standfirst": "Ce qui fut tapé",
            "programme": streamfield([("download", {"document": document.pk, "label": "Le rapport"})]),
            "materials": streamfield([]),
            "speakers": NO_ROWS,
            "comments": NO_ROWS,
            "action-publish": "action-publish",
        }
    )


def test_an_organiser_opens_no_report_through_a_programme(client, site):
    document, page = report(site), pages.event(site)
    client.force_login(person("events_organiser"))

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), event_form(page, document))

    html = response.content.decode()
    assert response.status_code == 200
    assert "vous est pas ouvert" in html
    assert "Ce qui fut tapé" in html
    assert "Le rapport" in html
    assert SECRET not in html
    assert Client().get(f"/media/{document.file.name}").status_code == 404


def test_a_preview_of_the_form_shows_it_no_more(client, site):
    document, page = report(site), pages.event(site)
    client.force_login(person("events_organiser"))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    client.post(preview, event_form(page, document))

    assert SECRET not in client.get(preview).content.decode()


def test_a_draft_saved_in_the_background_keeps_to_it_too(client, site):
    document, page = report(site), pages.event(site)
    client.force_login(person("events_organiser"))
    data = event_form(page, document)
    data.pop("action-publish")

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), data, headers={"accept": "application/json"}
    )

    assert not response.json()["success"]
    assert SECRET not in response.content.decode()
    page.refresh_from_db()
    assert "Un titre neuf" not in str(page.latest_revision.content)


def test_what_stood_there_before_stays(client, site):
    document, page = report(site), pages.event(site)
    page.programme = (
        f'[{{"type": "download", "id": "a", "value": {{"document": {document.pk}, "label": "Le rapport"}}}}]'
    )
    page.save_revision().publish()
    client.force_login(person("events_organiser"))

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), event_form(page, document))

    page.refresh_from_db()
    assert page.title == "Un titre neuf"


def test_a_membership_officer_makes_no_gated_picture_a_logo(client, site):
    create_roles()
    image = media.image(name=f"{SECRET}.png", collection=Collection.objects.get(name="Études"))
    organisation = member().seats.get().organisation
    client.force_login(person("membership_officer"))

    data = nested_form_data({"name": "Nom neuf", "logo": image.pk, "memberships": NO_ROWS})
    response = client.post(reverse("organisations:edit", args=[organisation.pk]), data)

    organisation.refresh_from_db()
    assert response.status_code == 200
    assert organisation.logo is None
    assert SECRET not in response.content.decode()


def test_who_may_choose_a_file_but_not_read_it_does_not_choose_it(client, site):
    """A writer's own collection holds a picture that only a members' article shows."""
    create_roles()
    image = media.image(name=f"{SECRET}.png", collection=Collection.objects.get(name="Site"))
    body = (
        f'[{{"type": "figure", "value": {{"image": {{"image": {image.pk}, "alt_text": "x", "decorative": false}}}}}}]'
    )
    pages.release(pages.article(site, body=body), members_at=pages.timezone.now())
    form_class = get_edit_handler(ArticlePage).get_form_class()
    form = form_class(
        nested_form_data(empty(form_class) | {"cover": image.pk}), instance=ArticlePage(), for_user=person("writer")
    )

    assert refuses(form, "cover")
