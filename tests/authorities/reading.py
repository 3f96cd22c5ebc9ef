"""What a page or a file says, as one text."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pypdf
from streamlit.testing.v1 import AppTest


def page_text(app: AppTest) -> str:
    """Everything that a page sends to the browser."""
    return "\n".join(str(node.proto) for node in app._tree if getattr(node, "proto", None) is not None)


def file_text(name: str, content: bytes) -> str:
    """Everything that a file of a pack says."""
    if name.endswith(".pdf"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    if name.endswith((".xlsx", ".pptx", ".docx")):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = [packed.read(part) for part in packed.namelist() if part.endswith((".xml", ".rels"))]
        return "\n".join(part.decode() for part in parts)
    return content.decode()


def foreign_words(text: str, words: frozenset[str]) -> set[str]:
    """Which of these words a text has."""
    return {word for word in words if word in text}
