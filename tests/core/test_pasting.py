"""What is pasted into the editor becomes the blocks that the import of the same document makes."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.core.manuscripts.pasted import read_pasted
from tests.factories import pages
from tests.factories.members import member
from tests.factories.visitors import signed_in, staff

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<!--StartFragment--><h2>Une partie<o:p></o:p></h2>
<p class=MsoNormal>Le CO<sub>2</sub>, l'eau et <b>le 1<sup>er</sup></b> mot.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;
</span></span></span><![endif]>un</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>deux</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>trois</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.</span>numéroté</p>
<h3>Un détail</h3>
<p class=MsoQuote>« Bien dit »</p>
<table><tr><td>a</td><td>b</td></tr></table>
<!--EndFragment--></body></html>"""


def test_each_paragraph_is_what_its_style_says():
    read = read_pasted(WORD)
    assert read.html.split("\n") == [
        "<h2>Une partie</h2>",
        "<p>Le CO<sub>2</sub>, l’eau et <b>le 1<sup>er</sup></b> mot.</p>",
        "<ul><li>un<ul><li>deux</li></ul></li><li>trois</li></ul>",
        "<ol><li>numéroté</li></ol>",
        "<h3>Un détail</h3>",
        "<blockquote><p>Bien dit</p></blockquote>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
    ]
    assert read.left_out == ["Une liste qui commençait à 3 commence à 1."]


def test_a_list_may_begin_deep():
    html = "<p style='mso-list:l0 level3 lfo1'><span style='mso-list:Ignore'>-</span>seul</p>"
    assert read_pasted(html).html == "<ul><li><ul><li><ul><li>seul</li></ul></li></ul></li></ul>"


def test_notes_of_word_are_notes():
    read = read_pasted(
        "<p>Un mot<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a>.</p>"
        "<div id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'>[1]</a> La note.</p></div>"
    )
    assert read.html == '<p>Un mot<a href="#note-1">1</a>.</p>'
    assert [(note.mark, note.html) for note in read.notes] == [("1", "La note.")]


def test_words_of_other_processors_are_bold_by_style():
    html = "<b style='font-weight:normal'><p><span style='font-weight:700'>gras</span>, <span "
    html += "style='font-style:italic'>fin</span>, 1<span style='vertical-align:super'>er</span></p></b>"
    assert read_pasted(html).html == "<p><b>gras</b>, <i>fin</i>, 1<sup>er</sup></p>"


@pytest.fixture
def paste(site):
    client = signed_in(staff(Page.get_first_root_node()))

    def post(html: str, **fields) -> tuple[int, dict]:
        response = client.post(reverse("portal_paste"), {"html": html, **fields})
        return response.status_code, response.json()

    return post


def test_blocks_come_as_the_form_holds_them(paste):
    status, answer = paste(WORD)
    assert status == 200
    assert [block["type"] for block in answer["blocks"]] == [
        "heading",
        "paragraph",
        "subheading",
        "quote",
        "table",
    ]
    text = json.loads(answer["blocks"][1]["value"])
    assert [block["type"] for block in text["blocks"]][:2] == ["unstyled", "unordered-list-item"]
    styles = {style["style"] for block in text["blocks"] for style in block["inlineStyleRanges"]}
    assert styles == {"SUBSCRIPT", "SUPERSCRIPT", "BOLD"}
    assert answer["blocks"][3]["value"]["quote"] == "Bien dit"


def test_words_are_put_right_in_the_language_of_the_page(paste, site):
    english = pages.translate(pages.article(site), title="An article")
    _status, answer = paste('<h2>He said "yes"</h2><p>x</p>', page=str(english.pk))
    assert answer["blocks"][0]["value"] == "He said “yes”"


def test_nothing_harmful_comes_through(paste):
    hostile = "<h2 onclick=x>T<script>alert(1)</script></h2><p><a href='javascript:alert(1)'>a</a><svg onload=x></svg>"
    _status, answer = paste(f"{hostile}<iframe src='https://example.org'></iframe><img src=x onerror=alert(1)>b</p>")
    assert [block["type"] for block in answer["blocks"]] == ["heading", "paragraph"]
    assert not any(
        word in json.dumps(answer["blocks"]) for word in ("script", "onclick", "onload", "iframe", "onerror")
    )
    assert len(answer["left_out"]) == 4


def test_pictures_are_told_and_never_stored(paste):
    _status, answer = paste("<p>a</p><img src='data:image/png;base64,iVBORw0KGgo='><img src='file:///C:/a.png'>")
    assert [block["type"] for block in answer["blocks"]] == ["paragraph"]
    assert "images" in answer["left_out"][0]
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize("html", ["", "\0", "<!--", "<p>", "<table><tr><td>", "<p style='mso-list:l0 level9'>"])
def test_odd_input_is_answered(paste, html):
    assert paste(html) == (200, {"blocks": [], "left_out": []})


def test_too_much_is_refused_in_a_sentence(paste):
    for html in ("<div>" * 200 + "x", "<h2>a</h2>" * 400):
        status, answer = paste(html)
        assert status == 400
        assert answer["error"]


def test_who_has_no_part_in_the_editor_is_sent_away(site):
    for client in (Client(), signed_in(member())):
        assert client.post(reverse("portal_paste"), {"html": "<p>a</p>"}).status_code in (302, 403, 404)
