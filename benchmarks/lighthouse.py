"""Lighthouse with its mobile settings on a running portal: scores, weight, shift. Fails under the targets."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import urllib.request

from demonstration import addresses

LIGHTHOUSE = "lighthouse@12.8.2"
MEASURED = ("home", "issue", "article", "study", "event", "registration")
TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
KILOBYTES = {"home": 200, "article": 250, "study": 200}
SHIFT = 0.001


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("portal", help="address of a running portal, such as http://127.0.0.1:8000")
    arguments.add_argument("--runs", type=int, default=3, help="at most so many per page; the best counts")
    arguments.add_argument("--page", choices=MEASURED, help="that page only")
    given = arguments.parse_args()
    pages = addresses(given.portal)
    failed = False
    print(f"{'':14}{'perf':>5}{'a11y':>5}{'best':>5}{'seo':>5}{'KB':>6}{'req':>5}{'shift':>8}{'LCP ms':>8}")
    for name in [given.page] if given.page else MEASURED:
        report = best_of(pages[name], given.runs)
        misses = missed(name, pages[name], report)
        failed = failed or bool(misses)
        scores = "".join(f"{score(report, category):5}" for category in TARGETS)
        shift, paint = value(report, "cumulative-layout-shift"), value(report, "largest-contentful-paint")
        requests = len(report["audits"]["network-requests"]["details"]["items"])
        print(f"{name:14}{scores}{weight(report):6.0f}{requests:5}{shift:8.4f}{paint:8.0f}  {', '.join(misses)}")
    return int(failed)


def best_of(url: str, runs: int) -> dict:
    """The fastest report: other work on the machine can only slow a page down."""
    best = measure(url)
    for _again in range(runs - 1):
        if score(best, "performance") == 100:
            break
        best = max(best, measure(url), key=lambda report: score(report, "performance"))
    return best


def measure(url: str) -> dict:
    npx = shutil.which("npx") or sys.exit("npx is missing: install Node.js.")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is missing.")
    command = [npx, "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"]
    for _try in range(3):  # Chromium sometimes loses the trace of a page
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"CHROME_PATH": chromium})
        if done.returncode == 0:
            return json.loads(done.stdout)
    return sys.exit(done.stderr)


def missed(name: str, url: str, report: dict) -> list[str]:
    targets = {category: least for category, least in TARGETS.items() if category != "seo" or indexable(url)}
    misses = [
        f"{category} < {least}: {', '.join(faults(report, category))}"
        for category, least in targets.items()
        if score(report, category) < least
    ]
    if weight(report) > KILOBYTES.get(name, 250):
        misses.append("too heavy")
    if value(report, "cumulative-layout-shift") > SHIFT:
        misses.append("shifts")
    return misses


def indexable(url: str) -> bool:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the address given by hand
        return b'content="noindex"' not in answer.read()


def faults(report: dict, category: str) -> list[str]:
    audits = report["categories"][category]["auditRefs"]
    return [audit["id"] for audit in audits if audit["weight"] and (report["audits"][audit["id"]]["score"] or 0) < 0.9]


def score(report: dict, category: str) -> int:
    return round((report["categories"][category]["score"] or 0) * 100)


def value(report: dict, audit: str) -> float:
    return report["audits"][audit].get("numericValue", 0)


def weight(report: dict) -> float:
    return value(report, "total-byte-weight") / 1000


if __name__ == "__main__":
    sys.exit(main())
