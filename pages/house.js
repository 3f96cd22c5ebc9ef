// Shows the HTML it is given, finds out how its table fits, and opens views.
//
// A click on a row or link that opens a view changes the page without loading it anew, by the way that the browser's own
// Back goes: one new address, and the event that says so. Back leads to the link that was followed, where it stood.
// With a modifier key, or in a new tab, the link is an ordinary link. The focus goes where the reader is now: to the
// heading of the page that was opened, or stays on the link where the page is the same.
export default function ({ parentElement, data }) {
  const place = parentElement.querySelector(".los-place");
  place.sizes ??= new ResizeObserver(() => {
    fit(place);
    goBackTo(place); // it was folded away until now
  });
  if (place.shown !== data) {
    const focused = openers(place).indexOf(document.activeElement);
    const unfolded = [...place.querySelectorAll("details")].map((part) => part.open);
    place.shown = place.innerHTML = data;
    place.querySelectorAll("details").forEach((part, number) => (part.open = unfolded[number] ?? part.open));
    delete place.dataset.width;
    openers(place)[focused]?.focus({ preventScroll: true });
    // It answers before the page is painted, when all parts have their sizes anyway; of the table, when its font comes.
    place.sizes.disconnect();
    for (const part of [place, ...place.querySelectorAll(".los-table")]) place.sizes.observe(part);
  }
  place.onclick = (event) => {
    const link = event.target.closest("a[href]") ?? event.target.closest("[data-opens]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const address = new URL(link.dataset.opens ?? link.href, document.baseURI);
    if (address.origin !== window.location.origin || address.hash) return;
    if (window.getSelection().toString()) return; // somebody marks text to copy it
    event.preventDefault();
    open(address, left(place, link));
    foldMenu(link);
  };
  window.lineOfSightBack ??= listen();
  window.lineOfSightAnchors ??= followAnchors();
  goBackTo(place);
}

const SCROLLS = 640; // pixels from which a table in a box may be wider than it

// A table stays a table where its columns have room: at its own size, or else a little smaller; else it turns into cards.
function fit(place) {
  const tables = [...place.querySelectorAll(".los-table:not(.los-across)")]; // that one scrolls in its box
  const width = place.clientWidth;
  if (!tables.length || !width) return; // still folded away
  const tooWide = () => tables.some((table) => table.offsetWidth > table.parentElement.clientWidth);
  const fitted = !tooWide() || place.classList.contains("los-cards");
  if (fitted && place.dataset.width === String(width)) return;
  place.dataset.width = width;
  place.classList.remove("los-snug", "los-cards");
  if (!tooWide()) return;
  place.classList.add("los-snug");
  const scrolls = width >= SCROLLS && tables.every((table) => table.closest(".los-box"));
  if (tooWide() && !scrolls) place.classList.replace("los-snug", "los-cards");
}

const key = (place) => place.closest('[class*="st-key-"]')?.className.match(/st-key-\S+/)[0];
const openers = (place) => [...place.querySelectorAll("a[href], [data-opens]")];

function left(place, link) {
  return { place: key(place), number: openers(place).indexOf(link), top: link.getBoundingClientRect().top };
}

function open(address, from) {
  focusHeading(document.querySelector("h1"));
  window.history.replaceState({ ...window.history.state, left: from }, "");
  window.history.pushState({}, "", address);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

// On a narrow screen the menu covers the page that it leads to.
function foldMenu(link) {
  const menu = window.innerWidth < 768 && link.closest('[data-testid="stSidebar"]');
  if (menu) menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

const OPENS = 10000; // milliseconds in which the page that was asked for should be there

function focusHeading(before) {
  const said = before?.textContent;
  const until = performance.now() + OPENS;
  const waiting = untilTheReader(["pointerdown", "keydown"]);
  const look = () => {
    const heading = document.querySelector("h1");
    if (!waiting.on || performance.now() > until) return;
    if (!heading || heading.textContent === said) return requestAnimationFrame(look);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  requestAnimationFrame(look);
}

// On until the reader does one of these things: then what happens next is hers.
function untilTheReader(does) {
  const waiting = { on: true };
  for (const kind of does) {
    window.addEventListener(kind, () => (waiting.on = false), { once: true, passive: true });
  }
  return waiting;
}

function listen() {
  const back = { to: null };
  window.addEventListener("popstate", (event) => (back.to = event.state?.left ?? null));
  return back;
}

// An address may name a part of the page that is drawn late or folded away, or that by now has a view of its own.
function followAnchors() {
  const follow = () => {
    const named = decodeURIComponent(window.location.hash.slice(1));
    const until = performance.now() + OPENS;
    const waiting = untilTheReader(["wheel", "touchstart", "pointerdown", "keydown"]);
    const look = () => {
      if (!named || !waiting.on || performance.now() > until) return;
      const part = document.getElementById(named);
      const view = document.querySelector(`.los-menu[aria-label="Sections"] a[href$="paper=${CSS.escape(named)}"]`);
      if (!part && view) return view.click();
      if (!part) return requestAnimationFrame(look);
      part.closest("details")?.setAttribute("open", "");
      part.scrollIntoView();
    };
    look();
  };
  window.addEventListener("hashchange", follow);
  follow();
  return true;
}

const SETTLES = 2000; // milliseconds in which what stands above may still grow

function goBackTo(place) {
  const to = window.lineOfSightBack.to;
  const link = to?.place === key(place) && openers(place)[to.number];
  if (!link) return;
  if (!link.offsetParent) {
    if (!to.unfolded) link.closest("details")?.querySelector("summary").click();
    to.unfolded = true;
    return;
  }
  window.lineOfSightBack.to = null;
  const focused = link.matches("a") ? link : link.querySelector("a");
  focused?.focus({ preventScroll: true });
  const main = link.closest('[data-testid="stMain"]');
  if (!main) return; // the menu stays where it is
  const until = performance.now() + SETTLES;
  const holding = untilTheReader(["wheel", "touchstart", "pointerdown", "keydown"]);
  const hold = () => {
    if (!holding.on || !link.isConnected || performance.now() > until) return;
    main.scrollTop += link.getBoundingClientRect().top - to.top;
    requestAnimationFrame(hold);
  };
  hold();
}
