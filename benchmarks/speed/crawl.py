"""Every address of the portal that links lead to."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import requests

NOT_FOLLOWED = re.compile(r"/(static|admin)/|/(logout|deconnexion)")
LINK = re.compile(rb"\s(?:href|src)=\"([^\"]+)\"|\ssrcset=\"([^\"]+)\"")


def crawl(base: str, cookie: str = "", *, most: int) -> int:
    """Visits each once, nearest first, `most` at most; answers how many there were."""
    session = requests.Session()
    if cookie:
        session.headers["Cookie"] = cookie
    waiting, seen = ["/", "/en/"], {"/", "/en/"}
    for count, address in enumerate(waiting, 1):
        answer = session.get(base + address, timeout=120)
        if answer.status_code >= 500:
            raise SystemExit(f"{address}: {answer.status_code}")
        if "html" in answer.headers.get("Content-Type", ""):
            new = [link for link in _links(answer, base) if link not in seen]
            seen.update(new)
            waiting += new
        if count == most:
            break
    return min(len(waiting), most)


def _links(page: requests.Response, base: str) -> list[str]:
    found = []
    for link, links in LINK.findall(page.content):
        values = [link] if link else [part.split()[0] for part in links.split(b",") if part.split()]
        found += [urlsplit(urljoin(page.url, unescape(value.decode()))) for value in values]
    here = [url for url in found if f"{url.scheme}://{url.netloc}" == base]
    addresses = [f"{url.path}?{url.query}" if url.query else url.path for url in here]
    return [address for address in dict.fromkeys(addresses) if not NOT_FOLLOWED.search(address)]
