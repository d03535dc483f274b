"""What docs/operator.md tells to type, typed: on a copy of this machine that is forgotten afterwards.

The copy is a layer over the real files in namespaces of its own; what Debian's packages do there (PostgreSQL that runs)
and what systemd and certbot would do is done by hand.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.served import ROOT

DOC = (ROOT / "docs" / "operator.md").read_text()
HOST = "portail.example"
PASSWORD = "un long mot de passe"

COPY = r"""
set -eu
mount -t tmpfs none "$LAYER"
mkdir "$LAYER/upper" "$LAYER/work" "$LAYER/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$LAYER/upper,workdir=$LAYER/work" "$LAYER/root"
cp -L /etc/resolv.conf "$LAYER/resolv.conf"
mount --rbind /dev "$LAYER/root/dev"
mount -t proc proc "$LAYER/root/proc"
mount -t tmpfs none "$LAYER/root/run"
mount -t tmpfs none "$LAYER/root/tmp"
chmod 1777 "$LAYER/root/tmp"
rm -f "$LAYER/root/etc/resolv.conf"
cp "$LAYER/resolv.conf" "$LAYER/root/etc/resolv.conf"
rm -f "$LAYER/root/etc/nginx/sites-enabled/"*
cp "$SCRIPT" "$LAYER/root/install"
exec chroot "$LAYER/root" bash -eux /install
"""

# A cluster as Debian's package leaves it: peers by their system's name, over the socket alone.
POSTGRESQL = r"""
install -d -o postgres /run/postgresql /tmp/postgresql
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
runuser -u postgres -- "$programs/initdb" -A peer -D /tmp/postgresql >/dev/null
runuser -u postgres -- "$programs/pg_ctl" -D /tmp/postgresql -w -l /tmp/postgresql.log \
    -o "-k /run/postgresql -c listen_addresses=" start
"""

CERTIFICATE = r"""
mkdir -p /etc/letsencrypt/live/HOST
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=HOST -keyout /etc/letsencrypt/live/HOST/privkey.pem \
    -out /etc/letsencrypt/live/HOST/fullchain.pem 2>/dev/null
""".replace("HOST", HOST)

FIRST_PAGE = r"""
for try in $(seq 100); do [ -S /run/portal/gunicorn.sock ] && break; sleep 0.3; done
nginx
python3 - <<'END'
import http.client, ssl
for address in ("/", "/en/"):
    door = http.client.HTTPSConnection("127.0.0.1", context=ssl._create_unverified_context(), timeout=60)
    door.request("GET", address, headers={"Host": "HOST"})
    answer = door.getresponse()
    print("ANSWERED", address, answer.status, "Votre association" in answer.read().decode())
END
""".replace("HOST", HOST)


def blocks() -> Iterator[str]:
    """The indented blocks under Install, each as it is to be typed."""
    section = DOC.partition("\n## Install\n")[2].partition("\n## ")[0]
    for found in re.finditer(r"(?:^    .+\n?)+", section, re.MULTILINE):
        yield re.sub(r"^    ", "", found[0], flags=re.MULTILINE)


def unit(name: str) -> dict[str, str]:
    text = (ROOT / "deploy" / name).read_text().replace("\\\n", " ")
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def started(name: str) -> str:
    """What systemd does with a unit."""
    says = unit(name)
    runtime = f"/run/{says['RuntimeDirectory']}"
    owner = f"-o {says['User']} -g {says['Group']}"
    inner = f"umask {says['UMask']}; cd {says['WorkingDirectory']}; exec {says['ExecStart']}"
    as_user = f"runuser -u {says['User']} -g {says['Group']}"
    return f"install -d -m 755 {owner} {runtime}\n{as_user} -- bash -c {shlex.quote(inner)} >/tmp/web.log 2>&1 &\n"


def script() -> str:
    lines = [POSTGRESQL]
    for block in blocks():
        if block.startswith("SECRET_KEY="):
            secret = block.replace("at least 50 random characters", "$(openssl rand -hex 32)")
            lines.append(f"cd /srv/portal\ncat > .env <<END\n{secret}END\nchown portal .env\nchmod 600 .env\n")
        elif block.startswith(("python3 ", ".venv/")):
            answers = f"printf '%s\\n%s\\n' {shlex.quote(PASSWORD)} {shlex.quote(PASSWORD)} | "
            typed = re.sub(r"^(?=.* start_site )", answers, block, flags=re.MULTILINE)
            lines.append(f"cd /srv/portal\nrunuser -u portal -- bash -eux -c {shlex.quote(typed)}\n")
        elif block.startswith("apt install"):
            lines.append(re.sub(r"^apt install (.*)$", r"dpkg -s \1 >/dev/null", block, flags=re.MULTILINE))
            lines.append("tar -xf /project.tar -C /srv/portal --no-same-owner\n")
        else:
            lines += [CERTIFICATE, "cd /srv/portal\n", re.sub(r"^systemctl .*\n?", "", block, flags=re.MULTILINE), "\n"]
    return "".join([*lines, started("portal-web.service"), FIRST_PAGE])


def test_the_steps_are_found_in_the_page():
    assert [block.split()[0] for block in blocks()] == [
        "apt", "python3", "SECRET_KEY=at", ".venv/bin/python", "cp",
    ]  # fmt: skip


@pytest.mark.drill
def test_from_nothing_to_the_first_page_by_the_steps_of_the_page(tmp_path):
    namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    allowed = (
        shutil.which("unshare") and not subprocess.run([*namespaces, "true"], stderr=subprocess.DEVNULL).returncode
    )
    if not allowed:
        pytest.skip("only root can make a copy of the machine")
    said = install(namespaces, tmp_path)
    assert "System check identified no issues" in said
    assert re.findall(r"^ANSWERED (\S+) (\d+) (\w+)$", said, re.MULTILINE) == [
        ("/", "200", "True"),
        ("/en/", "200", "True"),
    ]


def install(namespaces: list[str], folder: Path) -> str:
    (folder / "layer").mkdir()
    (folder / "script").write_text(script())
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    tar = ["tar", "--null", "--no-recursion", "-T", "-", "-cf", str(folder / "project.tar")]
    subprocess.run(tar, cwd=ROOT, input=tracked, check=True)
    copy = COPY.replace('"$LAYER/root/install"\n', f'"$LAYER/root/install"\ncp {folder}/project.tar "$LAYER/root/"\n')
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
    environment |= {"LAYER": str(folder / "layer"), "SCRIPT": str(folder / "script")}
    done = subprocess.run(
        [*namespaces, "bash", "-c", copy], env=environment, capture_output=True, text=True, timeout=900, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-6000:]
    return said
