"""A text written elsewhere becomes an article's blocks, and tells what it lost."""

import base64

import pytest
from django.core.exceptions import ValidationError
from wagtail_localize.models import TranslationSource

from portal.core.files.media import PortalImage
from portal.core.manuscripts import Manuscript, Note, Picture, Unreadable, blocks_of, read_html, read_markdown
from tests.factories import pages
from tests.factories.media import png

DATA = f"data:image/png;base64,{base64.b64encode(png()).decode()}"


def html(text: str, **kwargs) -> Manuscript:
    return read_html(text.encode(), **kwargs)


PAGE = f"""<html><head><title>Le site</title><style>p {{ color: red }}</style></head><body><nav><p>Menu</p></nav>
<article><h1>Le  titre</h1><p class="x" onclick="y()">Un <strong>mot</strong> "cité"
et l'eau<sup><a href="#fn1">1</a></sup>.</p>
<h2>Partie</h2><ul><li>Un<ul><li>Deux</li></ul></li><li>Trois</li></ul><h4>Sous-partie</h4>
<blockquote><p>« Bien dit »</p><footer>— Une élue</footer></blockquote>
<figure><img src="{DATA}" alt="Une classe"><figcaption>La classe</figcaption></figure>
<table><caption>Chiffres</caption><tr><th>A</th><th>B</th></tr>
<tr><td rowspan="2">c</td><td>d</td></tr><tr><td>e</td></tr></table>
<p>Lien <a href="javascript:alert(1)">un</a> et <a href="https://exemple.fr/a?b=1&amp;c=2">deux</a>.</p>
<script>x</script><ol><li id="fn1">La <em>note</em>. <a href="#ref1">↩</a></li></ol></article>
<footer>Pied</footer></body></html>"""


def test_a_page_keeps_what_blocks_know():
    read = html(PAGE)
    assert read.title == "Le titre"
    assert read.notes == [Note("1", "La <i>note</i>.")]
    assert [picture.alt for picture in read.pictures] == ["Une classe"]
    assert read.left_out == ["1 lien qui ne mène nulle part sur le Web n’est plus qu’un texte : « un »."]
    assert read.html.split("\n") == [
        '<p>Un <b>mot</b> « cité » et l’eau<a href="#note-1">1</a>.</p>',
        "<h2>Partie</h2>",
        "<ul><li>Un<ul><li>Deux</li></ul></li><li>Trois</li></ul>",
        "<h3>Sous-partie</h3>",
        "<blockquote><p>Bien dit</p><footer>Une élue</footer></blockquote>",
        '<figure><img src="picture:0" alt="Une classe"><figcaption>La classe</figcaption></figure>',
        "<table><caption>Chiffres</caption><tr><th>A</th><th>B</th></tr>"
        '<tr><td rowspan="2">c</td><td>d</td></tr><tr><td>e</td></tr></table>',
        '<p>Lien un et <a href="https://exemple.fr/a?b=1&amp;c=2">deux</a>.</p>',
    ]


@pytest.mark.django_db
def test_blocks_are_those_of_an_article():
    body = blocks_of(html(PAGE))
    assert [block.block_type for block in body] == [
        *("paragraph", "heading", "paragraph", "subheading", "quote", "figure", "table", "paragraph", "notes")
    ]
    quote, figure, table = body[4].value, body[5].value, body[6].value
    assert (quote["quote"], quote["source"]) == ("Bien dit", "Une élue")
    assert figure["image"].contextual_alt_text == "Une classe"
    assert figure["caption"] == "La classe"
    assert table["data"] == [["A", "B"], ["c", "d"], ["", "e"]]
    assert table["mergeCells"] == [{"row": 1, "col": 0, "rowspan": 2, "colspan": 1}]
    assert table["table_header_choice"] == "row"
    assert body[8].value[0]["mark"] == "1"
    assert PortalImage.objects.get().description == "Une classe"


def test_an_imported_article_shows_its_notes_and_table(client, site):
    page = pages.article(site, body=blocks_of(html(PAGE)))
    shown = client.get(page.url).content.decode()
    assert '<a href="#note-1" id="call-1" role="doc-noteref" aria-label="Note 1">1</a>' in shown
    assert 'id="note-1"' in shown
    assert 'href="#call-1" role="doc-backlink"' in shown
    assert '<th scope="col">A</th>' in shown
    assert '<td rowspan="2">c</td>' in shown
    assert "<caption>Chiffres</caption>" in shown


def test_what_is_imported_is_searched_without_the_numbers_of_notes(site):
    found = pages.article(site, body=blocks_of(html(PAGE))).gated_text()
    assert "eau." in found.replace("’", " ")
    assert "La note." in found
    assert "Un Deux" in found
    assert {"A", "B", "Chiffres"} <= set(found.split("\n"))


def test_what_is_imported_can_be_translated(site):
    page = pages.article(site, body=blocks_of(html(PAGE)))
    source, _made = TranslationSource.update_or_create_from_instance(page)
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    assert {"La <i>note</i>.", "Chiffres", "c", "Bien dit"} <= strings


def test_opening_and_saving_changes_nothing(site):
    """What is stored of a text is what the editor itself would store."""
    page = pages.article(site, body=blocks_of(html(PAGE)))
    block = page.body.stream_block.child_blocks["paragraph"]
    for item in page.body:
        if item.block_type == "paragraph":
            widget = block.field.widget
            sent = widget.format_value(item.value.source)
            assert widget.value_from_datadict({"p": sent}, {}, "p") == item.value.source


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ('<p>Il dit "oui"  et "non".</p>', "<p>Il dit « oui » et « non ».</p>"),
        ('<p>Il dit "<b>oui</b>" ("non")</p>', "<p>Il dit « <b>oui</b> » (« non »)</p>"),
        ('<p>Un écran de 24" seul</p>', '<p>Un écran de 24" seul</p>'),
        ("<p>l'<i>eau</i> d'<b>ici</b></p>", "<p>l’<i>eau</i> d’<b>ici</b></p>"),
        ("<p>a <b> b</b>\u00a0\u00a0c<br> <br></p>", "<p>a <b>b</b> c</p>"),
        ("<div>a<p>b</p>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("<ul><li><p>a</p><p>b</p></li><ol><li>c</li></ol></ul>", "<ul><li>a<br>b<ol><li>c</li></ol></li></ul>"),
        ("<table><tr><td><p>Un cadre</p><ul><li>a</li></ul></td></tr></table>", "<p>Un cadre</p>\n<ul><li>a</li></ul>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p>\n<p>b</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<p>CO<sub>2</sub> &lt;b&gt; &amp;amp;</p>", "<p>CO<sub>2</sub> &lt;b&gt; &amp;amp;</p>"),
    ],
)
def test_words_are_put_right(source, result):
    assert html(source).html == result


def test_english_has_its_own_quotation_marks():
    assert html('<p>He said "yes".</p>', language="en").html == "<p>He said “yes”.</p>"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>Un <del>mot</del> barré</p>", "mot"),
        ("<p>a</p><video src='x'></video>", "video"),
        ("<p>a</p><h2>b</h2><p>x</p><h3>c</h3><h4>d</h4>", ""),
        ("<ol start='4'><li>a</li></ol>", "4"),
        ("<p>a <span lang='en'>burn-out</span></p>", "burn-out"),
        ("<table><tr><td>a</td><td><b>gras</b></td></tr></table>", "gras"),
        ("<blockquote><p>a <a href='https://b.fr'>b</a></p></blockquote>", "a b"),
    ],
)
def test_what_is_lost_is_said(source, told):
    (sentence,) = html(source).left_out
    assert told in sentence


def test_pictures_of_another_site_are_fetched_where_they_can_be():
    source = '<p>a</p><img src="https://ancien.fr/a.png" alt="Là"><img src="/b.png"><img src="/c.emf">'
    files = {"https://ancien.fr/a.png": png(), "/c.emf": b"emf"}
    read = html(source, fetch=files.get)
    assert read.pictures == [Picture("a.png", png(), "Là")]
    assert len(read.left_out) == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "vide"),
        (b"<p></p>", "texte"),
        ("<p>Été</p>".encode("cp1252"), "UTF-8"),
        (b"<p>\0\0</p>", "UTF-8"),
        (b"<meta charset='latin\0-1'><p>a</p>", "LATIN-1"),
        (b"<p>a</p><img src='https://ailleurs.fr/x.png'>", "https://ailleurs.fr/x.png"),
        (b"<p>a</p><img src='../../etc/passwd'>", "passwd"),
        (b"<p>a</p><img src='data:image/png;base64,AAAA'>", "image 1"),
        (b"<div>" * 5000 + b"a", "cent"),
        (b"<p>" + b"a" * 3_000_001, "long"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(content, word):
    with pytest.raises(Unreadable, match=f"(?i){word}"):
        read_html(content)


def test_links_are_kept_however_their_scheme_is_written():
    read = html('<p><a href="HTTPS://exemple.fr/A">a</a> <a href="tel:+33102030405">b</a></p>')
    assert read.html == '<p><a href="https://exemple.fr/A">a</a> <a href="tel:+33102030405">b</a></p>'
    assert read.left_out == []


def test_an_anchor_is_no_lost_link():
    read = html('<p><a name="ici">Là</a>, <a id="la">ici</a>, <a href="file:///C:/a.doc">perdu</a></p>')
    assert read.html == "<p>Là, ici, perdu</p>"
    assert len(read.left_out) == 1
    assert "perdu" in read.left_out[0]


def test_a_declared_encoding_is_read():
    page = '<meta charset="windows-1252"><p>Été</p>'.encode("cp1252")
    assert read_html(page).html == "<p>Été</p>"


@pytest.mark.django_db
def test_a_damaged_picture_is_refused_before_anything_is_kept():
    broken = Manuscript(html='<figure><img src="picture:0" alt=""></figure>', pictures=[Picture("a.png", png()[:60])])
    with pytest.raises(Unreadable, match=r"a\.png"):
        blocks_of(broken)
    assert not PortalImage.objects.exists()


def test_markdown_has_tables_and_notes():
    read = read_markdown(
        "# Titre\n\nUn *mot*[^a] et **deux**[^2].\n\n> Dit\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "1. un\n   - deux\n\n[^2]: Seconde <b>note</b>\n[^a]: Première\n    suite\n".encode()
    )
    assert read.title == "Titre"
    assert read.html.split("\n") == [
        '<p>Un <i>mot</i><a href="#note-1">1</a> et <b>deux</b><a href="#note-2">2</a>.</p>',
        "<blockquote><p>Dit</p></blockquote>",
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
        "<ol><li>un<ul><li>deux</li></ul></li></ol>",
    ]
    assert read.notes == [Note("1", "Première suite"), Note("2", "Seconde &lt;b&gt;note&lt;/b&gt;")]


def test_a_notes_number_is_an_anchor(site):
    block = pages.article(site).body.stream_block.child_blocks["notes"].child_block
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"mark": "a b", "text": "<p>x</p>"}))
