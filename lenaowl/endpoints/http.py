"""HTTP with servers: logins, retries, and each failure as one readable line."""

from __future__ import annotations

import base64
import html
import http.client
import json
import netrc
import os
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from lenaowl.errors import DataError, EndpointError

# Passing faults: worth another try after a while.
_PASSING = (429, 502, 503, 504)
_HINTS = {
    400: "refused it",
    401: "needs a login: set LENAOWL_ENDPOINT_USER and _PASSWORD, or LENAOWL_ENDPOINT_TOKEN, or write ~/.netrc",
    403: "does not allow it with this login",
    404: "has nothing at this address; check the path, such as /sparql, /query or /dataset",
    405: "does not take this kind of request at this address",
    406: "has no format that can be read here",
    413: "finds the request too large",
    414: "finds the request too long",
    415: "does not take this format",
}


@dataclass(frozen=True)
class Login:
    """Who asks: a user with a password, or a bearer token; all empty for nobody."""

    user: str = ""
    password: str = ""
    token: str = ""

    @classmethod
    def found(cls, url: str) -> Login:
        """Return the login for a server: from the environment, else from the netrc file.

        Raises:
            DataError: if the netrc file is broken.
        """
        user, password, token = (
            os.environ.get(f"LENAOWL_ENDPOINT_{part}", "") for part in ("USER", "PASSWORD", "TOKEN")
        )
        if user or token:
            return cls(user, password, token)
        try:
            known = netrc.netrc(os.environ.get("NETRC")).authenticators(urlsplit(url).hostname or "")
        except FileNotFoundError:
            return cls()
        except netrc.NetrcParseError as error:
            raise DataError(f"{error.filename}, line {error.lineno}: {error.msg}") from None
        return cls(known[0], known[2] or "") if known else cls()

    def header(self) -> str:
        """Return the header that tells it, empty for nobody."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return ""


@dataclass(frozen=True)
class Remote:
    """Sends requests. Proxies are those of the environment (`http_proxy`, `https_proxy`, `no_proxy`).

    Attributes:
        login: who asks.
        timeout: seconds to wait for an answer.
        retries: how often to try again after a passing fault.
        pause: seconds to wait before the first further try; twice as long before each one after it.
    """

    login: Login = Login()
    timeout: float = 60.0
    retries: int = 3
    pause: float = 0.5

    def send(self, request: urllib.request.Request, *, repeatable: bool = True) -> http.client.HTTPResponse:
        """Send a request and return the open answer.

        Args:
            request: the request.
            repeatable: whether it may be sent again when the connection was cut and it may have been carried out.

        Raises:
            EndpointError: in one line, whatever went wrong.
        """
        check_url(request.full_url)
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self.login.user:
            passwords.add_password(None, request.full_url, self.login.user, self.login.password)
        opener = urllib.request.build_opener()
        if header := self._header(request, passwords):
            request.add_unredirected_header("Authorization", header)  # it stays with this server
        for attempt in range(self.retries + 1):
            last = attempt == self.retries
            try:
                answer: http.client.HTTPResponse = opener.open(request, timeout=self.timeout)
                return answer
            except urllib.error.HTTPError as error:
                if last or error.code not in _PASSING:
                    raise EndpointError(f"{place(request.full_url)} {_status(error)}") from None
                time.sleep(_wait(error, self.pause * 2**attempt))
            except (OSError, http.client.HTTPException, ValueError) as error:
                if last or not _may_try_again(error, repeatable):
                    raise EndpointError(f"{place(request.full_url)} {self._fault(error)}") from None
                time.sleep(self.pause * 2**attempt)
        raise AssertionError("unreachable")  # pragma: no cover

    def _header(self, request: urllib.request.Request, passwords: urllib.request.HTTPPasswordMgr) -> str:
        """Return the header of the login. A server is asked first whether a password is to be sent as a digest.

        Some servers that want a digest answer nothing but a refusal to anything else, or cut the connection before
        they have read a large body.
        """
        if self.login.token or not self.login.user:
            return self.login.header()
        question = urllib.request.Request(request.full_url, method="HEAD")  # noqa: S310 - checked to be of the web
        try:
            urllib.request.build_opener().open(question, timeout=self.timeout).close()
        except urllib.error.HTTPError as error:
            asked = error.headers.get("WWW-Authenticate", "")
            if asked.casefold().startswith("digest "):
                challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(asked[7:]))
                digest = urllib.request.HTTPDigestAuthHandler(passwords)
                return f"Digest {digest.get_authorization(request, challenge)}"
        except (OSError, http.client.HTTPException):
            pass  # the request itself will meet the fault
        return self.login.header()

    def read(self, request: urllib.request.Request, *, repeatable: bool = True) -> tuple[bytes, str]:
        """Send a request and return the body of the answer with its media type.

        Raises:
            EndpointError: in one line, whatever went wrong.
        """
        try:
            with self.send(request, repeatable=repeatable) as answer:
                return answer.read(), str(answer.headers.get_content_type())
        except (OSError, http.client.HTTPException) as error:
            raise EndpointError(f"{place(request.full_url)} {self._fault(error)}") from None

    def _fault(self, error: BaseException) -> str:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError) or "timed out" in str(reason):
            return f"gave no answer in {self.timeout:g} s; give it more time with --timeout"
        if isinstance(reason, (ConnectionResetError, BrokenPipeError, http.client.HTTPException)):
            return "cut the connection"
        return f"cannot be reached: {getattr(reason, 'strerror', None) or reason}"


def check_url(url: str) -> None:
    """Check that a URL is one of the web.

    Raises:
        EndpointError: if it is not.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or re.search(r"[\s\x00-\x1f]", url):
        raise EndpointError(f"'{url}' is not a web address; it looks like http://localhost:7878/query")
    if parts.username:
        raise EndpointError(
            "a login in the address is seen by others; set LENAOWL_ENDPOINT_USER and _PASSWORD, or ~/.netrc"
        )


def place(url: str) -> str:
    """Return a URL without its query, for messages."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def plain(body: bytes) -> str:
    """Return what a server says of an error in one line: no markup, no stack trace, at most 300 characters.

    >>> plain(b"<html><head><title>Oops</title></head><body><h1>Parse error</h1><p>line 1</p></body></html>")
    'Oops Parse error line 1'
    """
    text = body.decode("utf-8", "replace")
    try:
        told = json.loads(text)
        text = next((str(told[key]) for key in ("message", "error", "title") if told.get(key)), text)
    except (ValueError, AttributeError, TypeError):
        pass
    text = re.sub(r"(?is)<(style|script)\b.*?</\1>", " ", text)
    text = html.unescape(re.sub(r"</?[A-Za-z!][^>]*>", " ", text)) if "<" in text else text
    lines = [line for line in text.splitlines() if not re.match(r"\s*(at [\w.$]+\(|\.\.\. \d+ more)", line)]
    line = " ".join(" ".join(lines).split())
    return line if len(line) <= 300 else line[:297] + "..."


def _status(error: urllib.error.HTTPError) -> str:
    try:
        said = plain(error.read(100_000))
    except (OSError, http.client.HTTPException):
        said = ""
    if error.code in (301, 302, 303, 307, 308):
        return f"has moved to {error.headers.get('Location', 'somewhere else')}; give that address"
    hint = _HINTS.get(error.code, f"failed with status {error.code}")
    return f"{hint}: {said}" if said and error.code not in (401, 404) else hint


def _wait(error: urllib.error.HTTPError, pause: float) -> float:
    told = error.headers.get("Retry-After", "")
    return min(float(told), 30.0) if told.isdigit() else pause


def _may_try_again(error: BaseException, repeatable: bool) -> bool:
    reason = getattr(error, "reason", error)
    if isinstance(reason, ConnectionRefusedError):
        return True
    return repeatable and isinstance(reason, (ConnectionError, http.client.HTTPException))
