"""What a portal needs before it serves: its tables, cache and static files, each made only when missing."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page, Site

from articles.models import ArticlePage, NewsPage
from portal.desk.models import RoleGroup
from portal.desk.roles import ROLES, create_roles
from portal.search.indexing import rebuild
from portal.search.models import Entry


def prepare(say: Callable[[str], None]) -> None:
    """Bring database and static files up to date, and tell what takes time."""
    for folder in (settings.DATA_DIR, settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)
    if unapplied_migrations():
        say("Base de données… (une demi-minute) / Database… (half a minute)")
        call_command("migrate", interactive=False, verbosity=0)
        renew_roles()
        time_texts()
    call_command("createcachetable", verbosity=0)
    _answer_at(settings.BASE_URL)
    index_once(say)
    _collect_static_files(say)


def renew_roles() -> None:
    """Give the roles of a site that has them what this version gives them."""
    names = [role.name for role in ROLES.values()]
    if RoleGroup.objects.exists() or Group.objects.filter(name__in=names).exists():
        create_roles()


def time_texts() -> None:
    """Tell of texts that were there before it how long they take to read."""
    for model in (ArticlePage, NewsPage):
        for page in model.objects.filter(reading_minutes=0).select_related("locale").iterator(chunk_size=100):
            page.time_reading()
            if page.reading_minutes:
                page.save(update_fields=["reading_minutes"], clean=False)


def unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def index_once(say: Callable[[str], None]) -> None:
    """Let pages be found that were there before the search was."""
    if Page.objects.live().filter(depth__gt=2).exists() and not Entry.objects.exists():
        say("Recherche… / Search…")
        rebuild()


def _answer_at(base_url: str) -> None:
    """Wagtail writes links with the address it holds; the port may have changed since the last start."""
    address = urlsplit(base_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.get(is_default_site=True)
    if (site.hostname, site.port) != (address.hostname, port):
        site.hostname, site.port = address.hostname, port
        site.save()


def _collect_static_files(say: Callable[[str], None]) -> None:
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Fichiers statiques… / Static files…")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def _static_fingerprint() -> str:
    digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                digest.update(f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()
