// Says who is here. Once the sign-in has ended (it has an age, and may end in another window), the page is loaded anew:
// it leads to the sign-in and back to this view, where otherwise only "connection error" would be said.
const LOOK_EVERY = 10_000; // milliseconds
export default function ({ parentElement, data }) {
  parentElement.querySelector("span").textContent = data.role;
  parentElement.querySelector("a").href = data.signOut;
  const look = async () => {
    const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => null);
    if (answer && (answer.status === 401 || answer.status === 403)) window.location.reload();
  };
  const timer = setInterval(look, LOOK_EVERY);
  window.addEventListener("focus", look);
  return () => {
    clearInterval(timer);
    window.removeEventListener("focus", look);
  };
}
