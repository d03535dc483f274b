"""A short text as a QR code."""

from io import BytesIO

import qrcode


def png(text: str) -> bytes:
    """Black on white with its quiet zone; a twentieth of it may be dirty. Capitals and digits make it the coarsest."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=8)
    code.add_data(text)
    picture = BytesIO()
    code.make_image().save(picture, "PNG")
    return picture.getvalue()
