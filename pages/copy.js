// Copies the address of this view, and keeps the area that was chosen for the next visit. Where the browser forbids it (no https), the address is shown, selected.
//
// It also asks for another run when the machine turns dark or light (in the evening, by itself): Streamlit changes the
// page's colours at once, but charts have theirs from the run that drew them.
export default function ({ parentElement, data, setTriggerValue }) {
  parentElement.redraw = () => setTriggerValue("theme", true);
  parentElement.dusk ??= listenForDusk(parentElement);
  parentElement.querySelector("p").textContent = data.said;
  if (data.area !== null) {
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${data.cookie}=${encodeURIComponent(data.area)}; path=/; max-age=31536000; SameSite=Lax${secure}`;
  }
  if (window.innerWidth < 768) {
    // A menu that was left open would cover the next page on a phone; Streamlit keeps that it was open.
    Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed")).forEach((key) => localStorage.removeItem(key));
    const menu = document.querySelector('[data-testid="stSidebar"]');
    const chosen = window.lineOfSightView && window.lineOfSightView !== data.view;
    if (chosen && menu?.dataset.collapsed !== "true") menu?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  }
  window.lineOfSightView = data.view;
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("output");
  if (said.dataset.copied !== window.location.href) said.replaceChildren();
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      said.textContent = "Link copied";
      said.dataset.copied = window.location.href;
    } catch {
      const field = document.createElement("input");
      field.readOnly = true;
      field.value = window.location.href;
      field.setAttribute("aria-label", "Link to this view");
      said.replaceChildren(field);
      field.select();
    }
  };
}

const STREAMLIT_FIRST = 200; // milliseconds, after which the next run says the new theme

function listenForDusk(parentElement) {
  const theme = window.matchMedia("(prefers-color-scheme: dark)");
  const changed = () => {
    if (parentElement.isConnected) setTimeout(parentElement.redraw, STREAMLIT_FIRST);
    else theme.removeEventListener("change", changed);
  };
  theme.addEventListener("change", changed);
  return changed;
}
