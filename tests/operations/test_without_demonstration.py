"""The portal as it is installed for real: nothing of the demonstration is there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import django
django.setup()
import sys
from django.core.management import get_commands
from django.urls import resolve
assert "demo" not in get_commands()
assert get_commands()["serve"] == "portal.operations"
assert resolve("/composants/").url_name == "wagtail_serve"
assert not [name for name in sys.modules if name.split(".")[0] == "demo"]
"""


def test_no_command_no_address_and_no_module_of_it(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    environment = kept | {"DJANGO_SETTINGS_MODULE": "portal.settings", "DATA_DIR": str(tmp_path), "DEMO": "false"}
    asked = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
