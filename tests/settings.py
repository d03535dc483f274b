"""The portal's settings for its tests: nothing leaves the process, tasks run at once, passwords hash fast."""

import os
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "not-a-secret-in-tests-but-long-enough-for-every-check-there-is"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["HTTPS"] = "false"
os.environ["DEBUG"] = "false"
os.environ["DEMO"] = "true"
os.environ["CACHE_URL"] = ""
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["BASE_URL"] = "http://testserver"
os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or str(Path(tempfile.gettempdir()) / "portal-tests")
Path(os.environ["DATA_DIR"]).mkdir(exist_ok=True)

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATA_DIR, DATABASES, STORAGES, env  # noqa: E402

if not env("DATABASE_URL", default=""):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
TASKS = {"default": {"BACKEND": "tests.factories.tasks.AtOnceBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
(DATA_DIR / "static").mkdir(exist_ok=True)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MEDIA_ROOT = DATA_DIR / f"media-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
CACHE_DIR = DATA_DIR / f"cache-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
