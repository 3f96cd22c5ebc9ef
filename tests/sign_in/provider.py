"""An identity provider without a network, which can be told to lie."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://identity.council.test"


@cache
def own_key() -> RSAKey:
    """Made once a process: it takes a while."""
    return RSAKey.generate_key(2048, {"kid": "one"})


class Provider:
    """Answers discovery, keys and the token endpoint. `claims` and `key` can be changed before somebody comes back."""

    def __init__(self) -> None:
        self.key = own_key()
        self.published = self.key
        self.claims: dict[str, object] = {}
        self.without: tuple[str, ...] = ()
        self.asked: dict[str, str] = {}
        self.algorithm = "RS256"
        self.verified = False

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def goes_there(self, location: str) -> dict[str, str]:
        """What the app asks for with the address it sends people to."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return self.asked

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json={
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys", "id_token_signing_alg_values_supported": ["RS256"],
            })  # fmt: skip
        if request.url.path == "/keys":
            return httpx2.Response(200, json={"keys": [self.published.as_dict(private=False)]})
        return self._token(request)

    def _token(self, request: httpx2.Request) -> httpx2.Response:
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        hashed = urlsafe_b64encode(sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        self.verified = sent["code"] == "the-code" and hashed == self.asked["code_challenge"]
        if not self.verified:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": ISSUER, "sub": "ada-7", "aud": self.asked["client_id"], "tid": "council", "iat": now,
            "exp": now + 3600, "nonce": self.asked["nonce"],
        } | self.claims  # fmt: skip
        claims = {name: said for name, said in claims.items() if name not in self.without}
        token = {"access_token": "never-used", "token_type": "Bearer"}
        if "id_token" not in self.without:
            header = {"alg": self.algorithm, "kid": "one"}
            token["id_token"] = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
        return httpx2.Response(200, json=token)
