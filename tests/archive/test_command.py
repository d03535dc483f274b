import pytest
from django.core.management import CommandError, call_command

from articles.models import ArticlePage
from tests.factories.archives import folder, html, row

pytestmark = pytest.mark.django_db


def run(capsys, *arguments) -> str:
    call_command("import_archive", *map(str, arguments))
    return capsys.readouterr().out


def test_it_tells_what_would_become_of_each_and_makes_nothing(site, tmp_path, capsys):
    told = run(capsys, folder(tmp_path / "Mon site", {"a1.html": html()}, row(1), row(2, date="jamais")))
    assert "ligne 3, a2.html (date) : Ce n’est pas un jour" in told
    assert "Mon site : 1 à importer, 1 refusé, 0 importé." in told
    assert not ArticlePage.objects.exists()


def test_it_imports_once_it_is_told_to(site, tmp_path, capsys):
    at = folder(tmp_path, {"a1.html": html()}, row(1))
    for _time in range(2):
        assert "0 à importer, 0 refusé, 1 importé." in run(capsys, at, "--import", "--publish")
    assert ArticlePage.objects.get().live


@pytest.mark.parametrize("arguments", [["/nulle/part"], [".", "--by", "nul@exemple.fr"]])
def test_what_it_is_told_wrong_it_says(site, arguments):
    with pytest.raises(CommandError):
        call_command("import_archive", *arguments)
