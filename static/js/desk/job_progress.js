// How far long work on a list is, asked for every second. When it is over the page is loaded anew,
// and the server leads on to what came of it. Without this script the page loads itself anew.
import { byId } from "../shared/dom.js";

const EVERY_MS = 1000;
const bar = /** @type {HTMLProgressElement} */ (byId("job-bar"));
const words = byId("job-words");

async function look() {
  try {
    const answer = await fetch(bar.dataset.state ?? "", { credentials: "same-origin" });
    if (answer.ok) {
      const told = await answer.json();
      if (!told.going) {
        location.reload();
        return;
      }
      if (words.textContent !== told.words) words.textContent = told.words;
      bar.value = told.percent;
    } else if (answer.status < 500) {
      location.reload();
      return;
    }
  } catch {
    // Without network for a moment: the work goes on, and it is asked again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
