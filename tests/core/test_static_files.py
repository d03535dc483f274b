import re

from django.core.management import call_command


def test_the_style_sheet_is_served_whole(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.core.look.static_files.PortalStaticFilesStorage"},
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    for _twice in range(2):  # the second time, the first one's result is what lies there
        call_command("collectstatic", interactive=False, verbosity=0)
    (served,) = tmp_path.glob("css/site.*.css")
    text = served.read_text()
    assert "@import" not in text
    assert "/*" not in text
    assert text.index("@layer base,") < text.index("--paper:") < text.index(".masthead{") < text.index("@page")
    assert set(re.findall(r"\.\./fonts/(\w+)(?:-\w+)?\.\w{12}\.woff2", text)) == {"bricolage", "newsreader"}
    compressed = served.with_name(f"{served.name}.br")
    assert compressed.stat().st_size < 14_000


def test_every_style_sheet_is_imported(settings):
    folder = settings.BASE_DIR / "static/css"
    imported = re.findall(r'@import url\("([^"]+)"\);', (folder / "site.css").read_text())
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.css")}
    assert files - {"site.css", "admin.css"} == set(imported)


def test_screens_of_the_administration_carry_no_styles_of_their_own(settings):
    screens = (settings.BASE_DIR / "templates").glob("*/admin/**/*.html")
    assert [path.name for path in screens if "<style" in path.read_text()] == []
