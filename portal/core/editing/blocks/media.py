"""Blocks of sound and moving pictures."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks.parts import ChosenDocumentBlock, CodeBlock, PartsBlock, PictureBlock
from portal.core.editing.blocks.words import RICH_TEXT
from portal.core.editing.videos import Video, video_at
from portal.core.files.recordings import AUDIO, CAPTIONS, TYPES, VIDEO

LENGTH = re.compile(r"\A([0-9]{1,2}:[0-5][0-9]|[0-9]{1,3}):[0-5][0-9]\Z")
LASTS = RegexValidator(
    LENGTH,
    _("Write minutes and seconds, 12:30, or hours, minutes and seconds, 1:02:30."),
)


class RecordingValue(blocks.StructValue):
    """A recording with its `duration` as it was typed, "" where it wasn't."""

    @property
    def seconds(self) -> int:
        if not LENGTH.match(self["duration"]):
            return 0
        total = 0
        for part in self["duration"].split(":"):
            total = total * 60 + int(part)
        return total

    @property
    def machine_duration(self) -> str:
        """For a `datetime` attribute and structured data; "" where it isn't known."""
        return f"PT{self.seconds}S" if self.seconds else ""

    @property
    def length(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02}"}
        if minutes:
            return gettext("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": f"{seconds:02}"}
        return gettext("%(seconds)s s") % {"seconds": seconds} if seconds else ""

    @property
    def content_type(self) -> str:
        return TYPES.get(self["document"].file_extension.lower(), "")


class FileOfKindBlock(ChosenDocumentBlock):
    """A document that is one of these kinds of files."""

    def __init__(self, *, kinds: dict[str, str], **kwargs) -> None:
        super().__init__(**kwargs)
        self.kinds = kinds

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value is not None and value.file_extension.lower() not in self.kinds:
            named = {"name": value.filename, "kinds": ", ".join(f".{kind}" for kind in self.kinds)}
            raise ValidationError(gettext("“%(name)s” can't be played here: choose a file in %(kinds)s.") % named)
        return value


def _duration() -> CodeBlock:
    return CodeBlock(label=_("Duration"), required=False, validators=[LASTS], help_text=_("12:30, or 1:02:30."))


def _transcript() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        label=_("Transcript"),
        required=False,
        features=RICH_TEXT,
        help_text=_("All that is said, for those who can't listen, and for search."),
    )


class AudioBlock(PartsBlock):
    document = FileOfKindBlock(label=_("Sound file"), kinds=AUDIO)
    title = blocks.CharBlock(label=_("Title"))
    duration = _duration()
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = _("Sound")
        template = "blocks/audio.html"
        value_class = RecordingValue


class VideoFileBlock(PartsBlock):
    document = FileOfKindBlock(label=_("Video file"), kinds=VIDEO)
    title = blocks.CharBlock(label=_("Title"))
    poster = PictureBlock(label=_("Picture shown before it is played"), required=False)
    captions = FileOfKindBlock(
        label=_("Captions"), kinds=CAPTIONS, required=False, help_text=_("In the language of the page, as a .vtt file.")
    )
    duration = _duration()
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = _("Video of our own")
        template = "blocks/video_file.html"
        value_class = RecordingValue


class VideoAddressBlock(blocks.URLBlock):
    def clean(self, value: str) -> str:
        value = super().clean(value)
        if value and video_at(value) is None:
            raise ValidationError(_("This is no address of a video on YouTube, Vimeo or a PeerTube site."))
        return value


class VideoValue(RecordingValue):
    @property
    def video(self) -> Video | None:
        return video_at(self["address"])


class VideoBlock(PartsBlock):
    """A film on another site, of which that site hears nothing before the reader asks for it."""

    address = VideoAddressBlock(label=_("Address of the video"), help_text=_("On YouTube, Vimeo or a PeerTube site."))
    title = blocks.CharBlock(label=_("Title"))
    poster = PictureBlock(
        label=_("Picture shown before it is played"),
        required=False,
        help_text=_("From our own images. Empty: a mosaic."),
    )
    duration = _duration()
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = _("Video on another site")
        template = "blocks/video.html"
        value_class = VideoValue
