"""Draws the first pages of a PDF: a program of its own, since what a hostile file breaks then breaks nothing else.

    python -I pdf_pages.py file.pdf folder number

It writes 1.jpg, 2.jpg… into the folder, and how many pages there are or what is wrong to its output.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY, SECONDS = 2 * 1024**3, 90
WIDTH, HEIGHT = 1600, 2400
QUALITY = 85
PASSWORD = 4  # as PDFium numbers its errors


def draw(source: Path, folder: Path, most: int) -> dict[str, object]:
    import pypdfium2  # noqa: PLC0415 - once the limits are set

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        return {"problem": "locked" if error.err_code == PASSWORD else "damaged"}
    try:
        for number in range(min(most, len(document))):
            page = document[number]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
            drawn = page.render(scale=scale).to_pil().convert("RGB")
            drawn.save(folder / f"{number + 1}.jpg", quality=QUALITY)
        return {"pages": len(document)}
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return {"problem": "damaged"}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(json.dumps(draw(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
