from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from wagtail.models import GroupPagePermission, PageViewRestriction  # noqa: TID251 - the one place that looks for them


@register(Tags.database)
def no_view_restriction(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """Wagtail's own page privacy would be a second store of who may read what."""
    for alias in databases or []:
        if PageViewRestriction._meta.db_table not in connections[alias].introspection.table_names():
            continue
        if PageViewRestriction.objects.using(alias).exists():
            return [
                Error(
                    "A page has a Wagtail view restriction.",
                    hint="Delete it and use the page's release instead.",
                    id="access.E001",
                )
            ]
    return []


@register(Tags.database)
def who_publishes_also_edits(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """Wagtail shows drafts to whoever publishes; here only who edits a page reads it before its time."""
    for alias in databases or []:
        if GroupPagePermission._meta.db_table not in connections[alias].introspection.table_names():
            continue
        rights = GroupPagePermission.objects.using(alias).values_list("permission__codename", "group", "page__path")
        edits = {(group, path) for codename, group, path in rights if codename == "change_page"}
        for codename, group, path in rights:
            if codename == "publish_page" and not any(g == group and path.startswith(p) for g, p in edits):
                return [
                    Error(
                        "A group may publish pages that it may not edit.",
                        hint="Give it the right to edit them too, or take the other away.",
                        id="access.E002",
                    )
                ]
    return []
