"""What docs/deploy.md tells people to write fits the program, and its sample is refused as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from analytics.access import Role
from analytics.sharing.links import create
from analytics.sharing.packs import keep
from analytics.sign_in.settings import KNOWN, Misconfigured, sign_in
from analytics.sign_in.user_roles import Person, Register
from analytics.store import Store
from tests.making import copied
from tests.serving import ROOT

PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
TEXT = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_the_sample_of_the_settings_has_every_setting_and_is_refused(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert set(tomllib.loads(sample)) == set(KNOWN)
    file = tmp_path / "sign-in.toml"
    file.write_text(sample)
    with pytest.raises(Misconfigured, match="is a sample"):
        sign_in({"LINE_OF_SIGHT_SIGN_IN_FILE": str(file)})
    tenant = "5a1c7d52-77f0-4a0e-9a55-0d9f5f3b6c11"
    filled = sample.replace("<directory (tenant) ID>", tenant).replace("<application (client) ID>", tenant[::-1])
    file.write_text(filled.replace("<value of the client secret>", "Zq8~kept.between-the_two-of-us"))
    settings = sign_in({"LINE_OF_SIGHT_SIGN_IN_FILE": str(file)})
    assert settings is not None
    assert settings.tenant == tenant


def test_no_example_of_a_proxy_writes_an_address_into_a_log_or_leads_on_to_one() -> None:
    """It may be that of a shared link."""
    (nginx,) = re.findall(r"```nginx\n(.*?)```", TEXT, re.DOTALL)
    (caddy,) = re.findall(r"```caddy\n(.*?)```", TEXT, re.DOTALL)
    (logged,) = re.findall(r"log_format no_addresses '(.*)'", nginx)
    parts = {"remote_addr", "time_local", "request_method", "status", "body_bytes_sent", "request_time"}
    assert set(re.findall(r"\$(\w+)", logged)) == parts
    servers = nginx.split("server {")[1:]
    assert len(servers) == 2
    for server in servers:
        assert re.findall(r"access_log +\S+ (.*);", server) == ["no_addresses"]
        assert re.findall(r"error_log +\S+ (.*?);", server) == ["alert"]
    led = re.findall(r"(?:return 30\d|rewrite|redir) +(.*?);?\n", nginx + caddy)
    assert led == 2 * ["https://figures.council.example/"]
    assert "request>uri delete" in caddy


def test_the_image_holds_no_store_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert "USER line-of-sight" in lines
    copied = [line.split()[1] for line in lines if line.startswith("COPY")]
    assert not {".", "data", "data/", "data/store"} & set(copied)
    assert all((ROOT / path).exists() for path in copied)


def test_what_is_installed_for_others_has_the_versions_that_were_tested_each_with_its_hashes() -> None:
    """`make lock` writes it."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = {name: version for line in lock if (found := PIN.match(line)) for name, version in [found.groups()]}
    assert len(pins) == len(lock) > 50
    assert all("--hash=sha256:" in line for line in lock)
    named = {file: (ROOT / file).read_text(encoding="utf-8") for file in ("requirements.txt", "constraints.txt")}
    tested = {name.lower().replace("_", "-"): version for name, version in PIN.findall(named["constraints.txt"])}
    assert {name: pins[name] for name in pins.keys() & tested.keys()} == {
        name: tested[name] for name in pins.keys() & tested.keys()
    }
    assert {name.lower() for name, _ in PIN.findall(named["requirements.txt"])} <= pins.keys()
    assert "--require-hashes --requirement requirements.lock" in (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert TEXT.count("--require-hashes -r requirements.lock") == 2


def test_the_backup_has_everything_that_the_store_keeps(published: Store, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    copied(published, store.root)
    Register(store.root).grant(Person("issuer", "", "ada-7"), Role.LEADER)
    pack_id = keep(store, {"title": "September 2021"}, {"pack.html": b"<p>"}, {})
    create(store, pack_id)
    backed_up = TEXT.split("## 6. Back up")[1].split("## 7.")[0]
    for kept in store.root.iterdir():
        if not kept.name.endswith(("-wal", "-shm")):
            assert re.search(rf"\b{kept.name.removesuffix('.sqlite')}\b", backed_up), kept.name
