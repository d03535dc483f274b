"""Every page type of a running portal through the W3C's HTML checker; fails on the first error it finds anywhere."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from demonstration import addresses

CHECKER = "vnu-jar@26.9.27"
# Safari forgets that a list is one when its bullets are gone: the role says it again.
ACCEPTED = ".*“list” role is unnecessary.*"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("portal", help="address of a running portal, such as http://127.0.0.1:8000")
    portal = arguments.parse_args().portal
    npm, java = (shutil.which(name) or sys.exit(f"{name} is missing.") for name in ("npm", "java"))
    with tempfile.TemporaryDirectory() as folder:
        install = [npm, "install", "--silent", "--no-save", "--ignore-scripts", f"--prefix={folder}", CHECKER]
        subprocess.run(install, check=True)
        checker = next(Path(folder).rglob("vnu.jar"))
        pages = save_pages(portal, Path(folder))
        check = [java, "-jar", checker, "--format", "json", "--filterpattern", ACCEPTED, *pages]
        done = subprocess.run(check, capture_output=True, text=True)
    messages = json.loads(done.stderr)["messages"]
    for message in messages:
        print(f"{Path(message['url']).stem}:{message.get('lastLine')} {message['type']}: {message['message']}")
        print(f"    {message.get('extract', '').strip()}")
    errors = sum(message["type"] == "error" for message in messages)
    print(f"{len(pages)} pages, {errors} errors, {len(messages) - errors} other messages")
    return int(errors > 0)


def save_pages(portal: str, folder: Path) -> list[Path]:
    """The checker reads files: so it also sees the page that answers 404."""
    saved = []
    for name, url in (addresses(portal) | {"missing": f"{portal.rstrip('/')}/introuvable/"}).items():
        try:
            answer = urllib.request.urlopen(url)  # noqa: S310 - the address given by hand
        except urllib.error.HTTPError as error:
            answer = error
        saved.append(folder / f"{name}.html")
        saved[-1].write_bytes(answer.read())
    return saved


if __name__ == "__main__":
    sys.exit(main())
