"""The same text as Word itself and Google Docs write it: hand-made after files of theirs."""

import zipfile
from io import BytesIO

from portal.core.manuscripts import Note, read_word
from tests.factories.manuscripts import NAMESPACES, RELATED, paragraph, run, with_parts, word
from tests.factories.media import png

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
EMF = b"\x01\x00\x00\x00" + b"\0" * 36 + b" EMF" + b"\0" * 60


def related(**targets: str) -> str:
    """Relationships by kind_id."""
    each = ""
    for name, target in targets.items():
        kind, _, key = name.partition("_")
        mode = ' TargetMode="External"' if kind == "hyperlink" else ""
        each += f'<Relationship Id="{key}" Type="{RELATED.format(kind)}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'


def document(body: str, media: dict[str, bytes] | None = None, links: dict[str, str] | None = None, **parts: str):
    """A file of these parts alone: `parts` are what stands in styles, numbering and footnotes."""
    roots = {name: f"<w:{name} {NAMESPACES}>{inner}</w:{name}>" for name, inner in parts.items()}
    inner = {f"{name}_r{name}": f"{name}.xml" for name in parts}
    inner |= {f"image_{name.split('.')[0]}": f"media/{name}" for name in media or {}}
    inner |= {f"hyperlink_{key}": target for key, target in (links or {}).items()}
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": related(officeDocument_r1="word/document.xml"),
        "word/_rels/document.xml.rels": related(**inner),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": root for name, root in roots.items()},
        **{f"word/media/{name}": content for name, content in (media or {}).items()},
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def style(key: str, name: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/></w:style>'
    )


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def styled(name: str, text: str) -> str:
    return p(run(text), f'<w:pStyle w:val="{name}"/>')


def drawing(key: str, alt: str) -> str:
    data = f'<pic:pic><pic:blipFill><a:blip r:embed="{key}"/></pic:blipFill></pic:pic>'.replace(
        "<pic:pic>", '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    )
    graphic = f"<a:graphic><a:graphicData>{data}</a:graphicData></a:graphic>"
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="i" descr="{alt}"/>{graphic}</wp:inline></w:drawing></w:r>'
    )


def box(text: str) -> str:
    return f"<w:txbxContent>{p(run(text))}</w:txbxContent>"


GOOGLE = '<w:rFonts w:ascii="Arial" w:cs="Arial" w:eastAsia="Arial" w:hAnsi="Arial"/><w:rtl w:val="0"/>'
GOOGLE_LISTS = "".join(
    f'<w:abstractNum w:abstractNumId="{key}">'
    + "".join(f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/></w:lvl>' for at in range(9))
    + "</w:abstractNum>"
    for key, kind in ((1, "bullet"), (2, "decimal"))
) + "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in (1, 2))
SUGGESTED = (
    '<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_0"/></w:sdtPr><w:sdtContent>'
    f'<w:ins w:id="0" w:author="A">{run(" ajouté")}</w:ins>'
    '<w:del w:id="1" w:author="A"><w:r><w:delText> enlevé</w:delText></w:r></w:del></w:sdtContent></w:sdt>'
)


def item(text: str, number: int, level: int) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(run(text, GOOGLE), f'{numbering}<w:ind w:left="720" w:hanging="360"/>')


def test_what_google_docs_writes():
    mark = '<w:bookmarkStart w:colFirst="0" w:colLast="0" w:name="_heading=h.x" w:id="0"/><w:bookmarkEnd w:id="0"/>'
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    call = f'<w:r>{raised}<w:footnoteReference w:customMarkFollows="0" w:id="0"/></w:r>'
    underlined = '<w:u w:val="single"/>' + GOOGLE
    link = f'<w:hyperlink r:id="rId9">{run("un lien", underlined)}</w:hyperlink>'
    bold = run("gras", '<w:b w:val="1"/><w:bCs w:val="1"/>' + GOOGLE)
    merged = "".join(
        f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="{merge}"/></w:tcPr>{p(run(first))}</w:tc>'
        f'<w:tc><w:tcPr><w:gridSpan w:val="1"/></w:tcPr>{p(run(second))}</w:tc></w:tr>'
        for merge, first, second in (("restart", "a", "b"), ("continue", "", "c"))
    )
    content = document(
        styled("Title", "Le titre")
        + p(mark + run("Partie", GOOGLE), '<w:pStyle w:val="Heading1"/>')
        + p(run("Un mot ", GOOGLE) + bold + run(", ", GOOGLE) + link + call + SUGGESTED)
        + item("un", 1, 0)
        + item("deux", 1, 1)
        + item("premier", 2, 0)
        + p(drawing("image1", "Une classe"))
        + f'<w:tbl><w:tblPr><w:tblStyle w:val="Table1"/></w:tblPr>{merged}</w:tbl>',
        media={"image1.png": png()},
        links={"rId9": "https://exemple.fr/"},
        styles=style("Title", "Title") + style("Heading1", "heading 1"),
        numbering=GOOGLE_LISTS,
        footnotes=f'<w:footnote w:id="0">{p("<w:r><w:footnoteRef/></w:r>" + run(" La note", GOOGLE))}</w:footnote>',
    )
    read = read_word(content)
    assert read.title == "Le titre"
    assert read.html.split("\n") == [
        "<h2>Partie</h2>",
        '<p>Un mot <b>gras</b>, <a href="https://exemple.fr/">un lien</a><a href="#note-1">1</a> ajouté</p>',
        "<ul><li>un<ul><li>deux</li></ul></li></ul>",
        "<ol><li>premier</li></ol>",
        '<figure><img src="picture:0" alt="Une classe"></figure>',
        '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
    ]
    assert read.notes == [Note("1", "La note")]
    assert read.left_out == ["2 modifications suivies ont été prises comme acceptées."]


def test_what_word_puts_words_into():
    tag = f'<w:smartTag w:element="place">{run("Paris")}</w:smartTag>'
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' choisi')}</w:sdtContent></w:sdt>"
    row = f"<w:tr><w:tc>{p(run('a'))}</w:tc><w:tc>{p(run('b'))}</w:tc></w:tr>"
    spaced = run("Combien\u00a0?") + "<w:r><w:br/></w:r>" + run("Dix\u00a0%")
    content = document(
        f"<w:sdt><w:sdtContent>{p(tag + control)}</w:sdtContent></w:sdt>"
        f"<w:customXml>{p(spaced)}</w:customXml>"
        f"<w:tbl>{row}<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    )
    read = read_word(content)
    assert read.html.split("\n") == [
        "<p>Paris choisi</p>",
        "<p>Combien\u00a0?<br>Dix\u00a0%</p>",
        "<table><tr><td>a</td><td>b</td></tr><tr><td>a</td><td>b</td></tr></table>",
    ]
    assert read.left_out == []


def test_links_in_fields_are_links():
    address = 'HYPERLINK "https://exemple.fr/a"'
    kinds = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    instruction = f"<w:r><w:instrText> {address} </w:instrText></w:r>"
    complex_field = kinds["begin"] + instruction + kinds["separate"] + run("un") + kinds["end"]
    simple = f"<w:fldSimple w:instr='{address}'>{run('deux')}</w:fldSimple>"
    link = '<a href="https://exemple.fr/a">{}</a>'
    content = document(p(complex_field + run(" et ") + simple))
    assert read_word(content).html == f"<p>{link.format('un')} et {link.format('deux')}</p>"


def test_links_within_the_document_are_told():
    content = document(p(f'<w:hyperlink w:anchor="_Ref1">{run("figure 1")}</w:hyperlink>'))
    (told,) = read_word(content).left_out
    assert "figure 1" in told


def test_a_box_without_an_older_drawing_keeps_its_words():
    """LibreOffice writes an empty one for a shape that has words."""
    new = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box('Dans la forme')}</wps:txbx></w:drawing></mc:Choice>"
    drawn = f"<w:r><mc:AlternateContent>{new}<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"
    assert read_word(document(p(run("Fin") + drawn))).html == "<p>Fin</p>\n<p>Dans la forme</p>"


def test_a_drawing_that_older_programs_see_as_a_picture_keeps_words_and_picture():
    """So Google Docs writes its drawings."""
    new = f"<mc:Choice Requires='wpg'><w:drawing><wps:txbx>{box('Un mot')}</wps:txbx></w:drawing></mc:Choice>"
    old = drawing("image1", "Un dessin").removeprefix("<w:r>").removesuffix("</w:r>")
    drawn = f"<w:r><mc:AlternateContent>{new}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    read = read_word(document(p(drawn), media={"image1.png": png()}))
    assert sorted(read.html.split("\n")) == ['<figure><img src="picture:0" alt="Un dessin"></figure>', "<p>Un mot</p>"]


def test_boxes_of_one_paragraph_keep_their_order():
    boxes = "".join(f"<w:r><w:pict><v:textbox>{box(text)}</v:textbox></w:pict></w:r>" for text in ("un", "deux"))
    assert read_word(document(p(run("Avant") + boxes))).html == "<p>Avant</p>\n<p>un</p>\n<p>deux</p>"


def test_a_large_initial_begins_its_paragraph():
    initial = p(run("L"), '<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert read_word(document(initial + p(run("e rapport")))).html == "<p>Le rapport</p>"


def test_what_is_framed_without_being_an_initial_stays_a_paragraph():
    framed = p(run("Encadré"), '<w:framePr w:dropCap="none" w:hAnchor="page"/>')
    assert read_word(document(framed + p(run("Le rapport")))).html == "<p>Encadré</p>\n<p>Le rapport</p>"


def test_a_picture_that_browsers_cannot_show_is_left_out_and_told():
    body = (
        p(run("Avant")) + p(drawing("image1", "")) + styled("Caption", "Figure 1") + p(drawing("image2", "Une classe"))
    )
    body += styled("Caption", "Figure 2")
    content = document(body, media={"image1.emf": EMF, "image2.png": png()}, styles=style("Caption", "caption"))
    read = read_word(content)
    assert read.html.split("\n") == [
        "<p>Avant</p>",
        "<p>Figure 1</p>",
        '<figure><img src="picture:0" alt="Une classe"><figcaption>Figure 2</figcaption></figure>',
    ]
    (told,) = read.left_out
    assert "image1.emf" in told


def test_styles_named_in_french_are_what_they_are_called():
    styles = style("a", "Titre") + style("b", "Titre 1") + style("c", "Citation") + style("d", "Légende")
    body = styled("a", "Le titre") + styled("b", "Partie") + styled("c", "Bien dit")
    body += p(drawing("image1", "Une classe")) + styled("d", "La classe")
    read = read_word(document(body, media={"image1.png": png()}, styles=styles))
    assert read.title == "Le titre"
    assert read.html.split("\n") == [
        "<h2>Partie</h2>",
        "<blockquote><p>Bien dit</p></blockquote>",
        '<figure><img src="picture:0" alt="Une classe"><figcaption>La classe</figcaption></figure>',
    ]


def test_a_strict_document_hides_what_any_other_would():
    """Word's “Strict Open XML Document” has namespaces of its own."""
    content = document(
        p(run("vu") + run(" caché", "<w:vanish/>") + drawing("image1", "Une classe")), {"image1.png": png()}
    )
    parts = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                text = archive.read(name).decode()
                for part in ("wordprocessingml", "officeDocument", "drawingml"):
                    text = text.replace(
                        f"http://schemas.openxmlformats.org/{part}/2006/", f"http://purl.oclc.org/ooxml/{part}/"
                    )
                parts[name] = text.encode()
    read = read_word(with_parts(content, parts))
    assert read.html == '<p>vu</p>\n<figure><img src="picture:0" alt="Une classe"></figure>'
    assert "masqué" in read.left_out[0]


def test_words_that_are_lost_are_told():
    ruby = f"<w:ruby><w:rubyBase>{run('漢字')}</w:rubyBase></w:ruby>"
    read = read_word(word(paragraph(run("Un mot ") + f"<w:r>{ruby}</w:r>")))
    assert any("漢字" in sentence for sentence in read.left_out)


def test_signs_of_a_font_are_told_where_no_letter_stands_for_them():
    read = read_word(word(paragraph(run("Un") + '<w:r><w:sym w:font="Maison" w:char="F0A7"/></w:r>')))
    (told,) = read.left_out
    assert "Maison" in told
