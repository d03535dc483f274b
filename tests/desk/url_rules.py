"""Who gets into which URL: the longest beginning of a URL's name that is listed here counts."""

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
    "portal_charts": NOBODY,  # an event has none
    "portal_paste": STAFF,
    "rubrics:": EDITORS,
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
    **dict.fromkeys(("registration:", "roster_admin:attendees", "feedback_survey"), REGISTRATIONS),
    # What did not arrive: a message about a registration
    "message:": REGISTRATIONS | MEMBERSHIPS | BILLING,
    "message:edit": REGISTRATIONS,
    # Addresses
    "wagtailredirects:": EDITORS,
    "link:": WITH_PAGES,
    "desk_reads:": WITH_PAGES,
    "desk_drafts:": EVENTS,
    "desk:": NOBODY,
    "desk_due": WITH_PAGES,
    "desk_reads:page": EVENTS,
    "invoice:": BILLING,
    "letter:": EDITORS,
    "desk_seeing:": MEMBERSHIPS | EDITORS,
    # People and settings
    **dict.fromkeys(("memberships:", "seats:", "roster_admin:", "desk_rights:", "what_they_read"), MEMBERSHIPS),
    **dict.fromkeys(("organisation_figures", "application:", "organisations:", "plans:"), MEMBERSHIPS),
    "individual_memberships:": MEMBERSHIPS,
    **dict.fromkeys(("organisations:provider", "organisations:remove_provider"), ADMINISTRATORS),
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
    "account:own_invoices": SIGNED_IN,
    "account:copy": SIGNED_IN,
    "account:copy_given": NOBODY,
    "account:erase": SIGNED_IN,
    **dict.fromkeys(("account:erased", "privacy", "joining:", "members:"), EVERYONE),
    "joining:application": NOBODY,
    **dict.fromkeys(("own_sign_in", "openid_connect_callback"), NOBODY),  # tests/members/test_entrance.py
    "account_login": EVERYONE,
    "account_signup": EVERYONE,
    "mail_returned": NOBODY,
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
    **dict.fromkeys(("events:", "calendar:", "search:", "letters:", "following:"), EVERYONE),
    **dict.fromkeys(
        ("billing:", "events:registered", "events:door", "events:certificate", "events:feedback", "invoice:pdf"), NOBODY
    ),
    "letters:mine": SIGNED_IN,
    **dict.fromkeys(("letters:confirm", "letters:choices", "letters:stop"), NOBODY),
    "search:author": NOBODY,
    "search:topic": NOBODY,
    **dict.fromkeys(
        ("following:topic", "following:issue", "following:bibtex", "following:picture", "following:ris"), NOBODY
    ),
}
LEFT_ALONE = {
    "wagtailadmin_error_test",  # fails on purpose
    "wagtailadmin_logout",
    "account_logout",
    "account_sign_out_everywhere",
    "wagtail_localize:upload_pofile",  # takes a file, and fails without
    "admin/localize/translate/<int:translation_id>/preview/<str:mode>/",  # our pages have one mode
}
