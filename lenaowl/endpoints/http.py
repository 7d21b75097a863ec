"""HTTP with servers: redirects, retries, bounds on time and size, and each failure as one readable line."""

from __future__ import annotations

import http.client
import math
import time
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lenaowl.endpoints.addresses import check_url, in_ascii, place, without_secrets
from lenaowl.endpoints.login import HOW, Login
from lenaowl.endpoints.plain_words import plain
from lenaowl.errors import EndpointError
from lenaowl.rdf.limits import max_bytes

# Passing faults: worth another try after a while.
_PASSING = (429, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_HOPS = 5  # redirects in a row
_PIECE = 65_536  # bytes
_HINTS = {
    400: "refused it",
    401: f"needs a login: {HOW}",
    403: "does not allow it with this login",
    404: "has nothing at this address; check the path, such as /sparql, /query or /dataset",
    405: "does not take this kind of request at this address",
    406: "has no format that can be read here",
    413: "finds the request too large",
    414: "finds the request too long",
    415: "does not take this format",
}
_PLAIN, _PACKED = ("", "identity", "utf-8"), ("gzip", "x-gzip", "deflate")  # how answers are sent
_FAULTS = (OSError, http.client.HTTPException, ValueError, zlib.error)


@dataclass(frozen=True)
class Body:
    """What a server answered.

    Attributes:
        content: the body, unpacked.
        media_type: what it says that the body is.
        charset: how it says that text is encoded; empty if it does not.
        partial: what it says of an answer that it broke off; empty if it says nothing.
        most: how many rows it answers at most, if it says so.
    """

    content: bytes
    media_type: str
    charset: str = ""
    partial: str = ""
    most: int | None = None


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the standard library would make a GET without its query of a POST."""

    def redirect_request(self, *_: object) -> None:
        """Return nothing, so that the redirect is an error with its status."""


@dataclass(frozen=True)
class Remote:
    """Sends requests. Proxies are those of the environment (`http_proxy`, `https_proxy`, `no_proxy`).

    Attributes:
        login: who asks.
        timeout: seconds in which an answer must be here whole, with all tries.
        retries: how often to try again after a passing fault.
        pause: seconds to wait before the first further try; twice as long before each one after it.
        end: the moment of the clock (`time.monotonic`) at which all that is asked must be answered.
    """

    login: Login = field(default_factory=Login)
    timeout: float = 60.0
    retries: int = 3
    pause: float = 0.5
    end: float = math.inf

    def read(self, request: urllib.request.Request, *, repeatable: bool = True) -> Body:
        """Send a request and return the answer.

        Args:
            request: the request.
            repeatable: whether it may be sent again when the connection was cut and it may have been carried out.

        Raises:
            EndpointError: in one line, whatever went wrong.
        """
        check_url(request.full_url)
        request.full_url = in_ascii(request.full_url)
        end = min(time.monotonic() + self.timeout, self.end)
        seen = {request.full_url}
        while True:
            found = self._tried(request, end, repeatable)
            if isinstance(found, Body):
                return found
            request = _moved(request, found, seen, repeatable)
            seen.add(request.full_url)

    def _tried(self, request: urllib.request.Request, end: float, repeatable: bool) -> Body | urllib.error.HTTPError:
        """Return the answer to a request, or the redirect that is its answer."""
        if header := self._header(request, end):
            request.add_unredirected_header("Authorization", header)  # it stays with this server
        for attempt in range(self.retries + 1):
            pause = self.pause * 2**attempt
            last = attempt == self.retries or time.monotonic() + pause > end
            try:
                with _opener().open(request, timeout=_left(end)) as answer:
                    return _body(answer, end)
            except urllib.error.HTTPError as error:
                if error.code in _MOVED:
                    error.close()
                    return error
                wait = _wait(error, pause)
                if last or error.code not in _PASSING or time.monotonic() + wait > end:
                    raise EndpointError(f"{place(request.full_url)} {self._status(error, request.full_url)}") from None
                error.close()
                time.sleep(wait)
            except _FAULTS as error:
                if last or not _may_try_again(error, repeatable):
                    raise EndpointError(f"{place(request.full_url)} {self._fault(error)}") from None
                time.sleep(pause)
        raise AssertionError("unreachable")  # pragma: no cover

    def _header(self, request: urllib.request.Request, end: float) -> str:
        """Return the header of the login. A server is asked first whether a password is to be sent as a digest.

        Some servers that want a digest answer nothing but a refusal to anything else, or cut the connection before
        they have read a large body.

        Raises:
            EndpointError: if it wants a digest of a kind that is not known here.
        """
        if self.login.token or not self.login.user:
            return self.login.header()
        question = urllib.request.Request(request.full_url, method="HEAD")  # noqa: S310 - checked to be of the web
        asked: list[str] = []
        try:
            _opener().open(question, timeout=_left(end)).close()
        except urllib.error.HTTPError as error:
            asked = error.headers.get_all("WWW-Authenticate") or []
            error.close()
        except _FAULTS:
            pass  # the request itself will meet the fault
        try:
            return self.login.digest(request, asked) or self.login.header()
        except ValueError as error:
            raise EndpointError(
                f"{place(request.full_url)} asks for a login that cannot be sent: {plain(str(error).encode())}"
            ) from None

    def _status(self, error: urllib.error.HTTPError, url: str) -> str:
        try:
            with error:
                said = without_secrets(plain(error.read(100_000)), url, self.login.password, self.login.token)
        except _FAULTS:
            said = ""
        if error.code == 401 and self.login.header():
            of = f"of {self.login.user}" if self.login.user and not self.login.token else "by the token"
            return f"refused the login {of}{f': {said}' if said else ''}"
        hint = _HINTS.get(error.code, f"failed with status {error.code}")
        return f"{hint}: {said}" if said and error.code not in (401, 404) else hint

    def _fault(self, error: BaseException) -> str:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError) or "timed out" in str(reason):
            return f"gave no answer in {self.timeout:g} s; give it more time with --timeout"
        if isinstance(reason, zlib.error):
            return "sent a packed answer that cannot be unpacked"
        if isinstance(reason, (ConnectionResetError, BrokenPipeError, http.client.HTTPException)):
            return "cut the connection"
        return f"cannot be reached: {plain(str(getattr(reason, 'strerror', None) or reason).encode())}"


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Stay)


def _left(end: float) -> float:
    """Return the seconds that are left, for what waits.

    Raises:
        TimeoutError: if there are none.
    """
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


def _moved(
    request: urllib.request.Request, error: urllib.error.HTTPError, seen: set[str], repeatable: bool
) -> urllib.request.Request:
    """Return the same request for the address that a redirect names, if that is of the same server.

    Raises:
        EndpointError: if it is of another, leads in a circle, or the request may have been carried out.
    """
    told = error.headers.get("Location", "")
    here = place(request.full_url)
    try:
        where = urljoin(request.full_url, told)
        same = urlsplit(where)[:2] == urlsplit(request.full_url)[:2]
    except ValueError:
        where, same = "", False
    if where in seen or len(seen) > _HOPS:
        raise EndpointError(f"{here} redirects in a circle, back to {place(where)}")
    if not told or not same or (error.code == 303 and not repeatable):
        shown = plain(place(where).encode()) if told else "somewhere else"
        raise EndpointError(f"{here} has moved to {shown}; give that address")
    headers = {name: value for name, value in request.headers.items() if name != "Host"}
    return urllib.request.Request(where, data=request.data, method=request.get_method(), headers=headers)  # noqa: S310


def _body(answer: http.client.HTTPResponse, end: float) -> Body:
    """Read an answer to its end.

    Raises:
        TimeoutError: if it takes too long, also byte by byte.
        IncompleteRead: if it is cut off.
        EndpointError: if it is larger than a file may be.
    """
    most = max_bytes()
    told = answer.headers.get("Content-Length", "")
    length = int(told) if told.isascii() and told.isdigit() and len(told) < 16 and not answer.chunked else None
    packed = answer.headers.get("Content-Encoding", "").strip().casefold()
    if packed not in (*_PLAIN, *_PACKED):
        raise EndpointError(f"{place(answer.url)} sent an answer packed with {plain(packed.encode())}, not read here")
    unpack = zlib.decompressobj(47) if packed in _PACKED else None
    content, size = bytearray(), 0
    while (length is None or size < length) and (piece := answer.read1(_PIECE)):
        _left(end)
        size += len(piece)
        content += unpack.decompress(piece, most + 1 - len(content)) if unpack else piece
        if len(content) > most:
            raise EndpointError(
                f"{place(answer.url)} answers more than {most // 1_000_000:,} million bytes; ask for less, "
                "or set LENAOWL_MAX_MEGABYTES"
            )
    if length is not None and size < length:
        raise http.client.IncompleteRead(bytes(content[:100]), length - size)
    headers = answer.headers
    return Body(bytes(content), headers.get_content_type(), headers.get_content_charset() or "", *_partial(headers))


def _partial(headers: http.client.HTTPMessage) -> tuple[str, int | None]:
    """Return what a server says of an answer that it broke off, and how many rows it answers at most."""
    state, said = headers.get("X-SQL-State", ""), headers.get("X-SQL-Message", "")
    if state.startswith("S1T"):
        return plain((said or "the query was interrupted").encode()), None
    rows = headers.get("X-SPARQL-MaxRows", "")
    return "", int(rows) if rows.isascii() and rows.isdigit() and len(rows) < 12 else None


def _wait(error: urllib.error.HTTPError, pause: float) -> float:
    told = error.headers.get("Retry-After", "")
    return min(float(told), 30.0) if told.isascii() and told.isdigit() and len(told) < 9 else pause


def _may_try_again(error: BaseException, repeatable: bool) -> bool:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ConnectionRefusedError):
        return True
    return repeatable and isinstance(reason, (ConnectionError, http.client.HTTPException))
