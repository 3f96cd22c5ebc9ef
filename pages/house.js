// Shows the HTML it is given. A click on a row or link that opens a view is handed to the app, which changes the
// page without loading it anew; with a modifier key, or in a new tab, the link is an ordinary link.
export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector(".los-place");
  if (place.innerHTML !== data) place.innerHTML = data;
  place.onclick = (event) => {
    const opens = event.target.closest("[data-opens]");
    if (!opens || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (window.getSelection().toString()) return; // somebody marks text to copy it
    event.preventDefault();
    setTriggerValue("opens", opens.dataset.opens);
  };
}
