// The button that finds what is near, with its line of words, and which choice of a place counts.
const RESTING = "位置只留在这部手机里。";
const line = document.getElementById("near-say");
const button = document.getElementById("near");
let choice = 0;

export function say(words, does = true) {
  line.textContent = words;
  line.classList.toggle("does", does);
}

export const rest = () => say(RESTING, false);

// The button keeps the focus while it waits: a disabled one would lose it.
const waiting = () => button.getAttribute("aria-busy") === "true";
export const wait = (is) => button.setAttribute("aria-busy", String(is));

// Another place has been chosen: a position that comes for an earlier choice is too late.
export function choose() {
  choice += 1;
  if (waiting()) {
    wait(false);
    rest();
  }
  const mine = choice;
  return () => mine === choice;
}
