"""Word documents, block by block: what is kept, what is told, what is refused."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from portal.core.manuscripts import Comment, Note, Unreadable, read_word
from tests.factories import manuscripts as made
from tests.factories.manuscripts import paragraph, run, with_notes, with_parts, word
from tests.factories.media import png


def lines(content: bytes) -> list[str]:
    return read_word(content).html.split("\n")


def test_title_headings_and_words():
    read = read_word(
        word(
            lambda document: document.add_heading("Le titre", 0),
            lambda document: document.add_heading("Partie", 1),
            paragraph(
                run("l'eau ") + run("grasse", "<w:b/>") + run(" et ") + run("fine", "<w:i/>") + run(' "dit"  on')
            ),
            lambda document: document.add_heading("Détail", 2),
            lambda document: document.add_paragraph("Bien dit", style="Quote"),
            lambda document: document.add_paragraph("deux fois", style="Intense Quote"),
        )
    )
    assert read.title == "Le titre"
    assert read.html.split("\n") == [
        "<h2>Partie</h2>",
        "<p>l’eau <b>grasse</b> et <i>fine</i> « dit » on</p>",
        "<h3>Détail</h3>",
        "<blockquote><p>Bien dit",
        "deux fois</p></blockquote>",
    ]
    assert read.left_out == []


def test_lists_stand_within_each_other():
    content = word(
        made.listed("un"), made.listed("deux", 2), made.listed("trois"), made.listed("a", style="List Number")
    )
    assert lines(content) == ["<ul><li>un<ul><li>deux</li></ul></li><li>trois</li></ul>", "<ol><li>a</li></ol>"]


def test_lists_that_begin_elsewhere_than_at_1_are_told():
    content = word(
        made.numbered("trois", 0), made.numbered("quatre", 0), paragraph(run("Entre")), made.numbered("cinq", 0)
    )
    decimal = '<w:start w:val="{}"/><w:numFmt w:val="decimal"/>'
    third = read_word(made.with_numbering(content, decimal.format(3)))
    assert third.left_out == [f"Une liste qui commençait à {number} commence à 1." for number in (3, 5)]
    assert read_word(made.with_numbering(content, decimal.format(1))).left_out == [
        "Une liste qui commençait à 3 commence à 1."
    ]
    assert read_word(made.with_numbering(content)).left_out == []


def test_numbered_levels_stand_within_each_other():
    content = made.with_numbering(word(made.numbered("un", 0), made.numbered("deux", 1), made.numbered("trois", 0)))
    assert lines(content) == ["<ul><li>un<ol><li>deux</li></ol></li><li>trois</li></ul>"]


def test_merged_cells_and_the_header_row():
    assert lines(word(made.table)) == [
        '<table><tr><th>Réponse</th><th colspan="2">2024</th></tr>'
        '<tr><td rowspan="2">Oui</td><td>12</td><td>15</td></tr><tr><td>3</td><td>4</td></tr></table>'
    ]


def test_pictures_keep_their_text_and_caption():
    read = read_word(word(made.picture("Une classe", "La classe de CM2"), made.picture()))
    first, second = read.html.split("\n")
    assert first == '<figure><img src="picture:0" alt="Une classe"><figcaption>La classe de CM2</figcaption></figure>'
    assert second == '<figure><img src="picture:1" alt=""></figure>'
    assert read.pictures[0].content == png()
    assert len(read.left_out) == 1


def test_a_caption_above_a_table_is_its_own():
    (shown,) = lines(word(lambda document: document.add_paragraph("Tableau 1", style="Caption"), made.table))
    assert shown.startswith("<table><caption>Tableau 1</caption>")


def test_footnotes_and_endnotes_are_counted_together():
    text = paragraph(
        run("Un")
        + '<w:r><w:footnoteReference w:id="5"/></w:r>'
        + run(" deux")
        + '<w:r><w:endnoteReference w:id="7"/></w:r>'
    )
    content = with_notes(with_notes(word(text), "footnotes", {5: run("En bas")}), "endnotes", {7: run("À la fin")})
    read = read_word(content)
    assert read.html == '<p>Un<a href="#note-1">1</a> deux<a href="#note-2">2</a></p>'
    assert read.notes == [Note("1", "En bas"), Note("2", "À la fin")]


def test_tracked_changes_are_taken_as_accepted():
    changed = (
        run("Garde ")
        + f'<w:ins w:id="1" w:author="A">{run("ajoute ")}</w:ins>'
        + '<w:del w:id="2" w:author="A"><w:r><w:delText>enlève </w:delText></w:r></w:del>'
        + f'<w:moveFrom w:id="3" w:author="A">{run("parti")}</w:moveFrom>'
        + f'<w:moveTo w:id="4" w:author="A">{run("venu")}</w:moveTo>'
    )
    merged = paragraph(run("début "), '<w:rPr><w:del w:id="9" w:author="A"/></w:rPr>')
    read = read_word(word(paragraph(changed), merged, paragraph(run("fin"))))
    assert read.html == "<p>Garde ajoute venu</p>\n<p>début fin</p>"
    assert read.left_out == ["3 modifications suivies ont été prises comme acceptées."]


def test_comments_stand_beside_the_text():
    text = paragraph(
        '<w:commentRangeStart w:id="0"/>' + run("le chiffre") + '<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>' + run(" est sûr")
    )
    read = read_word(with_notes(word(text), "comments", {0: run("À vérifier")}))
    assert read.html == "<p>le chiffre est sûr</p>"
    assert read.comments == [Comment("Camille Roy", "À vérifier", "le chiffre")]


def test_hidden_text_is_never_there():
    def secret_style(document) -> None:
        style = document.styles.add_style("Secret", 2)
        style.font.hidden = True
        document.add_paragraph("vu ").add_run("caché par style", style="Secret")

    read = read_word(
        word(paragraph(run("vu") + run("caché", "<w:vanish/>") + run("!", '<w:vanish w:val="0"/>')), secret_style)
    )
    assert read.html == "<p>vu!</p>\n<p>vu</p>"
    assert read.left_out == ["2 passages de texte masqué ont été laissés de côté."]


BOX = f"<w:txbxContent><w:p>{run('Dans le cadre')}</w:p></w:txbxContent>"
CHOICE = (
    f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx>{BOX}</wps:txbx></wp:anchor></w:drawing></mc:Choice>'
)
FALLBACK = f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"


@pytest.mark.parametrize("drawn", [CHOICE, CHOICE + FALLBACK], ids=["new", "both"])
def test_a_text_box_is_read_once(drawn):
    content = word(paragraph(f"{run('Avant')}<w:r><mc:AlternateContent>{drawn}</mc:AlternateContent></w:r>"))
    assert lines(content) == ["<p>Avant</p>", "<p>Dans le cadre</p>"]


def test_fields_and_equations_keep_their_words():
    equation = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    read = read_word(word(paragraph(f'<w:fldSimple w:instr="SEQ">{run("Figure 1")}</w:fldSimple>{run(" ")}{equation}')))
    assert read.html == "<p>Figure 1 a+b</p>"
    assert "a+b" in read.left_out[0]


def test_a_style_is_what_it_is_based_on():
    def custom(document) -> None:
        style = document.styles.add_style("Intertitre maison", 1)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph("Texte")
        document.add_paragraph("Maison", style=style)

    assert lines(word(custom)) == ["<p>Texte</p>", "<h2>Maison</h2>"]


def test_margins_and_contents_are_told():
    def headed(document) -> None:
        document.sections[0].header.paragraphs[0].text = "Confidentiel"
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("Partie 1 … 3", style="toc 1")
        document.add_paragraph("Texte")

    read = read_word(word(headed))
    assert read.html == "<p>Texte</p>"
    assert len(read.left_out) == 2
    assert "Confidentiel" in read.left_out[0]


TEXT = word(lambda document: document.add_paragraph("Texte"))
PICTURED = word(made.picture("Une classe"))
MAIN = "word/document.xml"
RELS = "word/_rels/document.xml.rels"


def replaced(content: bytes, name: str, old: str, new: str) -> bytes:
    body = made.part(content, name).decode()
    assert old in body
    return with_parts(content, {name: body.replace(old, new).encode()})


def too_many_pixels() -> bytes:
    buffer = BytesIO()
    Image.new("1", (8000, 7000)).save(buffer, "PNG")
    return buffer.getvalue()


def bomb() -> bytes:
    return with_parts(TEXT, {"word/document.xml": b"<a>" + b" " * 250_000_000 + b"</a>"})


BAD = {
    "empty": (lambda: b"", "vide"),
    "text": (lambda: b"Bonjour", "Word"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "ancien"),
    "another office file": (lambda: with_parts(b"PK\5\6" + b"\0" * 18, {"content.xml": b"<a/>"}), "Word"),
    "cut short": (lambda: TEXT[: len(TEXT) // 2], "Word"),
    "bomb": (bomb, "trop"),
    "entities": (lambda: with_parts(TEXT, {MAIN: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "word/document.xml"),
    "entities in UTF-16": (
        lambda: with_parts(
            TEXT, {MAIN: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}
        ),
        "word/document.xml",
    ),
    "no XML": (lambda: with_parts(TEXT, {MAIN: b"\xff\xff"}), "word/document.xml"),
    "deep": (lambda: with_parts(TEXT, {MAIN: b"<a>" * 100_000 + b"</a>" * 100_000}), "cent"),
    "macros": (lambda: with_parts(TEXT, {"word/vbaProject.bin": b"x"}), "macros"),
    "climbs": (lambda: with_parts(TEXT, {"../../etc/cron.d/x": b"x"}), "etc/cron"),
    "pixels": (lambda: word(made.picture("x", content=too_many_pixels())), "image1.png.*pixels"),
    "remote": (
        lambda: replaced(
            PICTURED, RELS, 'Target="media/image1.png"', 'Target="https://a.fr/x.png" TargetMode="External"'
        ),
        "https://a.fr/x.png",
    ),
    "climbing picture": (lambda: replaced(PICTURED, RELS, "media/image1.png", "../../../etc/passwd"), "etc/passwd"),
    "nothing": (lambda: word(), "aucun texte"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_a_sentence(name):
    make, words = BAD[name]
    content = make()
    with pytest.raises(Unreadable, match=f"(?is){words}"):
        read_word(content)


def test_a_member_larger_than_it_says_is_refused():
    content = with_parts(TEXT, {MAIN: made.part(TEXT, MAIN) + b" " * 100_000})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo(MAIN).file_size
    lying = content.replace(size.to_bytes(4, "little"), (200).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        read_word(lying)
