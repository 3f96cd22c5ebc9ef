"""Finds a browser for the browser tests; run as a script, it gets one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell is the same browser without its windows, which take two fifths of the time that a page takes to open.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium-headless-shell", "chromium")
HOW = (
    "The browser tests need Chromium or Chrome. Install one (Debian: apt-get install chromium; elsewhere: "
    ".venv/bin/playwright install chromium), or name one in LINE_OF_SIGHT_BROWSER, and run make test again."
)


def find() -> str | None:
    """The path of a browser: the one LINE_OF_SIGHT_BROWSER names, one on the path, or Playwright's own."""
    named = os.environ.get("LINE_OF_SIGHT_BROWSER")
    for name in [named] if named else NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    shells = own.parents[2].glob("chromium_headless_shell-*/*/*headless*shell")  # which it installs beside the browser
    return next((str(file) for file in (*sorted(shells, reverse=True), own) if file.is_file()), None)


def get() -> None:
    """Install a browser: Debian's where we may, else Playwright's own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser tests ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        for package in PACKAGES:
            if find() is None:  # older releases have no package of the shell
                subprocess.run(["apt-get", "install", "-y", "-qq", package], check=False, **quiet)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        get()
    print(find() or HOW)
