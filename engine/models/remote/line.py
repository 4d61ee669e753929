"""The line to one server: a request goes out, bytes come in, and what goes wrong is one sentence."""

from __future__ import annotations

import logging
import math
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event as Flag
from time import monotonic
from typing import TypeVar

import httpx

from engine.errors import ModelFailed
from engine.models.remote.loop import SETTLE_S, Loop, Silence
from engine.models.remote.setbacks import Setback

CONNECT_S = 10.0
NEVER = Flag()
UNPACKED = {"Accept-Encoding": "identity"}  # packed bytes have no bound once they are unpacked
START = "start the server, or correct its address with nacre models add"

T = TypeVar("T")

for _name in ("httpx", "httpcore"):  # their lines for debugging hold addresses and headers, and so may hold a key
    logging.getLogger(_name).setLevel(logging.WARNING)


class Response:
    """A server's answer, whose body is still to come."""

    def __init__(self, line: Line, response: httpx.Response, cancel: Flag) -> None:
        self._line = line
        self._cancel = cancel
        self._raw = response.aiter_raw()
        self._encoding = response.headers.get("content-encoding", "identity").lower()
        self.status = response.status_code
        self.content_type = response.headers.get("content-type", "").lower()
        self.location = response.headers.get("location", "")
        self.retry_after = response.headers.get("retry-after", "")
        self.silence_s = line.silence_s  # how long the next block may take; may be changed between two

    def blocks(self, limit_bytes: int) -> Iterator[bytes]:
        """The body as it comes in.

        Raises:
            ModelFailed: the line breaks, falls silent, or brings more than `limit_bytes`.
            Stopped: the call was cancelled.
        """
        if self._encoding != "identity":
            raise ModelFailed(f"{self._line.host} sends packed text ({self._encoding}), which was not asked for")
        total = 0
        while block := self._line.next_block(self._raw, self._cancel, self.silence_s):
            total += len(block)
            if total > limit_bytes:
                raise ModelFailed(f"{self._line.host} sends text without end, and was cut off")
            yield block

    def beginning(self, limit_bytes: int) -> bytes:
        """The first `limit_bytes` of the body, or less where it breaks off: enough to say what went wrong.

        Raises:
            Stopped: the call was cancelled.
        """
        body = b""
        until = monotonic() + self.silence_s
        with suppress(ModelFailed):
            for block in self.blocks(limit_bytes):
                body += block
                if monotonic() > until:
                    break
        return body


class Line:
    """Connections to one server, for one thread at a time.

    Args:
        host: the server's name in sentences.
        silence_s: how long it may be silent; 0 means as long as it likes.

    Raises:
        ModelFailed: the environment's proxies or certificates can't be used.
    """

    def __init__(self, host: str, silence_s: float) -> None:
        self.host = host
        self.silence_s = silence_s or math.inf
        # Certificates are checked and the environment's proxies are used: httpx does so unless told otherwise.
        timeout = httpx.Timeout(None, connect=CONNECT_S)
        try:
            self._client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, headers=UNPACKED)
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            what = f"a proxy that the environment names, on the way to {host}, is of no kind that can be used here"
            raise ModelFailed(what, "correct ALL_PROXY, HTTPS_PROXY and HTTP_PROXY") from error
        except OSError as error:
            what = f"the certificates that the environment names can't be read ({error.strerror or error})"
            raise ModelFailed(what, "correct SSL_CERT_FILE and SSL_CERT_DIR") from error
        self._loop = Loop()

    @contextmanager
    def post(self, url: str, body: bytes, headers: Mapping[str, str], cancel: Flag) -> Iterator[Response]:
        """Send a JSON document, and hold the line while the answer is read.

        Raises:
            ModelFailed: there is no answer.
            Stopped: `cancel` was set.
        """
        kinds = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        with self._in_sentences(self.silence_s):
            request = self._client.build_request("POST", url, content=body, headers={**kinds, **headers})
            response = self._loop.wait(self._client.send(request, stream=True), cancel, self.silence_s)
        try:
            yield Response(self, response, cancel)
        finally:
            with suppress(Silence, httpx.HTTPError):
                self._loop.wait(response.aclose(), NEVER, SETTLE_S)

    def get(
        self, url: str, headers: Mapping[str, str], limit_bytes: int, limit_s: float, cancel: Flag
    ) -> tuple[int, bytes]:
        """Status and body of a document; a longer one is cut.

        Raises:
            ModelFailed: there is no answer within `limit_s`.
            Stopped: `cancel` was set.
        """

        async def fetch() -> tuple[int, bytes]:
            async with self._client.stream("GET", url, headers=dict(headers)) as response:
                body = b""
                async for block in response.aiter_raw():
                    body += block
                    if len(body) >= limit_bytes:
                        break
                return response.status_code, body[:limit_bytes]

        with self._in_sentences(limit_s):
            return self._loop.wait(fetch(), cancel, limit_s)

    def next_block(self, raw: AsyncIterator[bytes], cancel: Flag, silence_s: float) -> bytes:
        """The next bytes of a body; none at its end.

        Raises:
            ModelFailed: the line breaks or falls silent.
            Stopped: `cancel` was set.
        """

        async def following() -> bytes:
            async for block in raw:
                if block:
                    return block
            return b""

        with self._in_sentences(silence_s):
            return self._loop.wait(following(), cancel, silence_s)

    def aside(self, function: Callable[[], T], cancel: Flag) -> T:
        """What a function that may block gives back.

        Raises:
            Stopped: `cancel` was set.
        """
        return self._loop.wait(self._loop.aside(function), cancel)

    def close(self) -> None:
        """Let go of the connections; the line can't be used any more."""
        if not self._loop.is_closed():
            with suppress(Silence, httpx.HTTPError):
                self._loop.wait(self._client.aclose(), NEVER, SETTLE_S)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    @contextmanager
    def _in_sentences(self, limit_s: float) -> Iterator[None]:
        """Turn what the network raises into what a user can read. What libraries say of a malformed answer may quote
        it, and with it a key that a server sends back: the causes of such failures are left out."""
        try:
            yield
        except Silence:
            what = f"{self.host} has been silent for {limit_s:g} s"
            raise Setback(what, "see what it is doing; a slow one needs a larger models.timeout_s") from None
        except httpx.ConnectTimeout as error:
            raise Setback(f"{self.host} could not be reached within {CONNECT_S:g} s", START) from error
        except httpx.ConnectError as error:
            raise self._unreached(error) from error
        except httpx.ProxyError:
            what = f"the proxy that the environment names does not connect to {self.host}"
            raise ModelFailed(what, "correct HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY") from None
        except (httpx.RemoteProtocolError, httpx.DecodingError):
            raise Setback(f"the answer of {self.host} broke off, or is not HTTP", START) from None
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ModelFailed(f"'{self.host}' is not the name of a server", START) from error
        except httpx.TransportError as error:
            raise Setback(f"the connection to {self.host} broke ({type(error).__name__})") from error

    def _unreached(self, error: httpx.ConnectError) -> ModelFailed:
        """Why there is no connection."""
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                what = f"the certificate of {self.host} is not to be trusted ({cause.verify_message})"
                return ModelFailed(what, "nothing was sent; correct the address, or set SSL_CERT_FILE")
            if isinstance(cause, ssl.SSLError):
                what = f"{self.host} does not speak TLS as it should ({cause.reason or cause})"
                return ModelFailed(what, "try http:// instead of https:// where the server is on this machine")
            if isinstance(cause, socket.gaierror | UnicodeError):
                return ModelFailed(f"the network knows no address of {self.host}", "look at the name and the network")
        return Setback(f"{self.host} can't be reached (nothing answers there)", START)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
