"""Real web servers on loopback, for tests: started on a free port, stopped at the end; None where not installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NGINX = """
daemon off; master_process off; pid {work}/pid; error_log stderr error;
events {{}}
http {{
  access_log off;
  client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f;
  uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
  include {site}/nginx.conf;
  server {{ listen 127.0.0.1:{port}; location / {{ root {site}; include {site}/nginx-location.conf; }} }}
}}
"""
APACHE = """
ServerRoot {work}
ServerName 127.0.0.1
PidFile {work}/pid
Listen 127.0.0.1:{port}
ErrorLog {work}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule rewrite_module {modules}/mod_rewrite.so
TypesConfig /dev/null
DocumentRoot {site}
<Directory {site}>
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
"""
MODULES = Path("/usr/lib/apache2/modules")


def installed(name: str) -> bool:
    """Whether the server "nginx" or "apache2" can be started."""
    return bool(shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin"))


@contextmanager
def serving(name: str, site: Path, work: Path) -> Iterator[int]:
    """The server with the folder ``site`` at its root; gives the port."""
    port = _free_port()
    text = (NGINX if name == "nginx" else APACHE).format(work=work, site=site, port=port, modules=MODULES)
    (work / "server.conf").write_text(text)
    program = shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin") or name
    arguments = (
        ["-c", str(work / "server.conf")] if name == "nginx" else ["-X", "-f", str(work / "server.conf")]
    )
    server = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {server.communicate()[1].decode()}")
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")
