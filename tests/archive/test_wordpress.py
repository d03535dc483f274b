from datetime import date

import pytest

from portal.archive.pieces import Kind
from portal.archive.wordpress import Export, in_uploads
from studies.survey.problems import Refused
from tests.factories.archives import export, post


def read(tmp_path, content: bytes) -> Export:
    (tmp_path / "export.xml").write_bytes(content)
    return Export(tmp_path / "export.xml")


def pieces(tmp_path, *items: str):
    return list(read(tmp_path, export(*items)).pieces())


def test_what_a_post_says(tmp_path):
    (piece,) = pieces(tmp_path, post(12, title="L&#8217;écoute", excerpt="Un <b>chapeau</b>."))
    assert (piece.key, piece.kind, piece.title) == ("post 12", Kind.ARTICLE, "L’écoute")
    assert (piece.day, piece.authors, piece.topics) == (date(2014, 3, 2), ("Léa Œuvrard",), ("Écoute",))
    assert piece.addresses == ("https://ancien.exemple/2014/03/billet-12/", "/?p=12")
    assert piece.standfirst == "Un chapeau ."
    assert piece.html == "<p>Une phrase.</p>\n<p>Une autre.</p>"


def test_a_page_has_an_address_of_its_own(tmp_path):
    (piece,) = pieces(tmp_path, post(7, kind="page", link="https://ancien.exemple/?page_id=7"))
    assert (piece.kind, piece.addresses) == (Kind.PAGE, ("/?page_id=7",))


@pytest.mark.parametrize(
    ("fields", "is_draft"),
    [({}, False), ({"status": "draft"}, True), ({"status": "private"}, True), ({"password": "x"}, True)],
)
def test_what_was_not_public_stays_a_draft(tmp_path, fields, is_draft):
    (piece,) = pieces(tmp_path, post(1, **fields))
    assert piece.is_draft is is_draft


def test_what_is_no_text_is_counted_and_left_out(tmp_path):
    found = read(tmp_path, export(post(1, status="trash"), post(2, kind="product"), post(3, kind="attachment")))
    assert list(found.pieces()) == []
    assert found.notices == ["Contenus de type « product » laissés de côté : 1."]


def test_captions_become_figures_and_other_codes_are_told(tmp_path):
    text = '[caption width="3"]<a href="x"><img src="p.jpg" /></a> Une légende[/caption]\n\n[gallery ids="1,2"] [sic]'
    (piece,) = pieces(tmp_path, post(1, content=text))
    assert "<figcaption>Une légende</figcaption>" in piece.html
    assert "gallery" not in piece.html
    assert "[sic]" in piece.html
    assert "[gallery]" in piece.notices[-1]


def test_the_picture_of_a_post_is_its_attachments(tmp_path):
    cover = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"
    attached = "<wp:attachment_url>https://ancien.exemple/wp-content/uploads/2014/p.jpg</wp:attachment_url>"
    (piece,) = pieces(tmp_path, post(1, more=cover), post(9, kind="attachment", more=attached))
    assert piece.cover.endswith("/2014/p.jpg")


@pytest.mark.parametrize(
    "address",
    [
        "https://x/wp-content/uploads/2014/03/P.jpg",
        "/wp-content/uploads/2014/03/p-300x200.jpg",
        "//x/uploads/2014/03/p.jpg?w=3",
    ],
)
def test_a_picture_is_found_whatever_size_it_was_shown_in(address):
    assert in_uploads(["uploads/2014/03/p.jpg"])(address) == "uploads/2014/03/p.jpg"


def test_control_characters_do_not_cut_an_export_short(tmp_path):
    (piece,) = pieces(tmp_path, post(1, content="Un\x0bmot"))
    assert piece.html == "<p>Unmot</p>"


BOMB = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss>&b;</rss>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n’est pas un fichier XML"),
        (b"PK\x03\x04", "n’est pas un fichier XML"),
        (export(post(1))[:700], "n’est pas un fichier XML"),
        (BOMB, "entités"),
        (b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>', "n’est pas un export"),
        (b"<html/>", "n’est pas un export de WordPress"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "n’est pas un fichier XML"),
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path, content, said):
    with pytest.raises(Refused) as caught:
        read(tmp_path, content)
    assert said in caught.value.problems[0].message
