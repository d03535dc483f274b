from datetime import date

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from articles.models import ArticlePage, IssuePage, NewsPage
from portal.archive import working
from portal.archive.models import SourceState, Work
from portal.archive.working import refusing
from portal.core.models import Person, PortalDocument, Topic
from studies.models import StudyPage
from tests.archive.running import checked, found, imported, sentences
from tests.factories.archives import export, folder, html, post, row
from tests.factories.manuscripts import picture, word
from tests.factories.media import png
from tests.factories.members import UserFactory
from tests.factories.pages import issue

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 contenu"


def articles(number: int) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    numbers = range(1, number + 1)
    return {f"a{n}.html": html(f"Le corps {n}.") for n in numbers}, [row(n) for n in numbers]


def test_an_article_comes_with_all_that_is_said_of_it(site, tmp_path):
    files = {"a1.html": html("Le corps."), "pdf/a.pdf": PDF}
    cells = {"auteurs": "Zoë Œuvrard ; Léa Martin", "thèmes": "Écoute", "chapeau": "Un chapeau.", "page": "12"}
    kept = {"ancienne adresse": "https://ancien.exemple/vieux.php?id=3", "pièces jointes": "pdf/a.pdf"}
    imported(folder(tmp_path, files, row(1, **cells, **kept)))
    page = ArticlePage.objects.get()
    assert (page.title, page.standfirst, page.printed_page) == ("Article 1", "Un chapeau.", 12)
    assert page.web_date == timezone.localdate(page.first_published_at) == date(2015, 3, 14)
    assert [byline.person.name for byline in page.bylines.all()] == ["Zoë Œuvrard", "Léa Martin"]
    assert [topic.label for topic in page.topics.all()] == ["Écoute"]
    assert [block.block_type for block in page.body] == ["paragraph", "download"]
    assert Redirect.objects.get().redirect_page.pk == page.pk


def test_a_word_document_comes_with_its_pictures_and_a_markdown_file_with_its_title(site, tmp_path):
    files = {
        "a1.docx": word(lambda document: document.add_paragraph("Le corps."), picture("Une photo", "Une légende")),
        "a2.md": b"# Un titre\n\nLe corps.",
    }
    imported(folder(tmp_path, files, row(1, fichier="a1.docx"), row(2, fichier="a2.md", titre="")))
    first, second = ArticlePage.objects.order_by("title")
    assert [block.block_type for block in first.body] == ["paragraph", "figure"]
    assert (second.title, [block.block_type for block in second.body]) == ("Un titre", ["paragraph"])


def test_readers_find_it_in_the_list_and_by_the_search(site, client, tmp_path):
    imported(folder(tmp_path, {"a1.html": html("Un hippocampe.")}, row(1)))
    page = ArticlePage.objects.get()
    assert "Un hippocampe." in client.get(page.url).content.decode()
    assert "Article 1" in client.get("/recherche/?q=hippocampe").content.decode()


def test_what_is_the_members_is_not_read_by_others(site, client, tmp_path):
    imported(folder(tmp_path, {"a1.html": html("Un secret.")}, row(1, accès="adhérents")))
    page = ArticlePage.objects.get()
    assert "Un secret." not in client.get(page.url).content.decode()
    assert timezone.localdate(page.release.members_at) == date(2015, 3, 14)


def test_unless_said_every_page_is_a_draft(site, client, tmp_path):
    imported(folder(tmp_path, {"a1.html": html()}, row(1)), is_published=False)
    page = ArticlePage.objects.get()
    assert (page.live, page.first_published_at, page.latest_revision is None) == (False, None, False)
    assert client.get(page.url).status_code == 404


def test_news_and_studies_stand_where_they_belong(site, tmp_path):
    files = {"a1.html": html(), "a2.html": html("Les résultats."), "r.pdf": PDF}
    rows = row(1, type="actualité"), row(2, type="étude", **{"pièces jointes": "r.pdf"})
    imported(folder(tmp_path, files, *rows))
    assert NewsPage.objects.get().get_parent() == site["news"].page_ptr
    study = StudyPage.objects.get()
    assert (study.study.published_on, study.release.everyone_at) == (date(2015, 3, 14), None)
    assert [file.document.title for file in study.study.files.all()] == ["r"]


def test_an_article_stands_in_its_issue(site, tmp_path):
    twelve = issue(site)
    files, rows = articles(2)
    rows[0]["numéro"], rows[1]["numéro"], rows[1]["mois du numéro"] = "12", "3", "03/2009"
    imported(folder(tmp_path, files, *rows))
    first, second = ArticlePage.objects.order_by("title")
    assert (first.printed_in(), first.get_parent().specific) == (twelve, twelve)
    made = IssuePage.objects.get(number=3)
    assert (made.title, made.month, made.live) == ("Numéro 3", date(2009, 3, 1), True)
    assert second.printed_in() == made


def test_an_issue_that_nobody_knows_is_asked_for(site, tmp_path):
    batch = checked(folder(tmp_path, {"a1.html": html()}, row(1, numéro="99")))
    assert "Le numéro 99 n’existe pas" in sentences(found(batch)["a1.html"])


def test_a_translation_is_bound_to_what_it_translates(site, tmp_path):
    files, rows = articles(2)
    rows[0] |= {"langue": "en", "traduction de": "a2.html", "titre": "In English"}
    rows[1] |= {"auteurs": "Zoë Œuvrard", "accès": "adhérents"}
    imported(folder(tmp_path, files, *rows))
    english, french = (ArticlePage.objects.get(locale__language_code=language) for language in ("en", "fr"))
    assert english.get_parent().locale.language_code == "en"
    assert (english.translation_key, english.release_id) == (french.translation_key, french.release_id)
    assert english.bylines.get().person.name == "Zoë Œuvrard"


def test_pictures_lie_beside_and_none_is_fetched(site, tmp_path):
    text = '<p>Le corps.</p><img src="../img/p.png" alt="Une photo"><img src="https://ailleurs.exemple/q.png" alt="">'
    files = {"a/a1.html": text.encode(), "img/p.png": png()}
    batch = imported(folder(tmp_path, files, row(1, fichier="a/a1.html")))
    (source,) = found(batch).values()
    assert [block.block_type for block in ArticlePage.objects.get().body] == ["paragraph", "figure"]
    assert "https://ailleurs.exemple/q.png se trouve sur un autre site" in sentences(source)


def test_a_picture_never_comes_from_outside_the_folder(site, tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    files = {"a1.html": b'<p>Le corps.</p><img src="../secret.png" alt="x">'}
    batch = imported(folder(tmp_path / "dossier", files, row(1)))
    assert "sort du dossier" in sentences(found(batch)["a1.html"])
    assert [block.block_type for block in ArticlePage.objects.get().body] == ["paragraph"]


def test_a_wrong_row_stops_no_other(site, tmp_path):
    files, rows = articles(4)
    rows[0]["date"], files["a2.html"], files["a3.html"] = "jamais", b"", html()
    rows[2]["pièces jointes"] = "absent.pdf"
    batch = imported(folder(tmp_path, files, *rows, row(9)))
    states = {key: source.state for key, source in found(batch).items()}
    assert states == {**dict.fromkeys(["a1.html", "a2.html", "a3.html", "a9.html"], "refused"), "a4.html": "done"}
    assert "« absent.pdf »" in sentences(found(batch)["a3.html"])
    assert ArticlePage.objects.get().title == "Article 4"


def test_a_file_that_the_machine_can_not_read_stops_no_other(site, tmp_path):
    files, rows = articles(1)
    batch = checked(folder(tmp_path, files, row(2, fichier="é" * 200), *rows))
    assert [source.state for source in batch.sources.all()] == ["refused", "ready"]


def test_a_late_worker_refuses_nothing_that_was_sent_since(site, tmp_path):
    late = checked(folder(tmp_path, {"a1.html": html()}, row(1)))
    batch = checked(tmp_path)
    with refusing(late):
        raise FileNotFoundError
    batch.refresh_from_db()
    assert (batch.state, batch.problems) == (Work.CHECKED, [])


def test_a_failure_of_ours_stops_no_other_either(site, tmp_path, monkeypatch):
    files, rows = articles(2)
    make = working.make_page
    monkeypatch.setattr(working, "make_page", lambda piece, *rest: 1 / 0 if piece.row == 2 else make(piece, *rest))
    batch = imported(folder(tmp_path, files, *rows))
    assert [source.state for source in batch.sources.all()] == ["refused", "done"]


def test_looking_changes_nothing(site, tmp_path):
    files, rows = articles(2)
    rows[0] |= {"auteurs": "Zoë Œuvrard", "thèmes": "Écoute", "pièces jointes": "r.pdf"}
    batch = checked(folder(tmp_path, {**files, "r.pdf": PDF}, *rows))
    assert batch.sources.filter(state=SourceState.READY).count() == 2
    assert "Nouvel auteur : Zoë Œuvrard." in found(batch)["a1.html"].notices
    made = ArticlePage, Person, Topic, PortalDocument, Redirect
    assert [model.objects.count() for model in made] == [0] * 5


def test_run_twice_it_makes_nothing_twice(site, tmp_path):
    files, rows = articles(12)
    imported(folder(tmp_path, files, *rows))
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision"))
    batch = imported(tmp_path)
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == before
    assert (batch.state, batch.sources.filter(state=SourceState.DONE).count()) == (Work.DONE, 12)


def test_stopped_on_the_way_it_goes_on_from_there(site, tmp_path):
    files, rows = articles(12)
    left = iter([False] * 4 + [True])
    batch = imported(folder(tmp_path, files, *rows), is_late=lambda: next(left))
    assert (batch.state, ArticlePage.objects.count()) == (Work.IMPORTING, 5)
    imported(tmp_path)
    assert sorted(ArticlePage.objects.values_list("title", flat=True)) == sorted(f"Article {n}" for n in range(1, 13))


def test_what_changed_since_leaves_its_page_alone(site, tmp_path):
    imported(folder(tmp_path, {"a1.html": html("Avant.")}, row(1)))
    (tmp_path / "a1.html").write_bytes(html("Après."))
    batch = imported(tmp_path)
    assert "Avant." in str(ArticlePage.objects.get().body)
    assert "Il a changé depuis" in sentences(found(batch)["a1.html"])


def test_a_page_that_was_deleted_is_made_anew(site, tmp_path):
    imported(folder(tmp_path, {"a1.html": html()}, row(1)))
    ArticlePage.objects.get().delete()
    imported(tmp_path)
    assert ArticlePage.objects.get().title == "Article 1"


def test_who_had_it_imported_owns_its_pages(site, tmp_path):
    editor = UserFactory(is_superuser=True)
    imported(folder(tmp_path, {"a1.html": html()}, row(1)), by=editor)
    assert ArticlePage.objects.get().owner == editor


def test_an_export_of_wordpress_becomes_articles_and_pages(site, client, tmp_path):
    content = '<p>Le corps.</p><img src="https://ancien.exemple/wp-content/uploads/2014/p-300x200.png" alt="Une photo">'
    items = (
        post(12, content=content),
        post(13, kind="page", link="https://ancien.exemple/qui/"),
        post(14, status="draft"),
    )
    (tmp_path / "export.xml").write_bytes(export(*items))
    (tmp_path / "uploads/2014").mkdir(parents=True)
    (tmp_path / "uploads/2014/p.png").write_bytes(png())
    imported(tmp_path / "export.xml", form="wordpress", uploads_place=str(tmp_path / "uploads"))
    article = ArticlePage.objects.get(live=True)
    assert [block.block_type for block in article.body] == ["paragraph", "figure"]
    assert article.bylines.get().person.name == "Léa Œuvrard"
    assert site["home"].get_children().filter(title="Billet 13").exists()
    assert ArticlePage.objects.get(live=False).title == "Billet 14"
    for old in ("/2014/03/billet-12/", "/?p=12"):
        assert client.get(old)["Location"].endswith(article.url)
