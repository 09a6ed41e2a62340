"""SPARQL endpoints on loopback, for tests: two engines, and a web server that answers as it is told."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store
from servers import _free_port, _wait

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
HAS_RDFLIB = bool(find_spec("rdflib_endpoint") and find_spec("uvicorn"))
_RDFLIB = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@contextmanager
def _started(command: list[str], port: int) -> Iterator[None]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(port, server)
        yield
    finally:
        server.terminate()
        server.communicate(timeout=20)


def load(folder: Path, *files: Path) -> Path:
    """A store folder that Oxigraph has loaded the RDF files into, as an administrator does."""
    for file in files:
        command = [str(OXIGRAPH), "load", "--location", str(folder), "--file", str(file)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


@contextmanager
def oxigraph(folder: Path, *flags: str) -> Iterator[str]:
    """Oxigraph's own server of a store folder; gives the endpoint's address."""
    port = _free_port()
    where = ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _started([str(OXIGRAPH), "serve-read-only", *where, *flags], port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def rdflib(file: Path) -> Iterator[str]:
    """rdflib behind the package rdflib-endpoint, with the N-Quads of a file; gives the endpoint's address."""
    port = _free_port()
    with _started([sys.executable, "-W", "ignore", "-c", _RDFLIB, str(file), str(port)], port):
        yield f"http://127.0.0.1:{port}/"


class Asked(NamedTuple):
    """A request as it came."""

    path: str
    fields: dict[str, list[str]]
    headers: dict[str, str]

    @property
    def query(self) -> str:
        """The SPARQL."""
        return self.fields["query"][0]


class Reply(NamedTuple):
    """What to answer."""

    status: int = 200
    media: str = "application/sparql-results+json"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has heard enough and leaves is nothing to print."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def replying(reply: Callable[[Asked], Reply]) -> Iterator[tuple[str, list[Asked]]]:
    """A web server that gives what ``reply`` makes of a request; its address and the requests so far."""
    seen: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen.append(Asked(self.path, parse_qs(body), headers))
            given = reply(seen[-1])
            self.send_response(given.status)
            for name, value in (("content-type", given.media), *given.headers):
                self.send_header(name, value)
            if not any(name == "content-length" for name, _ in given.headers):
                self.send_header("content-length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def engine(store: Store, form: QueryResultsFormat = QueryResultsFormat.JSON) -> Callable[[Asked], Reply]:
    """A small SPARQL engine for `replying`, which knows one format and no data sets named in requests."""

    def reply(asked: Asked) -> Reply:
        answer = store.query(asked.query)
        assert isinstance(answer, QuerySolutions | QueryBoolean)
        return Reply(media=form.media_type, body=answer.serialize(format=form) or b"")

    return reply
