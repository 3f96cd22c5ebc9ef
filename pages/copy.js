// Copies the address of this view. Where the browser forbids it (no https), the address is shown, selected.
export default function ({ parentElement, data }) {
  parentElement.querySelector("p").textContent = data;
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("output");
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      said.textContent = "Link copied";
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
