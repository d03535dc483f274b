"""Where uploads lie: under the name they came with, as far as a disk takes it."""

from pathlib import PurePosixPath

from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri

# A disk takes 255 bytes: what is left is for the ending and for what tells two files of one name apart.
MOST_BYTES = 200


class UploadStorage(FileSystemStorage):
    def get_valid_name(self, name: str) -> str:
        path = PurePosixPath(super().get_valid_name(name))
        return path.stem.encode()[:MOST_BYTES].decode(errors="ignore") + path.suffix[:20]

    def url(self, name: str) -> str:  # type: ignore[override]
        """As Django joins them, without looking for another site in the name: a page shows dozens."""
        return f"{self.base_url}{filepath_to_uri(name).lstrip('/')}"
