import resource
import time

from django.core.management.base import BaseCommand

from portal.search.indexing import rebuild


class Command(BaseCommand):
    help = "Makes the search index anew from the published pages; the portal may be used meanwhile."

    def handle(self, **options: object) -> None:
        began = time.monotonic()
        pages = rebuild(self._tell)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(f"{self._line_start}{pages} pages, {time.monotonic() - began:.0f} s, {megabytes} Mo / MB")

    @property
    def _line_start(self) -> str:
        return "\r\033[K" if self.stdout.isatty() else ""

    def _tell(self, done: int, of: int) -> None:
        self.stdout.write(f"{self._line_start}  {done} / {of} pages", ending="" if self.stdout.isatty() else "\n")
        self.stdout.flush()
