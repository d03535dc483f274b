"""Somebody at the portal's door, over HTTP."""

import re
import time
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

from tests.doors.application import Application

LINKS = (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("source", "srcset"), ("img", "srcset"))
# Reading them changes something or leads out.
NOT_FOLLOWED = re.compile(r"/(logout|deconnexion|admin/pages/\d+/lock|admin/account/disconnect)")

PRINTED_WITHIN = 90
"""Seconds."""


class Broken(Exception):
    """A door that doesn't open, and which one."""


class Visitor:
    """Takes redirects; whatever is answered 500 or above, or not at all, is Broken."""

    def __init__(self, base: str) -> None:
        self.base, self.session = base, requests.Session()
        self.session.headers["Accept-Language"] = "fr"

    def get(self, address: str, *, status: int | None = 200) -> requests.Response:
        """What the worker is asked to print is waited for."""
        for _try in range(PRINTED_WITHIN):
            answer = self.session.get(urljoin(self.base, address), timeout=60)
            if answer.status_code != 202:
                break
            time.sleep(1)
        return self._checked(answer, status)

    def send(self, address: str, fields: dict, files: dict | None = None) -> requests.Response:
        """Open the page, fill its form in and send it."""
        form = self.hidden_fields(self.get(address), beside=set(fields)) | fields
        headers = {"Referer": urljoin(self.base, address)}
        answer = self.session.post(urljoin(self.base, address), data=form, files=files, headers=headers, timeout=60)
        return self._checked(answer, 200)

    @staticmethod
    def hidden_fields(page: requests.Response, *, beside: set[str]) -> dict[str, str]:
        """What is sent unseen with these fields: the token against forgery, form keys. Nothing of other forms."""
        forms = BeautifulSoup(page.text, "html.parser").select("form")
        names = [{field["name"] for field in form.select("[name]")} for form in forms]
        best = max(zip(forms, names, strict=True), key=lambda form: len(beside & form[1]))[0]
        return {str(field["name"]): str(field.get("value", "")) for field in best.select("input[type=hidden][name]")}

    def sign_in(self, email: str, password: str, application: Application | None = None) -> None:
        page = self.get("/compte/login/")
        here = urlsplit(page.url).path
        answer = self.send(here, {"login": email, "password": password})
        if application and "/2fa/" in answer.url:
            answer = self.send(urlsplit(answer.url).path, {"code": application.next_code(email)})
        if "/login" in answer.url or "/2fa/" in answer.url:
            raise Broken(f"{email} can't sign in: {answer.url}")

    def crawl(self, starts: Iterable[str], *, within: str = "/", alike: int, status: int | None = 200) -> set[str]:
        """The addresses of the portal that can be reached by links; unless `status` is None 404 is as wrong as 500.

        `alike`: how many are enough that differ by their numbers and their query alone, the format of an export apart.
        """
        waiting, seen, shapes = list(starts), set(starts), Counter[str]()
        visited: set[str] = set()
        while waiting:
            address = waiting.pop(0)
            path, _mark, query = address.partition("?")
            shape = re.sub(r"\d+", "N", path) + "".join(re.findall(r"format=\w+", query))
            shapes[shape] += 1
            if shapes[shape] > alike:
                continue
            answer = self.get(address, status=status)
            visited.add(address)
            if "html" in answer.headers.get("Content-Type", ""):
                new = [link for link in self._links(answer) if link not in seen and link.startswith(within)]
                seen.update(new)
                waiting += new
        return visited

    def _links(self, page: requests.Response) -> list[str]:
        soup = BeautifulSoup(page.text, "html.parser")
        found = []
        for tag, attribute in LINKS:
            for element in soup.find_all(tag, attrs={attribute: True}):
                values = str(element[attribute])
                parts = values.split(",") if attribute == "srcset" else [values]
                found += [urljoin(page.url, part.split()[0]) for part in parts if part.split()]
        here = [urlsplit(url) for url in dict.fromkeys(found) if url.startswith(self.base)]
        addresses = [f"{url.path}?{url.query}" if url.query else url.path for url in here]
        return [address for address in addresses if not NOT_FOLLOWED.search(address)]

    @staticmethod
    def _checked(answer: requests.Response, status: int | None) -> requests.Response:
        if answer.status_code >= 500 or (status and answer.status_code != status):
            raise Broken(f"{answer.request.method} {answer.url}: {answer.status_code}")
        return answer
