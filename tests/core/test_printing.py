"""What is printed is printed beside everything else that a worker does."""

from importlib import reload

from PIL import ImageFile


def test_printing_lets_no_half_picture_through():
    import weasyprint.images

    from portal.core.look import printing

    reload(weasyprint.images)
    reload(printing)
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
