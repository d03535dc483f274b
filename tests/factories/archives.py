"""What an old site gives: folders with their sheet, exports of WordPress."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

HEADINGS = ("fichier", "titre", "date")

ENCLOSED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Ancien site</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>lea</wp:author_login>
<wp:author_display_name>Léa Œuvrard</wp:author_display_name></wp:author>
{items}</channel></rss>"""

POST = """<item><title>{title}</title><link>{link}</link><dc:creator>lea</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{date}</wp:post_date><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>
<category domain="category" nicename="ecoute"><![CDATA[Écoute]]></category>{more}</item>"""


def sheet(*rows: dict[str, str], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    headings = list(dict.fromkeys([*HEADINGS, *(name for row in rows for name in row)]))
    text = StringIO()
    writer = csv.DictWriter(text, headings, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def row(number: int, **cells: str) -> dict[str, str]:
    return {"fichier": f"a{number}.html", "titre": f"Article {number}", "date": "14/03/2015", **cells}


def html(sentence: str = "Le corps.") -> bytes:
    return f'<html><head><meta charset="utf-8"></head><body><p>{sentence}</p></body></html>'.encode()


def folder(at: Path, files: dict[str, bytes], *rows: dict[str, str]) -> Path:
    for name, content in {"metadata.csv": sheet(*rows), **files}.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_bytes(content)
    return at


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def post(number: int, **fields: str) -> str:
    told = {
        "title": f"Billet {number}",
        "link": f"https://ancien.exemple/2014/03/billet-{number}/",
        "content": "Une phrase.\n\nUne autre.",
        "excerpt": "",
        "date": "2014-03-02 10:00:00",
        "status": "publish",
        "kind": "post",
        "password": "",
        "more": "",
    }
    return POST.format(number=number, **{**told, **fields})


def export(*items: str) -> bytes:
    return ENCLOSED.replace("{items}", "\n".join(items)).encode()
