"""Every URL there is, asked for as each role: who gets in is declared here, and a URL that nobody classified fails."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from members.models import Plan
from portal.access.models import PreviewGrant
from portal.archive.models import Batch, Work
from portal.core.look.sitemap import STRETCH
from portal.core.models import Person, Topic
from portal.desk.roles import create_collection, create_roles, create_workflow
from portal.roster.models import Sheet
from studies.models import Concordance, Series
from tests.factories import surveys
from tests.factories.billing import printed_nowhere
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.mail import refused
from tests.factories.media import document, image
from tests.factories.members import ApplicationFactory, MembershipFactory, SeatFactory, UserFactory, member
from tests.factories.pages import article, event, study

VISITORS = ("anonymous", "member")
OFFICERS = ("writer", "editor", "events_organiser", "studies_officer", "membership_officer", "billing_officer")
ROLES = (*VISITORS, *OFFICERS, "administrator")

EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"anonymous"}
STAFF = EVERYONE - set(VISITORS)
WITH_PAGES = STAFF - {"membership_officer", "billing_officer"}
WITH_IMAGES = STAFF - {"billing_officer"}
PUBLISHERS = WITH_PAGES - {"writer"}
EVENTS = frozenset({"editor", "events_organiser", "administrator"})
REGISTRATIONS = EVENTS - {"editor"}
STUDIES = frozenset({"editor", "studies_officer", "administrator"})
EDITORS = frozenset({"editor", "administrator"})
MEMBERSHIPS = frozenset({"membership_officer", "administrator"})
BILLING = frozenset({"billing_officer", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()
"""Closed, or it needs a row that only exists in the middle of something."""

# Who gets into the URLs whose name begins so; the longer rule counts. Pages, files and releases are those of an event.
RULES = {
    "media": EVENTS,
    "favicon": EVERYONE,
    "robots": EVERYONE,
    "security_txt": EVERYONE,
    "sitemap": EVERYONE,
    "theme": EVERYONE,
    # The editor's own
    "wagtailadmin_home": STAFF,
    "wagtailadmin_account": STAFF,
    "wagtailadmin_api:pages": EVENTS,
    "wagtailadmin_api:pages:listing": STAFF,
    "wagtailadmin_api:pages:find": NOBODY,
    "wagtailadmin_api:": NOBODY,
    "wagtailadmin_api:documents:detail": EVENTS,
    "wagtailadmin_api:images:detail": EVENTS,
    "wagtailadmin_block_preview": NOBODY,
    "wagtailadmin_choose_": STAFF,
    "wagtailadmin_collections:": ADMINISTRATORS,
    "wagtailadmin_dismissibles": STAFF,
    "wagtailadmin_editing_sessions:ping": EVENTS,
    "wagtailadmin_editing_sessions:release": STAFF,
    "wagtailadmin_explore": WITH_PAGES,
    "wagtailadmin_javascript_catalog": EVERYONE,
    "wagtailadmin_login": NOBODY,
    "wagtailadmin_password_reset": NOBODY,
    "wagtailadmin_reports:": WITH_PAGES,
    "wagtailadmin_reports:locked_pages": ADMINISTRATORS,
    "wagtailadmin_reports:site_history": STAFF,
    "wagtailadmin_sprite": EVERYONE,
    "wagtailadmin_tag_": STAFF,
    "wagtailadmin_tag_model_autocomplete": NOBODY,
    "wagtailadmin_workflows:": ADMINISTRATORS,
    "wagtailadmin_workflows:add_task": NOBODY,
    "wagtailadmin_workflows:task_cho": STAFF,
    "wagtail_bulk_action": NOBODY,
    # Pages, their releases and their translations
    "wagtailadmin_pages:": EVENTS,
    "wagtailadmin_pages:choose_parent": STAFF,
    "wagtailadmin_pages:confirm_workflow_cancellation": STAFF,
    "wagtailadmin_pages:convert_alias": NOBODY,
    "wagtailadmin_pages:collect_workflow_action_data": NOBODY,
    "wagtailadmin_pages:lock": ADMINISTRATORS,
    "wagtailadmin_pages:move_confirm": STAFF,  # the question; the move itself is refused
    "wagtailadmin_pages:search": WITH_PAGES,
    "wagtailadmin_pages:set_privacy": NOBODY,
    "wagtailadmin_pages:type_use": WITH_PAGES,
    "wagtailadmin_pages:unlock": ADMINISTRATORS,
    "wagtailadmin_pages:workflow_action": NOBODY,
    "wagtailadmin_pages:workflow_history_detail": NOBODY,
    "wagtailadmin_pages:workflow_preview": NOBODY,
    "access_admin:": EVENTS,
    "portal_paste": STAFF,
    "articles_admin:from_document": EDITORS | {"writer"},
    "articles_admin:remarks": EDITORS,
    "wagtail_localize:": EVENTS,
    "wagtail_localize:convert_to_alias": NOBODY,
    "wagtail_localize:javascript_catalog": STAFF,
    "wagtail_localize:machine_translate": NOBODY,
    "wagtail_localize:snippets_api": NOBODY,
    "wagtail_localize:stop_translation": NOBODY,
    "wagtail_localize:submit_snippet_translation": NOBODY,
    "wagtail_localize:translations_report": STAFF,
    # Files
    "wagtaildocs:": EVENTS,
    "wagtaildocs:index": PUBLISHERS,
    "wagtaildocs:add": PUBLISHERS,
    "wagtaildocs:create_multiple": NOBODY,
    "wagtaildocs:delete_upload": NOBODY,
    "wagtaildocs_chooser:": STAFF,
    "wagtaildocs_chooser:chosen": EVENTS,
    "wagtaildocs_chooser:chosen_multiple": STAFF,
    "wagtaildocs_chooser:create": PUBLISHERS,
    "wagtailembeds:": STAFF,
    "wagtailimages:": EVENTS,
    **dict.fromkeys(("wagtailimages:index", "wagtailimages:add", "wagtailimages_chooser:create"), WITH_IMAGES),
    "wagtailimages:create_multiple": NOBODY,
    "wagtailimages:delete_upload": NOBODY,
    "wagtailimages:url_generator": NOBODY,
    "wagtailimages_chooser:": STAFF,
    "wagtailimages_chooser:chosen": EVENTS,
    "wagtailimages_chooser:chosen_multiple": STAFF,
    "wagtailimages_chooser:select_format": NOBODY,
    # What is shared between pages
    "wagtailsnippets:": NOBODY,
    "wagtailsnippets_core_person:": PUBLISHERS,
    "wagtailsnippets_core_person:add": WITH_PAGES,
    "wagtailsnippets_core_person:delete": EDITORS,
    "wagtailsnippets_core_person:history": WITH_PAGES,
    "wagtailsnippets_core_person:list": WITH_PAGES,
    "wagtailsnippets_core_topic:": EDITORS,
    "wagtailsnippetchoosers_": STAFF,
    "wagtailsnippetchoosers_core_person:create": WITH_PAGES,
    "wagtailsnippetchoosers_core_topic:create": EDITORS,
    **dict.fromkeys(("study:", "series:", "survey_admin:"), STUDIES),
    **dict.fromkeys(("application:add", "application:delete", "event:add", "event:delete"), NOBODY),
    **dict.fromkeys(("session:add", "session:delete"), NOBODY),
    **dict.fromkeys(("registration:add", "registration:delete", "study:add", "study:delete"), NOBODY),
    "archive_admin:": EDITORS,
    "register_of_processing": ADMINISTRATORS,
    **dict.fromkeys(("series:delete", "survey_admin:answers", "survey_admin:destroy"), STUDIES - {"editor"}),
    **dict.fromkeys(("event:", "session:"), EVENTS),
    "registration:": REGISTRATIONS,
    # What did not arrive: a message about a registration
    "message:": REGISTRATIONS | MEMBERSHIPS | BILLING,
    "message:edit": REGISTRATIONS,
    # Addresses
    "wagtailredirects:": EDITORS,
    "link:": WITH_PAGES,
    "invoice:": BILLING,
    "desk_seeing:": MEMBERSHIPS | EDITORS,
    # People and settings
    **dict.fromkeys(("memberships:", "seats:", "roster_admin:", "desk_rights:", "what_they_read"), MEMBERSHIPS),
    **dict.fromkeys(("organisation_figures", "application:", "organisations:", "plans:"), MEMBERSHIPS),
    "individual_memberships:": MEMBERSHIPS,
    **dict.fromkeys(("organisations:delete", "plans:delete", "individual_memberships:delete"), ADMINISTRATORS),
    "wagtailusers_users:": ADMINISTRATORS,
    "wagtailusers_users:index": MEMBERSHIPS,
    "wagtailusers_groups:": ADMINISTRATORS,
    "wagtaillocales:": ADMINISTRATORS,
    "wagtailsites:": ADMINISTRATORS,
    "wagtailsettings:": ADMINISTRATORS,
    "wagtailsettings:preview_on_edit": NOBODY,
    # The site
    "wagtail_serve": EVERYONE,
    "access:preview": NOBODY,
    "access:forget": EVERYONE,
    "account:": NOBODY,  # a delegate's, of their own organisation alone: tests/account/test_delegates.py
    "account:home": SIGNED_IN,
    "account:listed_person": SIGNED_IN,
    "account:copy": SIGNED_IN,
    "account:copy_given": NOBODY,
    "account:erase": SIGNED_IN,
    **dict.fromkeys(("account:erased", "privacy", "joining:", "members:"), EVERYONE),
    "joining:application": NOBODY,
    "account_login": EVERYONE,
    "account_signup": EVERYONE,
    "account_inactive": EVERYONE,
    "account_request_login_code": EVERYONE,
    "account_reset_password": EVERYONE,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email_verification_sent": NOBODY,
    "account_confirm_login_code": NOBODY,
    "usersessions_list": SIGNED_IN,
    "mfa_": SIGNED_IN,
    **dict.fromkeys(("mfa_login_webauthn", "mfa_reauthenticate_webauthn"), NOBODY),
    **dict.fromkeys(("mfa_edit_webauthn", "mfa_remove_webauthn"), NOBODY),
    "mfa_deactivate_totp": STAFF,
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_download_recovery_codes"), NOBODY),
    **dict.fromkeys(("events:", "search:"), EVERYONE),
    **dict.fromkeys(("billing:", "events:registered", "invoice:pdf"), NOBODY),
    "search:author": NOBODY,
    "search:topic": NOBODY,
}
LEFT_ALONE = {
    "wagtailadmin_error_test",  # fails on purpose
    "wagtailadmin_logout",
    "account_logout",
    "account_sign_out_everywhere",
    "wagtail_localize:upload_pofile",  # takes a file, and fails without
    "admin/localize/translate/<int:translation_id>/preview/<str:mode>/",  # our pages have one mode
}


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
    rows = {
        "wagtailadmin_api:pages": page,
        "wagtailadmin_api:documents": file,
        "wagtailadmin_api:images": site_image,
        "wagtailadmin_collections": file.collection,
        "wagtailadmin_workflows": workflow,
        "wagtailsettings": Site.objects.get(),
        "wagtailsnippets_core_person": Person.objects.create(name="Zoë Œuvrard"),
        "wagtailsnippets_core_topic": Topic.objects.create(slug="ecoute", label_fr="Écoute"),
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
def visitor(request, site) -> Client:
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
