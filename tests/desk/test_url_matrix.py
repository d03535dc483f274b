"""Every URL there is, asked for as each role: url_rules says who gets in, and a URL that nobody classified fails."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from articles.models import Rubric
from events.models import EventLetter, Printout
from events.services.door import make_door_link
from members.models import IdentityProvider, Plan
from portal.access.models import PreviewGrant
from portal.archive.models import Batch, Work
from portal.core.files.collections import create_collection
from portal.core.look.sitemap import STRETCH
from portal.core.models import Person, Topic
from portal.desk.models import DraftLink, Remark
from portal.desk.roles import create_roles, create_workflow
from portal.roster.models import Sheet
from studies.models import Concordance, Series
from tests.desk.url_rules import LEFT_ALONE, ROLES, RULES
from tests.factories import surveys
from tests.factories.billing import printed_nowhere
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.letters import letter
from tests.factories.mail import refused
from tests.factories.media import document, image
from tests.factories.members import ApplicationFactory, MembershipFactory, SeatFactory, UserFactory, member
from tests.factories.pages import article, event, study


def classified(name: str) -> str | None:
    return max((rule for rule in RULES if name.startswith(rule)), key=len, default=None)


def routes(
    patterns: list, route: str = "", namespace: str = "", outer: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Route, full name and arguments of every URL that has a name."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        wanted = (*outer, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, here, inner, wanted)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield here, namespace + pattern.name, wanted


@pytest.fixture
def arguments(site) -> dict[str, object]:
    """For each argument a URL can take, an existing object: an event and its page, in the events' section."""
    page = event(site)
    site_image = image(collection=create_collection("Événements"))
    file = document(collection=create_collection("Événements"))
    seat = SeatFactory(organisation=MembershipFactory().organisation)
    registration = RegistrationFactory(event=page.event)
    source, _made = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    translation.save_target()
    workflow = create_workflow()
    series = Series.objects.create(name_fr="Baromètre")
    first, studied = (study(site, title=title).study for title in ("Première édition", "Deuxième édition"))
    for edition, each in enumerate((first, studied), 1):
        each.series, each.edition = series, edition
        each.save()
    surveys.source(first)
    sent = surveys.source(studied)
    Concordance.objects.create(survey=sent.survey, code="q1", earlier_survey=first.survey, earlier_code="q1")
    grant = PreviewGrant(release=page.release, note="Presse", expires_at=timezone.now() + timedelta(days=1))
    grant.make_token()
    grant.save()
    drafted = DraftLink.objects.create(page=page, note="Autrice", expires_at=grant.expires_at)
    remark = Remark.objects.create(link=drafted, text="À revoir")
    IdentityProvider.objects.create(organisation=seat.organisation, issuer="https://fournisseur.exemple.fr")
    rows = {
        "wagtailadmin_api:pages": page,
        "wagtailadmin_api:documents": file,
        "wagtailadmin_api:images": site_image,
        "wagtailadmin_collections": file.collection,
        "wagtailadmin_workflows": workflow,
        "wagtailsettings": Site.objects.get(),
        "wagtailsnippets_core_person": Person.objects.create(name="Zoë Œuvrard"),
        "wagtailsnippets_core_topic": Topic.objects.create(slug="ecoute", label_fr="Écoute"),
        "rubrics": Rubric.objects.create(label_fr="Enquête"),
        "organisations": seat.organisation,
        "account": seat.organisation,
        "application": ApplicationFactory(),
        "plans": Plan.objects.create(name_fr="Organisation"),
        "individual_memberships": MembershipFactory(organisation=None, user=UserFactory()),
        "study": studied,
        "series": series,
        "event": page.event,
        "session": SessionFactory(event=page.event),
        "registration": registration,
        "message": refused(about=registration),
        "invoice": printed_nowhere(),
        "letter": letter(),
        "wagtaillocales": translation.target_locale,
        "wagtailusers_users": seat.user,
        "wagtailusers_groups": Group.objects.first(),
        "wagtailsites": Site.objects.get(),
    }
    rows["wagtail_localize"] = rows["wagtailsnippets_core_person"]
    rows["wagtailsnippetchoosers_core_person"] = rows["wagtailsnippets_core_person"]
    rows["wagtailsnippetchoosers_core_topic"] = rows["wagtailsnippets_core_topic"]
    rows["wagtaildocs_chooser"], rows["wagtailimages_chooser"] = file, site_image
    return {
        "rows": rows,
        "name": site_image.file.name,
        "language": "fr",
        "kind": "names",
        "extension": "csv",
        "version": "0123456789ab",
        "stretch": page.pk // STRETCH,
        "page_id": page.pk,
        "parent_page_id": site["events"].pk,
        "page_to_move_id": page.pk,
        "destination_id": site["events"].pk,
        "page_pk": site["magazine"].pk,
        "magazine_id": site["magazine"].pk,
        "article_id": article(site, topics=[rows["wagtailsnippets_core_topic"]]).pk,
        "workflow_pk": workflow.pk,
        "content_type_app_name": "events",
        "content_type_model_name": "eventpage",
        "app_label": "events",
        "model_name": "eventpage",
        "app_name": "core",
        "action": "delete",
        "action_name": "copy",
        "revision_id": page.latest_revision_id,
        "task_id": workflow.tasks[0].pk,
        "document_id": file.pk,
        "doc_id": file.pk,
        "image_id": site_image.pk,
        "collection_id": file.collection_id,
        "filter_spec": "original",
        "release_id": page.release_id,
        "grant_id": grant.pk,
        "event_letter_id": EventLetter.objects.create(event=page.event, audience="confirmed", subject_fr="Objet").pk,
        "printout_id": Printout.objects.create(event=page.event, kind="sheet", language="fr").pk,
        "draft_link_id": remark.link_id,
        "remark_id": remark.pk,
        "link_id": make_door_link(event=page.event, note="Accueil", expires_at=grant.expires_at, by=None)[0].pk,
        "batch_id": Batch.objects.create(name="Ancien site", state=Work.CHECKED).pk,
        "sheet_id": Sheet.objects.create(title="adherents.csv", state="checked").pk,
        "translation_id": translation.pk,
        "translation_source_id": source.pk,
        "string_segment_id": StringSegment.objects.filter(source=source).first().pk,
        "seat_pk": seat.pk,
        "membership_pk": seat.organisation.memberships.get().pk,
        "user_id": seat.user_id,
        "organisation_id": seat.organisation_id,
        "event_id": page.event_id,
        "study_id": studied.pk,
        "source_id": sent.pk,
        "variable_id": sent.survey.variables.first().pk,
        "code": "q1",
        "publication_id": surveys.publish_tables(studied, public=False).pk,
        "object_id": page.pk,
        "redirect_id": Redirect.add_redirect("/ancienne/", redirect_to=page).pk,
        "letter_id": letter(begun_at=timezone.now()).pk,
        "token": registration.token,
        "receipt": "inconnu",
        "uidb36": "1",
        "key": "inconnu",
        "uidb64": "MQ",
    }


def address(name: str, wanted: tuple[str, ...], arguments: dict) -> str:
    if name == "wagtailadmin_pages:revisions_compare":
        return reverse(name, args=[arguments["page_id"], "live", "latest"])
    if name == "wagtail_serve":
        return "/"
    if name.startswith("wagtailsettings:"):
        arguments = {**arguments, "model_name": "sitesettings"}
    row = arguments["rows"].get(name.rpartition(":")[0])
    return reverse(name, kwargs={key: row.pk if row and key == "pk" else arguments.get(key, 0) for key in wanted})


def entered(client: Client, url: str) -> bool | None:
    """Whether the visitor gets something there; None: sent on to another URL, or it takes neither GET nor POST."""
    response = client.get(url)
    if response.status_code == 405:
        response = client.post(url)
    if response.status_code in (301, 302):
        refusals = (reverse("account_login"), reverse("wagtailadmin_login"))
        return False if response.url.startswith(refusals) or response.url == reverse("wagtailadmin_home") else None
    assert response.status_code < 500, url
    return None if response.status_code == 405 else response.status_code not in (403, 404)


@pytest.fixture
def visitor(request, site, monkeypatch) -> Client:
    """Only the administrator, who sees it all, has it drawn: who gets in is decided before."""
    if request.param != "administrator":
        monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    groups = create_roles()
    client = Client()
    if request.param == "member":
        client.force_login(member())
    elif request.param != "anonymous":
        user = UserFactory(is_superuser=request.param == "administrator")
        user.groups.set([groups[request.param]] if request.param in groups else [])
        client.force_login(user)
    return client


def test_every_url_is_classified():
    names = {name for _route, name, _wanted in routes(get_resolver().url_patterns)}
    assert {name for name in names - LEFT_ALONE if not classified(name)} == set()


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize(("role", "visitor"), [(role, role) for role in ROLES], indirect=["visitor"], ids=ROLES)
def test_each_role_gets_where_it_should_and_nowhere_else(role, visitor, arguments):
    wrong = []
    for route, name, wanted in routes(get_resolver().url_patterns):
        if {name, route} & LEFT_ALONE:
            continue
        before = transaction.savepoint()
        outcome = entered(visitor, address(name, wanted, arguments))
        transaction.savepoint_rollback(before)
        if outcome is not None and outcome != (role in RULES[classified(name)]):
            wrong.append(f"{'gets into' if outcome else 'is kept out of'} {name} ({route})")
    assert not wrong, "\n".join(wrong)
