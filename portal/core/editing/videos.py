"""Where a film on another site stands, and how it is framed so that its site learns as little as can be."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

YOUTUBE = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})")
VIMEO = re.compile(r"/(?:video/|channels/\w+/|groups/\w+/videos/)?(\d{5,12})(?:/([0-9a-f]{6,20}))?/?\Z")
PEERTUBE = re.compile(r"/(?:w|videos/watch|videos/embed)/([A-Za-z0-9]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")


@dataclass(frozen=True)
class Video:
    """`site` is how its site is called, `address` where it stands there, `frame` what plays it on a page of ours."""

    site: str
    address: str
    frame: str


def video_at(address: str) -> Video | None:
    """None for an address of none of the sites that are known: YouTube, Vimeo, and whichever runs PeerTube."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        is_plain = parts.scheme == "https" and parts.port is None and parts.username is None
    except ValueError:
        return None
    if not is_plain or not HOST.match(host):
        return None
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _on_youtube(host, parts.path, asked)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _on_vimeo(parts.path, asked)
    if found := PEERTUBE.match(parts.path):
        place = f"https://{parts.hostname}"
        options = urlencode({"autoplay": 1, "p2p": 0, "peertubeLink": 0})
        return Video(str(parts.hostname), f"{place}/w/{found[1]}", f"{place}/videos/embed/{found[1]}?{options}")
    return None


def _on_youtube(host: str, path: str, asked: dict[str, str]) -> Video | None:
    key = path.strip("/") if host == "youtu.be" else asked.get("v", "")
    if found := YOUTUBE.match(path):
        key = found[1]
    if not re.fullmatch(r"[\w-]{11}", key, re.ASCII):
        return None
    options = urlencode({"autoplay": 1, "rel": 0})
    frame = f"https://www.youtube-nocookie.com/embed/{key}?{options}"
    return Video("YouTube", f"https://www.youtube.com/watch?v={key}", frame)


def _on_vimeo(path: str, asked: dict[str, str]) -> Video | None:
    found = VIMEO.match(path)
    if not found:
        return None
    key, secret = found[1], found[2] or asked.get("h", "")
    if not re.fullmatch(r"[0-9a-f]{0,20}", secret):
        return None
    options = urlencode({"dnt": 1, "autoplay": 1, **({"h": secret} if secret else {})})
    address = f"https://vimeo.com/{key}" + (f"/{secret}" if secret else "")
    return Video("Vimeo", address, f"https://player.vimeo.com/video/{key}?{options}")
