"""From a bare clone to a running portal or test suite, with the standard library alone.

Makes `.venv`, installs the pinned packages and writes `.env`, each only if it is missing or out of date,
then hands over to Django or to the tests.
"""

import hashlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = str(VENV / "bin" / "python")
ENV_FILE = ROOT / ".env"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
TEMPLATES = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "ProxyError", "Network is unreachable")

STEPS = {
    "test": [[VENV_PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", "-m", "not drill"]],
    "drill": [[VENV_PYTHON, "-m", "pytest", "-q", "-m", "drill"]],
    "bench": [[VENV_PYTHON, "-m", "benchmarks.speed"]],
    "lint": [
        [VENV_PYTHON, "-m", "ruff", "check", "--quiet"],
        [VENV_PYTHON, "-m", "ruff", "format", "--check", "--quiet"],
        [VENV_PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        [VENV_PYTHON, "-m", "mypy", "--no-error-summary"],
        [str(VENV / "bin" / "djade"), "--check", "--target-version", "5.2", *TEMPLATES],
    ],
}


class Stop(Exception):
    """What keeps the portal from starting, in French and in English."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(f"{french}\n{english}")


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "serve"
    os.chdir(ROOT)
    try:
        if command == "serve":
            port = free_port(os.environ.get("PORT") or "8000")
            prepare([RUNTIME])
            serve(port)
        prepare([RUNTIME, DEVELOPMENT])
        return run_all(command, arguments[1:])
    except Stop as reason:
        sys.stderr.write(f"\n{reason}\n")
    except OSError as error:
        where = error.filename or ROOT
        sys.stderr.write(
            f"\nImpossible d’écrire dans « {where} » ({error.strerror}) : donnez-vous le droit d’y écrire, "
            "ou libérez de la place, puis relancez.\n"
            f"“{where}” can’t be written ({error.strerror}): give yourself the right to write there, "
            "or free some space, then start again.\n"
        )
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    return 1


def free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Stop(
            f"« {text} » n’est pas un port : choisissez un nombre, par exemple make serve PORT=8001.",
            f"“{text}” is not a port: choose a number, for instance make serve PORT=8001.",
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise Stop(
                f"Le port {text} est déjà pris : arrêtez ce qui l’occupe, ou choisissez-en un autre avec "
                f"make serve PORT={int(text) % 65535 + 1}.",
                f"Port {text} is already in use: stop what holds it, or choose another one with "
                f"make serve PORT={int(text) % 65535 + 1}.",
            ) from error
    return int(text)


def prepare(requirements: list[str]) -> None:
    """The virtual environment with these requirements, and a `.env`."""
    digest = hashlib.sha256(sys.version.encode())
    for name in requirements:
        digest.update((ROOT / name).read_bytes())
    stamp = VENV / f"installed-{requirements[-1]}"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        make_venv()
        install(requirements[-1])
        stamp.write_text(digest.hexdigest())
    if not ENV_FILE.exists():
        ENV_FILE.touch(mode=0o600)
        ENV_FILE.write_text(
            f"SECRET_KEY={secrets.token_urlsafe(50)}\nALLOWED_HOSTS=127.0.0.1,localhost\nHTTPS=false\nDEMO=true\n"
        )


def make_venv() -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Stop(
                f"Il manque à Python le module {module} : installez-le "
                "(Debian, Ubuntu : apt install python3-venv), puis relancez.",
                f"Python lacks its module {module}: install it "
                "(Debian, Ubuntu: apt install python3-venv), then start again.",
            )
    has_pip = [VENV_PYTHON, "-m", "pip", "--version"]
    if Path(VENV_PYTHON).exists() and subprocess.run(has_pip, capture_output=True).returncode == 0:
        return
    say("Environnement Python dans .venv… / Python environment in .venv…")
    VENV.mkdir(exist_ok=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        raise Stop(
            f"Python n’a pas pu préparer .venv : {last_line(made)}",
            f"Python could not prepare .venv: {last_line(made)}",
        )


def install(requirements: str) -> None:
    say(f"Installation de {requirements}… / Installing {requirements}…")
    pip = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "2"]
    log = VENV / "install.log"
    with log.open("w+") as errors:
        with subprocess.Popen([*pip, "-r", requirements], stdout=subprocess.PIPE, stderr=errors, text=True) as process:
            for count, package in enumerate(packages(process.stdout), 1):
                progress(f"  {count:3} {package}")
        progress("")
        errors.seek(0)
        complaint = errors.read()
    if process.returncode == 0:
        return
    if any(sign in complaint for sign in NO_NETWORK):
        raise Stop(
            "Le dépôt de paquets Python est injoignable : vérifiez la connexion (ou le proxy), puis relancez.",
            "The Python package index can’t be reached: check the connection (or the proxy), then start again.",
        )
    raise Stop(
        f"L’installation des paquets a échoué ; le détail est dans {log}.",
        f"The packages could not be installed; {log} tells why.",
    )


def packages(output: Iterator[str]) -> Iterator[str]:
    """The name of each package that pip says it takes up."""
    for line in output:
        verb, _space, rest = line.partition(" ")
        if verb == "Collecting":
            yield rest.split(" (")[0].strip()
        elif verb == "Installing":
            yield "installation… / installing…"


def serve(port: int) -> None:
    """Becomes the supervisor, so that Ctrl-C reaches it and nothing stands in between."""
    if "BASE_URL=" not in ENV_FILE.read_text():
        os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    os.execv(VENV_PYTHON, [VENV_PYTHON, "manage.py", "serve", "--port", str(port)])


def run_all(command: str, arguments: list[str]) -> int:
    """Run each step of a command, whatever the others say, and answer the first failure."""
    results = [subprocess.run([*step, *arguments]).returncode for step in STEPS[command]]
    return next((result for result in results if result), 0)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def progress(text: str) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif text:
        print(text, flush=True)


def last_line(result: subprocess.CompletedProcess) -> str:
    return ((result.stdout + result.stderr).strip().splitlines() or ["?"])[-1]
