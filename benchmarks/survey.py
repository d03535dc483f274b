"""A survey's way through the portal: import and publication of many answers, then one view of small and large ones.

Runs on an empty database of its own. Each view is a member's first of its address, as what was shown once is kept; its
time is told as a ratio to that of a study without a survey.
"""

import argparse
import csv
import io
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.mkdtemp()
os.environ |= {"DATA_DIR": folder, "DATABASE_URL": "", "TEST_DATA_DIR": folder}
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from portal.operations.site import create_site, find_site  # noqa: E402
from studies import tasks  # noqa: E402
from studies.models import Publication, StudyPage  # noqa: E402
from studies.models.survey import Work  # noqa: E402
from studies.services.codebook import confirm_codebook  # noqa: E402
from studies.services.publishing import make_public, start_publication  # noqa: E402
from studies.services.sources import send_source  # noqa: E402
from tests.factories import pages  # noqa: E402
from tests.factories.members import member  # noqa: E402
from tests.factories.visitors import signed_in  # noqa: E402

QUESTIONS, SEGMENTS = 10, 4
"""Of each survey that is viewed; each table is viewed once."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--answers", type=int, default=10_000)
    arguments.add_argument("--questions", type=int, default=100)
    arguments.add_argument("--segments", type=int, default=8)
    arguments.add_argument("--sizes", type=int, nargs="*", default=[100, 10_000, 100_000], help="surveys to view")
    given = arguments.parse_args()
    setup_test_environment()
    connection.settings_dict["NAME"] = f"{folder}/benchmark.sqlite3"
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    create_site(name="Mesure", base_url="http://testserver", contact_email="mesure@exemple.fr")
    print(f"{given.answers} answers, {given.questions} questions, {given.segments} segments")
    publish(given.answers, given.questions, given.segments, tell=print)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    client = signed_in(member())
    bare, queries = view(client, study().url)
    print(f"view of a study without a survey: {queries} queries")
    for size in given.sizes:
        page = publish(size, QUESTIONS, SEGMENTS, tell=lambda line: None)
        seconds, queries = view(client, page.url, shows="explorer")
        print(f"view of {size:>7} answers: {queries} queries, {seconds / bare:.2f} times that without")
    return 0


def study(**fields) -> StudyPage:
    """A page that members read, of a sample drawn at random."""
    page = pages.study(find_site(), **fields)
    page.study.is_random = True
    page.study.save()
    return pages.release(page, members_at=page.first_published_at)


def publish(answers: int, questions: int, segments: int, tell):
    """Send, read, tabulate and publish a survey as the worker does; the page it is shown on."""
    page = study(title=f"Enquête {answers} {questions}")
    file = ContentFile(answers_csv(answers, questions, segments), name="reponses.csv")
    started = time.process_time()
    source = send_source(study_id=page.study_id, door="answers", file=file, threshold=10)
    tasks.read_source.call(source_id=source.pk, language="fr")
    read = time.process_time()
    confirm_codebook(survey_id=source.survey_id)
    publication = start_publication(survey_id=source.survey_id)
    tasks.tabulate_publication.call(publication_id=publication.pk, language="fr")
    done = time.process_time()
    publication = Publication.objects.get(pk=publication.pk)
    if publication.state != Work.DONE:
        sys.exit(f"Not published: {publication.problems}")
    tell(f"read in {read - started:.1f} s, published in {done - read:.1f} s: {publication.tables.count()} tables")
    make_public(publication_id=publication.pk)
    return page


def view(client: Client, url: str, shows: str = "") -> tuple[float, int]:
    """The median time of a view, and the queries of one."""
    if shows and f'id="{shows}"' not in client.get(url).content.decode():
        sys.exit("The page shows no results.")
    times, numbers = [], []
    for question, segment in product(range(1, QUESTIONS + 1), range(1, SEGMENTS + 1)):
        address = f"{url}?question=q{question}&segment=secteur_{segment}"
        with CaptureQueriesContext(connection) as queries:
            began = time.process_time()
            client.get(address)
            times.append(time.process_time() - began)
        numbers.append(len(queries))
    return statistics.median(times), int(statistics.median(numbers))


def answers_csv(answers: int, questions: int, segments: int) -> bytes:
    """Five-step scales, and segments that drafting knows by their names."""
    chance = random.Random(answers)  # noqa: S311 - figures to measure with
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    names = [f"q{number}" for number in range(1, questions + 1)]
    writer.writerow(["poids", *names, *(f"secteur_{number}" for number in range(1, segments + 1))])
    for _ in range(answers):
        weight = f"{0.4 + 2 * chance.random():.3f}"
        parts = chance.choices(["nord", "sud", "est", "ouest", "centre"], k=segments)
        writer.writerow([weight, *chance.choices("12345", k=questions), *parts])
    return text.getvalue().encode()


if __name__ == "__main__":
    sys.exit(main())
