// Copies a text, such as a table for a spreadsheet. Where the browser forbids it (no https), the text is shown, selected.
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("output");
  button.textContent = data.label;
  if (said.dataset.copied !== data.text) said.replaceChildren();
  button.onclick = async () => {
    said.dataset.copied = data.text;
    try {
      await navigator.clipboard.writeText(data.text);
      said.textContent = "Copied";
    } catch {
      const field = document.createElement("textarea");
      field.readOnly = true;
      field.value = data.text;
      field.setAttribute("aria-label", data.label);
      said.replaceChildren(field);
      field.select();
    }
  };
}
