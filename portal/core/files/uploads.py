"""What may come in as a picture or a document, and made usable on the way: a sentence for whatever is refused."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.core.files.vectors import cleaned

UNREADABLE = _("This picture can't be read: the file is damaged or cut short. Save it again, or choose another one.")
TOO_LARGE = _("This picture has too many pixels to be worked with: reduce it to 8,000 by 6,000 or less.")
NOT_WHAT_IT_SAYS = _("This file isn't what its name says, or it is damaged. Save it again in that format.")
WITH_MACROS = _("This file contains macros, which run on the computer of whoever opens it. Save it without them.")

# The modes that every format of our renditions can be made from; scanners, printers and phones know others.
DRAWABLE_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
KEPT_FORMATS = frozenset({"AVIF", "GIF", "JPEG", "PNG", "WEBP"})
HEAD = 64 * 1024


class PictureField(WagtailImageField):
    """Takes a picture that can be read to its last pixel, and turned into every rendition there may be of it."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        try:
            if data and PurePosixPath(str(data.name)).suffix.lower() == ".svg":
                return super().to_python(_cleaned(data))
            upload = super().to_python(data)
            converted = upload and _drawable(upload)
            return super().to_python(converted) if converted else upload
        except ValidationError:
            raise
        except Image.DecompressionBombError as error:
            raise ValidationError(TOO_LARGE, code="too_large") from error
        except Exception as error:  # whatever the libraries make of a damaged file
            raise ValidationError(UNREADABLE, code="unreadable") from error


def _cleaned(upload: UploadedFile) -> UploadedFile:
    upload.seek(0)
    return SimpleUploadedFile(str(upload.name), cleaned(upload.read()), "image/svg+xml")


def _drawable(upload: UploadedFile) -> UploadedFile | None:
    """The same picture in a format and a mode that browsers show; None if it is in one."""
    upload.seek(0)
    with Image.open(upload) as picture:
        frames = getattr(picture, "n_frames", 1)
        for frame in range(frames):
            picture.seek(frame)
            picture.load()
        is_kept = picture.mode in DRAWABLE_MODES and picture.format in KEPT_FORMATS
        converted = None if is_kept else _eight_bits(picture)
    upload.seek(0)
    if converted is None:
        return None
    kind, options = ("PNG", {}) if converted.mode in ("L", "RGBA") else ("JPEG", {"quality": 92})
    buffer = BytesIO()
    converted.save(buffer, kind, exif=picture.getexif(), **options)
    name = PurePosixPath(upload.name or "").stem + (".png" if kind == "PNG" else ".jpg")
    return SimpleUploadedFile(name, buffer.getvalue(), f"image/{kind.lower()}")


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        _lowest, highest = cast(tuple[float, float], picture.getextrema())  # of the one channel
        top = 65535 if picture.mode.startswith("I") and highest > 255 else 255
        return picture.convert("F").point(lambda level: level * (255 / top)).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


class PictureForm(BaseImageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = PictureField(label=plain.label, required=plain.required, widget=plain.widget)
        if description := self.fields.get("description"):
            description.label = _("Alternative text")
            description.help_text = _("What the picture shows, in a sentence, for those who don't see it.")

    def clean_file(self) -> UploadedFile:
        return _named(self.cleaned_data["file"], "image")


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return upload
        suffix = PurePosixPath(upload.name).suffix.lower()
        if holds := CONTENTS.get(suffix):
            upload.seek(0)
            if not holds(upload):
                raise ValidationError(NOT_WHAT_IT_SAYS, code="not_what_it_says")
            upload.seek(0)
        return _named(upload, "document")


def _named(upload: UploadedFile, instead: str) -> UploadedFile:
    """Storage leaves out what it doesn't know: of « 😀.pdf » it would keep the suffix alone."""
    name = PurePosixPath(upload.name or "")
    if not re.search(r"\w", name.stem):
        upload.name = f"{instead}{name.suffix}"
    return upload


def _begins(*signatures: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda file: file.read(16).startswith(signatures)


def _holds_pdf(file: IO[bytes]) -> bool:
    return b"%PDF-" in file.read(1024)


def _holds_mp4(file: IO[bytes]) -> bool:
    return file.read(8)[4:] == b"ftyp"


def _holds_text(file: IO[bytes]) -> bool:
    head = file.read(HEAD)
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def _zipped(member: str) -> Callable[[IO[bytes]], bool]:
    """An office file, by the member it can't be without; with macros it is refused in words of its own."""

    def holds(file: IO[bytes]) -> bool:
        if not zipfile.is_zipfile(file):
            return False
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
        if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
            raise ValidationError(WITH_MACROS, code="with_macros")
        return member in names

    return holds


# The kinds of documents that are taken, and how each is known; what can run, on whatever machine, is not among them.
CONTENTS: dict[str, Callable[[IO[bytes]], bool]] = {
    ".csv": _holds_text,
    ".docx": _zipped("word/document.xml"),
    ".epub": _zipped("META-INF/container.xml"),
    ".ics": _holds_text,
    ".jpeg": _begins(b"\xff\xd8\xff"),
    ".jpg": _begins(b"\xff\xd8\xff"),
    ".m4a": _holds_mp4,
    ".mp3": _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    ".mp4": _holds_mp4,
    ".odp": _zipped("content.xml"),
    ".ods": _zipped("content.xml"),
    ".odt": _zipped("content.xml"),
    ".ogg": _begins(b"OggS"),
    ".pdf": _holds_pdf,
    ".png": _begins(b"\x89PNG\r\n\x1a\n"),
    ".pptx": _zipped("ppt/presentation.xml"),
    ".sav": _begins(b"$FL2", b"$FL3"),
    ".txt": _holds_text,
    ".vtt": _begins(b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
    ".webm": _begins(b"\x1a\x45\xdf\xa3"),
    ".xlsx": _zipped("xl/workbook.xml"),
}
