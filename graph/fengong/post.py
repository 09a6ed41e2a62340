"""A query sent to a SPARQL endpoint over HTTP (SPARQL 1.1 Protocol 2.1.2), and what can go wrong, in one line.

urllib3 does the talking: it needs no other package, trusts the certificates that the machine trusts, and
its answer is a file that pyoxigraph's parsers read while it comes.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Final, NoReturn, cast
from urllib.parse import unquote, urlencode
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    HTTPError,
    LocationParseError,
    MaxRetryError,
    NameResolutionError,
    ProxyError,
    ResponseError,
    SSLError,
    TimeoutError,
)

from fengong import __version__
from fengong.errors import GraphError

TIMEOUT: Final = 60.0
"""Seconds that an endpoint may be silent; FENGONG_ENDPOINT_TIMEOUT gives others."""

_REDIRECTS: Final = 5
_ADDRESS: Final = (
    "give the address that takes queries, such as http://HOST:7878/query or http://HOST:3030/DATASET/sparql"
)
_ELSEWHERE: Final = {404, 405, 406, 410, 415, 501}  # what a web server says that is no endpoint


@dataclass(frozen=True, slots=True)
class Server:
    """Where queries go. ``name`` is for messages: the address without user, password and parameters."""

    url: str = field(repr=False)
    name: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    timeout: float
    pool: urllib3.PoolManager = field(repr=False, compare=False)

    @property
    def known(self) -> bool:
        """Whether a user and a password were given."""
        return any(name == "authorization" for name, _ in self.headers)


def server(address: str) -> Server:
    """The server at an http or https address, which may hold USER:PASSWORD@.

    FENGONG_ENDPOINT_AUTH gives them where the address does not; a proxy is taken from the environment as
    other programs do. Raises `GraphError` for what is no address.
    """
    try:
        parsed = urllib3.util.parse_url(address)
    except LocationParseError:
        parsed = None
    if parsed is None or not parsed.host:
        raise GraphError(f"an endpoint's address is not well formed: {_ADDRESS}")
    auth = unquote(parsed.auth) if parsed.auth else os.environ.get("FENGONG_ENDPOINT_AUTH", "")
    if auth and ":" not in auth:
        raise GraphError("an endpoint's user and password are written USER:PASSWORD")
    bare = parsed._replace(auth=None, fragment=None)
    headers = [("user-agent", f"fengong/{__version__}"), ("accept-encoding", "gzip")]
    if auth:
        headers.append(("authorization", f"Basic {b64encode(auth.encode()).decode()}"))
    name = bare._replace(query=None).url
    return Server(bare.url, name, tuple(headers), _timeout(), _pool(bare.scheme or "http", bare.host or ""))


def _timeout() -> float:
    given = os.environ.get("FENGONG_ENDPOINT_TIMEOUT", "")
    try:
        seconds = float(given or TIMEOUT)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1e6:
        raise GraphError(f"FENGONG_ENDPOINT_TIMEOUT is a number of seconds, not '{given}'")
    return seconds


def _pool(scheme: str, host: str) -> urllib3.PoolManager:
    proxy = getproxies().get(scheme)
    if not proxy or proxy_bypass(host):
        return urllib3.PoolManager()
    try:
        through = urllib3.util.parse_url(proxy if "://" in proxy else f"http://{proxy}")
        auth = urllib3.make_headers(proxy_basic_auth=unquote(through.auth)) if through.auth else None
        return urllib3.ProxyManager(through._replace(auth=None).url, proxy_headers=auth)
    except (HTTPError, UnicodeError):
        raise GraphError(f"the proxy that {scheme}_proxy names cannot be used: set no_proxy={host}") from None


@contextmanager
def posted(
    to: Server, sparql: str, accept: str, graphs: Iterable[str] = ()
) -> Iterator[tuple[str, IO[bytes]]]:
    """(media type, the answer as a file) of a query; ``graphs`` are merged for it in place of the default graph.

    Raises SyntaxError with the server's words where it refuses the query (HTTP 400), `GraphError` for all else
    that goes wrong, while the answer is read too: so parse it inside the ``with``.
    """
    fields = [("query", sparql)]
    for graph in graphs:
        fields += [("default-graph-uri", graph), ("named-graph-uri", graph)]
    headers = dict(to.headers) | {"accept": accept, "content-type": "application/x-www-form-urlencoded"}
    retries = urllib3.Retry(total=_REDIRECTS, connect=0, read=0, other=0, status=0, redirect=_REDIRECTS)
    try:
        answer = to.pool.request(
            "POST", to.url, body=urlencode(fields), headers=headers, retries=retries,
            timeout=urllib3.Timeout(connect=min(10.0, to.timeout), read=to.timeout), preload_content=False,
        )  # fmt: skip
    except HTTPError as error:
        raise _unreached(to, error) from None
    try:
        media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if answer.status != 200 or media == "text/html":
            _refuse(to, answer, media)
        try:
            yield media, cast(IO[bytes], answer)  # it reads as one
        except TimeoutError as error:
            raise _unreached(to, error) from None
        except (HTTPError, OSError, SyntaxError, ValueError) as error:
            said = " ".join(str(error).split())[:120]
            raise GraphError(f"{to.name}: its answer breaks off or is damaged ({said}): ask again") from None
    finally:
        answer.close()


def _unreached(to: Server, error: HTTPError) -> GraphError:
    """What urllib3 tells in many words, in few."""
    reason = error.reason if isinstance(error, MaxRetryError) else error
    match reason:
        case NameResolutionError():
            return GraphError(f"cannot connect to {to.name}: there is no such host: check the address")
        case TimeoutError() if not isinstance(reason, urllib3.exceptions.NewConnectionError):
            return GraphError(
                f"{to.name} gave no answer within {to.timeout:g} s: ask for less, or set FENGONG_ENDPOINT_TIMEOUT"
            )
        case ProxyError():
            return GraphError(f"cannot connect to {to.name}: the proxy of the environment does not get there")
        case SSLError():
            return GraphError(f"cannot connect to {to.name}: its certificate is not trusted on this machine")
        case ResponseError():
            return GraphError(f"{to.name} redirects more than {_REDIRECTS} times: {_ADDRESS}")
    return GraphError(f"cannot connect to {to.name}: is the server running, and the port right?")


def _refuse(to: Server, answer: urllib3.BaseHTTPResponse, media: str) -> NoReturn:
    status = f"HTTP {answer.status}"
    if answer.status in {401, 403}:
        raise GraphError(f"{to.name} {_locked(to)} ({status})")
    if answer.status == 200 or answer.status in _ELSEWHERE:
        what = "a web page" if answer.status == 200 else status
        raise GraphError(f"{to.name} is no SPARQL endpoint (it answers with {what}): {_ADDRESS}")
    said = "" if media == "text/html" else _first_line(answer)
    if answer.status == 400 and said:
        raise SyntaxError(said)
    raise GraphError(f"{to.name} failed with {status}{': ' if said else ''}{said}")


def _locked(to: Server) -> str:
    if to.known:
        return "does not let this user and password in"
    return "wants a user and a password: write them as http://USER:PASSWORD@HOST or in FENGONG_ENDPOINT_AUTH"


def _first_line(answer: urllib3.BaseHTTPResponse) -> str:
    try:
        words = answer.read(2000, decode_content=True).decode("utf-8", "replace")
    except HTTPError:
        return ""
    lines = (line.strip() for line in words.splitlines())
    return next(filter(None, lines), "")[:200]
