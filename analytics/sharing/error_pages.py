"""The few pages that stand outside the app: plain HTML without a script, readable on any device."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Line of Sight</title>
<style>
:root {{ color-scheme: light dark; --paper: #fff; --ink: #0b0c0c; --link: #12436d; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #0b0c0c; --ink: #f3f2f1; --link: #8fc3f0; }} }}
html {{ background: var(--paper); color: var(--ink); }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }}
header {{ display: inline-block; background: #12436d; color: #fff; font-weight: 600; padding: .3rem .8rem; }}
header, button {{ border-radius: .25rem; }}
h1 {{ font-size: 1.7rem; line-height: 1.25; }}
a {{ color: var(--link); }}
button {{ font: inherit; color: var(--paper); background: var(--link); border: 0; padding: .6rem 1.2rem; }}
dd {{ margin: 0 0 .75rem; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }}
</style>
</head>
<body>
<header>Line of Sight</header>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
# Title and body of what is said of every shared link that opens nothing.
NO_LINK = (
    "This link does not open anything",
    "<p>It may have run out or been withdrawn, or part of it may be missing. Ask whoever sent it to you for a new one."
    "</p>",
)


def document(title: str, body: str) -> str:
    """The HTML of a page with a title (text) and a body (HTML, escaped by whoever calls)."""
    return _PAGE.format(title=escape(title, quote=False), body=body)


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """The page as it is answered; see `document`."""
    return HTMLResponse(document(title, body), status, {"Content-Security-Policy": _POLICY})


def refusal(sentence: str, status: int) -> HTMLResponse:
    """A page that says in one sentence why there is nothing to see."""
    return page("Not available", f"<p>{escape(sentence)}</p>", status)


def fault(reference: str) -> HTMLResponse:
    """What people see of an error: a reference, and nothing else of it."""
    return refusal(
        "Line of Sight can't answer just now. Load the page again; if it stays so, tell whoever runs it the reference "
        f"{reference}, which the log has for this fault.",
        500,
    )
