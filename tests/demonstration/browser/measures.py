"""What is measured in a page as it stands: the rules that axe checks, and what it leaves to the eye: contrast of every
text, in charts and buttons too, and target sizes."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.demonstration.browser.conftest import settled

# Frames are left out: the page in the preview of a pack is checked by itself. So are contrast and target sizes, which
# take axe most of its time: `faint` looks at every text, also at those of which axe can't say what is behind them, and
# `small` at every target.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "rules": {rule: {"enabled": False} for rule in ("color-contrast", "target-size")},
    "iframes": False,
}
DARK = "rgb(11, 12, 12)"  # of the page itself, where it is dark
OF_COLOUR = {"type": "rule", "values": ["link-in-text-block"]}  # the one of these rules that asks for colours

# Each text with too little contrast: what it says, its contrast, what it needs. The colour behind a text is that of the
# boxes it lies in, one over the other; within a chart that of the shape beneath it.
_FAINT = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const colours = new Map();
    const rgba = (colour) => {
        if (!colours.has(colour)) {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            colours.set(colour, [r, g, b, a / 255]);
        }
        return colours.get(colour);
    };
    const over = (top, below) => below.map((c, i) => (i === 3 ? 1 : top[i] * top[3] + c * (1 - top[3])));
    const luminance = (colour) => colour.slice(0, 3).reduce((sum, c, i) => {
        const part = c / 255;
        return sum + [0.2126, 0.7152, 0.0722][i] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
    const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
    };
    const papers = new Map();
    const paper = (e) => {
        if (!e) return [255, 255, 255, 1];
        if (!papers.has(e)) papers.set(e, over(rgba(getComputedStyle(e).backgroundColor), paper(e.parentElement)));
        return papers.get(e);
    };
    const clearness = new Map();
    const opacityOf = (e) => {
        if (!e) return 1;
        if (!clearness.has(e)) clearness.set(e, getComputedStyle(e).opacity * opacityOf(e.parentElement));
        return clearness.get(e);
    };
    const beneath = (text) => {
        const box = text.getBoundingClientRect();
        const all = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const shapes = all.filter((e) => e.matches("path, rect") && getComputedStyle(e).fill !== "none");
        return shapes.reverse().reduce((below, e) => {
            const style = getComputedStyle(e);
            const [r, g, b, a] = rgba(style.fill);
            return over([r, g, b, a * style.fillOpacity * style.opacity], below);
        }, paper(text.closest("svg").parentElement));
    };
    const faint = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const e = walker.currentNode.parentElement;
        const said = walker.currentNode.textContent.trim();
        if (!said || !e || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (e.closest("style, script, :disabled, [aria-disabled='true'], .vega-bindings")) continue;
        const box = e.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        const style = getComputedStyle(e);
        const drawn = e.closest("svg text");
        if (drawn && (box.y < 0 || box.bottom > innerHeight)) continue; // nothing there can be pointed at
        if (drawn && style.stroke === style.fill) continue; // the halo of the text that lies over it
        const below = drawn ? beneath(drawn) : paper(e);
        const [r, g, b, a] = rgba(drawn ? style.fill : style.color);
        const size = parseFloat(style.fontSize);
        const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
        const found = contrast(over([r, g, b, a * opacityOf(e)], below), below);
        if (found < needed) faint.push([said.slice(0, 60), Number(found.toFixed(2)), needed]);
    }
    return faint;
}"""

# Each target below 24 pixels that another one is too near to. A link in a sentence may be as high as its line.
_SMALL = """() => {
    const shown = [...document.querySelectorAll("a[href], button, summary, input, select, [role=tab], [role=button]")]
        .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .map((e) => e.closest("label") ?? e);
    const boxes = [...new Set(shown)].map((e) => [e, e.getBoundingClientRect()])
        .filter(([, b]) => b.width > 1 && b.right > 0 && b.x < innerWidth); // not the folded menu
    const middle = (b) => [b.x + b.width / 2, b.y + b.height / 2];
    const within = (e) => {
        const block = e.closest("p, li, td, th, dd, span");
        return e.matches("a") && block && block.innerText.trim().length > e.innerText.trim().length;
    };
    return boxes.filter(([e, b]) => {
        if ((b.width >= 24 && b.height >= 24) || within(e)) return false;
        const [x, y] = middle(b);
        return boxes.some(([other, o]) => {
            if (other === e || other.contains(e) || e.contains(other)) return false;
            const dx = Math.max(o.x - x, 0, x - o.right), dy = Math.max(o.y - y, 0, y - o.bottom);
            return Math.hypot(dx, dy) < 12;
        });
    }).map(([e, b]) => [(e.innerText || e.getAttribute("aria-label") || e.tagName).slice(0, 60),
        Math.round(b.width), Math.round(b.height)]);
}"""


# Each label of a chart that can't be read or hides what is drawn: its text, and the other text, "cut" at the edge of
# its chart, "point" that it touches, or "line" that is drawn over it. The rim of paper round a label is not read.
_CLASHES = """() => [...document.querySelectorAll("svg.marks")].flatMap((svg) => {
    if (!svg.checkVisibility()) return [];
    const found = [];
    const drawn = [...svg.querySelectorAll("text, .mark-symbol.role-mark path, .mark-line.role-mark path, line")]
        .map((e, order) => ({ e, order, said: e.textContent.trim(), box: e.getBoundingClientRect() }))
        .filter(({ box }) => box.width || box.height);
    const texts = drawn.filter(({ e, said }) => e.matches("text") && said && getComputedStyle(e).stroke === "none"
        && e.checkVisibility({ opacityProperty: true })).map((text) => {
        const { left, right, top, bottom, width, height } = text.box;
        const turned = height > width && text.said.length > 4; // letters fill about two thirds of their line
        const [across, down] = turned ? [width / 6, 0] : [0, height / 6];
        const box = { left: left + across, right: right - across, top: top + down, bottom: bottom - down };
        return { ...text, box };
    });
    const touch = (one, other) => one.left + 1 < other.right && other.left + 1 < one.right
        && one.top + 1 < other.bottom && other.top + 1 < one.bottom;
    const edge = svg.getBoundingClientRect();
    texts.forEach((text, n) => {
        const { left, right, top, bottom } = text.box;
        for (const other of texts.slice(n + 1)) if (touch(text.box, other.box)) found.push([text.said, other.said]);
        if (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1)
            found.push([text.said, "cut"]);
    });
    for (const { e, order, box } of drawn) {
        if (e.matches(".mark-symbol path"))
            for (const text of texts) if (touch(text.box, box)) found.push([text.said, "point"]);
        if (!e.matches(".mark-line path, .mark-rule.role-mark line")) continue;
        const [wide, here] = [{ left: box.left - 2, right: box.right + 2, top: box.top - 2, bottom: box.bottom + 2 },
            e.getScreenCTM()];
        for (const text of texts.filter((text) => text.order < order && touch(text.box, wide))) {
            for (let at = 0; at <= e.getTotalLength(); at += 4) {
                const { x, y } = e.getPointAtLength(at).matrixTransform(here);
                if (!touch(text.box, { left: x - 1.5, right: x + 1.5, top: y - 1.5, bottom: y + 1.5 })) continue;
                found.push([text.said, "line"]);
                break;
            }
        }
    }
    return found;
})"""


# How long each section of a page is, with title, menu and foot round it, as where it is shown alone.
_LENGTHS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    const heads = [...main.querySelectorAll("h2")].map((e) => [e.innerText, e.getBoundingClientRect().top]);
    const end = main.getBoundingClientRect().top - main.scrollTop + main.scrollHeight;
    return heads.map(([said, top], n) => [said, (heads[n + 1]?.[1] ?? end) - top + 440]);
}"""


def grown(page: Page) -> Page:
    """The window as high as the page, so that everything can be pointed at."""
    height = page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]')?.scrollHeight ?? 900")
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": min(int(height) + 100, 16000)})
    page.wait_for_timeout(300)
    return page


def faint(page: Page) -> list[tuple[str, float, float]]:
    """Texts with too little contrast: what they say, their contrast, and what they need."""
    return [(said, found, needed) for said, found, needed in page.evaluate(_FAINT)]


def small(page: Page) -> list[tuple[str, int, int]]:
    """Targets that are too small and too near to another: what they say, their width and height in pixels."""
    return [(said, width, height) for said, width, height in page.evaluate(_SMALL)]


def clashes(page: Page) -> list[tuple[str, str]]:
    """Labels of charts that can't be read or hide something: what they say, and what is in the way."""
    return [(said, other) for said, other in page.evaluate(_CLASHES)]


def lengths(page: Page, *, in_sections: bool) -> list[tuple[str, int]]:
    """How long the page is in pixels, or each of its sections where it shows one at a time."""
    if in_sections:
        return [(said, round(length)) for said, length in page.evaluate(_LENGTHS)]
    return [("page", page.get_by_test_id("stMain").evaluate("e => e.scrollHeight"))]


def turned_dark(page: Page) -> Page:
    """The page as it stands, after the machine turned dark: its charts are drawn anew, the rest only changes colour."""
    text = page.locator("svg.marks text").first
    drawn = text.evaluate("e => getComputedStyle(e).fill") if text.count() else None
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", DARK)
    if drawn:
        expect(text).not_to_have_css("fill", drawn)
    return settled(page)


def faults(page: Page) -> list[tuple[object, ...]]:
    """All that is wrong with the page as it stands; the window grows to hold it."""
    grown(page)
    return [
        *_broken(page, OPTIONS),
        *(("faint", *one) for one in faint(page)),
        *(("small", *one) for one in small(page)),
    ]


def faults_of_colour(page: Page) -> list[tuple[object, ...]]:
    """What can be wrong with a page in other colours where it is without fault in some; the window grows to hold it."""
    grown(page)
    return [*_broken(page, OPTIONS | {"runOnly": OF_COLOUR}), *(("faint", *one) for one in faint(page))]


def _broken(page: Page, options: dict[str, object]) -> list[tuple[object, ...]]:
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], *(node["html"][:120] for node in rule["nodes"])) for rule in found]


WORDS_A_MINUTE = 238  # read silently, English, adults: Brysbaert (2019), doi 10.1016/j.jml.2019.104047
SECONDS_A_PRESS = 3.0  # find it, point, press and wait: the keystroke-level model's 1.35 + 1.1 + 0.2, rounded up

# Words that can be seen, from where the last answer on the page ended (or the top of what is read) to the end of this.
_WORDS = """(answer, top) => {
    const last = window.answered?.isConnected ? window.answered : null;
    window.answered = answer;
    const texts = document.createTreeWalker(answer.closest(top), NodeFilter.SHOW_TEXT);
    let words = 0;
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const after = answer.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && !answer.contains(text);
        const read = last && !(last.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING);
        if (after) break;
        if (read || last?.contains(text) || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
        words += text.data.split(/\\s+/).filter((word) => /[\\p{L}\\d]/u.test(word)).length;
    }
    return words;
}"""


@dataclass
class Clock:
    """How long somebody takes who reads every word, from the top of a page to each answer, and presses now and then."""

    top: str  # what is read: a selector of what every answer stands in
    words: int = 0
    presses: int = 0

    def reads(self, answer: Locator) -> None:
        self.words += answer.evaluate(_WORDS, self.top)

    def presses_on(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    @property
    def seconds(self) -> float:
        return self.words * 60 / WORDS_A_MINUTE + self.presses * SECONDS_A_PRESS
