"""The web worker: it starts with all its addresses, and without what few requests need."""
# ruff: noqa: E402 - what waits must be told before others load it

import gc
import os

from portal.core.waiting import do_without, wait_for_use

wait_for_use("sqlparse", "unittest.mock")  # of what Django does for commands and tests

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

wait_for_use("css_inline", "icalendar", "nh3", "polib", "py_svg_hush", "qrcode", "soupsieve")
wait_for_use("allauth.mfa.webauthn.internal.auth")  # whose cryptography only passkeys need
do_without("lxml", "pygments")  # which Beautiful Soup and rest_framework would load for nobody, where they are there
if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
    do_without("django.contrib.postgres.fields")  # PostgreSQL's driver, which rest_framework loads for these

gc.disable()
portal = get_wsgi_application()

from portal.core.cache.pages import PageCache
from portal.core.reads.counting import reads

application = PageCache(portal)
reads.begin()

get_resolver()._populate()  # type: ignore[attr-defined] # else the first visitor waits for it
gc.freeze()  # stays as long as the process: nobody need look at it, not even for the megabyte that could go
gc.enable()
