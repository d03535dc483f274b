"""What keeps the portal from starting is said in a sentence, in French and in English."""

import ast
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_first_start():
    spec = importlib.util.spec_from_file_location("first_start", ROOT / "deploy" / "first_start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


first_start = load_first_start()


@pytest.fixture
def clone(tmp_path):
    """The few files the first start needs, in a folder with spaces and accents, asking for one package."""
    folder = tmp_path / "un été à Nîmes"
    folder.mkdir()
    shutil.copytree(ROOT / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").write_text("asgiref==3.13.0\n")
    return folder


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", *arguments, f"PYTHON={sys.executable}"],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none(clone, port):
    result = make(clone, "serve", PORT=port)
    assert result.returncode
    assert f"« {port} » n’est pas un port" in result.stderr
    assert f"“{port}” is not a port" in result.stderr


def test_a_port_in_use(clone):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = make(clone, "serve", PORT=str(port))
    assert f"Le port {port} est déjà pris" in result.stderr
    assert not (clone / ".venv").exists(), "It is said before anything is installed."


def test_no_network(clone):
    result = make(
        clone, "serve", PORT="18999", HTTPS_PROXY="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9",
        PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL="https://pypi.org/simple", PIP_RETRIES="0", PIP_FIND_LINKS="",
        PIP_NO_CACHE_DIR="1",
    )  # fmt: skip
    assert "injoignable" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_module_that_python_lacks(monkeypatch, tmp_path):
    monkeypatch.setattr(first_start.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(first_start.Stop, match="python3-venv"):
        first_start.make_venv()


def test_a_folder_that_can_not_be_written(clone):
    (clone / ".venv").write_text("a file where the folder should be")
    result = make(clone, "serve", PORT="18999")
    assert "Impossible d’écrire" in result.stderr
    assert "can’t be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_old_python_is_told_so():
    source = (ROOT / "deploy" / "bootstrap.py").read_text()
    pretend = f"import sys; sys.version_info = (3, 6, 15); exec({source!r})"
    result = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert result.returncode == 1
    assert "Python 3.6.15 est trop ancien" in result.stderr
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.arg)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, newer)]


def test_env_file_is_written_once_closed_and_private(monkeypatch, tmp_path):
    monkeypatch.setattr(first_start, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(first_start, "VENV", tmp_path)
    monkeypatch.setattr(first_start, "make_venv", lambda: None)
    monkeypatch.setattr(first_start, "install", lambda requirements: None)
    first_start.prepare(["requirements.txt"])
    written = (tmp_path / ".env").read_text()
    first_start.prepare(["requirements.txt"])
    assert (tmp_path / ".env").read_text() == written
    assert "DEBUG" not in written
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_nothing_is_installed_twice(monkeypatch, tmp_path):
    installed = []
    monkeypatch.setattr(first_start, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(first_start, "VENV", tmp_path)
    monkeypatch.setattr(first_start, "make_venv", lambda: None)
    monkeypatch.setattr(first_start, "install", installed.append)
    for _start in range(2):
        first_start.prepare(["requirements.txt"])
    assert installed == ["requirements.txt"]
    (tmp_path / "installed-requirements.txt").write_text("of another time")
    first_start.prepare(["requirements.txt"])
    assert len(installed) == 2
