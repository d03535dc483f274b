"""An OpenID Connect provider on loopback, as strict as a real one: codes once, PKCE, client and way back."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OpenIDProvider:
    """`person`: the claims of whoever sits at its sign-in page. `id_claims` are put over those of the ID token,
    `page_claims` over those of the user's page; None takes one away, `False` in place of all takes the whole away."""

    client_id, secret = "portail", "secret-du-portail"

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "42", "email": "", "email_verified": True}
        self.id_claims: dict[str, Any] | bool = {}
        self.page_claims: dict[str, Any] | bool = {}
        self.name = ""  # another issuer than it is
        self.refuses = False
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: dict[str, dict[str, Any]] = {}
        self.url = ""

    def discovery(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        addresses = {name: f"{self.url}/{end}" for name, end in (*ends.items(), ("jwks_uri", "jwks"))}
        return {"issuer": self.name or self.url, **addresses}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent."""
        assert (asked["client_id"], asked["response_type"]) == (self.client_id, "code")
        assert "openid" in asked["scope"].split()
        if self.refuses:
            answer = {"error": "access_denied"}
        else:
            answer = {"code": secrets.token_urlsafe(8)}
            self._codes[answer["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any] | None:
        """None: refused."""
        begun = self._codes.pop(asked.get("code", ""), None)
        if begun is None or (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, self.secret):
            return None
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        shown = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if shown != begun["code_challenge"] or asked["redirect_uri"] != begun["redirect_uri"]:
            return None
        token = secrets.token_urlsafe(8)
        self._tokens[token] = self.person
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer"}
        if self.id_claims is not False:
            now = int(time.time())
            claims = {**self.person, "iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 300}
            claims = _without_none({**claims, **self.id_claims})  # type: ignore[dict-item]
            answer["id_token"] = jwt.encode(claims, _key(), algorithm="RS256", headers={"kid": "1"})
        return answer

    def userinfo(self, bearer: str) -> dict[str, Any] | None:
        person = self._tokens.get(bearer)
        return None if person is None else _without_none({**person, **(self.page_claims or {})})  # type: ignore[dict-item]

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_key().public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}


def _without_none(claims: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not None}


class _Handler(BaseHTTPRequestHandler):
    provider: OpenIDProvider

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        self.provider.asked.append((where.path, asked))
        match where.path:
            case "/.well-known/openid-configuration":
                self._answer(self.provider.discovery())
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", self.provider.authorize(asked))
                self.end_headers()
            case "/userinfo":
                self._answer(self.provider.userinfo(self.headers.get("Authorization", "").removeprefix("Bearer ")))
            case "/jwks":
                self._answer(self.provider.jwks())
            case _:
                self._answer(None)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(sent).items()}
        self.provider.asked.append((self.path, asked))
        self._answer(self.provider.token(asked))

    def _answer(self, told: dict[str, Any] | None) -> None:
        body = json.dumps(told or {"error": "invalid_request"}).encode()
        self.send_response(400 if told is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def openid_provider() -> Iterator[OpenIDProvider]:
    provider = OpenIDProvider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
