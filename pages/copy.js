// Copies the address of this view. Where the browser forbids it (no https), the address is shown, selected.
export default function ({ parentElement, data }) {
  parentElement.querySelector("p").textContent = data;
  if (window.innerWidth < 768) {
    // A menu that was left open would cover the next page on a phone; Streamlit keeps that it was open.
    Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed")).forEach((key) => localStorage.removeItem(key));
  }
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
