// Is the phone at the station? Found out here, and told as near, far or unknown and no more.
import { byId } from "../shared/dom.js";
import { alreadyAllowed, locate } from "../shared/geolocation.js";
import { nearness } from "../shared/nearness.js";

const WORDS = {
  near: "已核对：手机在站点旁边。",
  far: "手机说离这里比较远，会记成“不在旁边”，照样可以打分。",
  unknown: "不好说在不在旁边，照样可以打分。",
};

/**
 * Starts the line about nearness. Once it was near during this visit, it stays so: the words are
 * often written elsewhere.
 * @param {HTMLFormElement} form
 * @param {string} before
 * @param {() => void} changed
 * @returns {{ value: () => string, forget: () => void, settle: () => Promise<void> }}
 */
export function startNearness(form, before, changed) {
  const box = byId("nearness");
  const [button, said] = [box.querySelector("button"), box.querySelector("[role=status]")];
  const place = form.dataset.place ? form.dataset.place.split(",").map(Number) : null;
  const can = Boolean(place && navigator.geolocation);
  let found = before;

  async function check() {
    button.disabled = true;
    const { me } = await locate(({ words }) => { said.textContent = words; }, 60000);
    if (found !== "near") found = me && place ? nearness(me, place) : "unknown";
    said.textContent = me || found === "near" ? WORDS[found] : "没有得到位置，照样可以打分。";
    button.disabled = false;
    changed();
  }

  box.hidden = !can;
  button.addEventListener("click", check);
  if (before !== "unknown") said.textContent = WORDS[before];
  if (can) alreadyAllowed().then((allowed) => { if (allowed && found !== "near") check(); });
  return {
    value: () => found,
    forget: () => {
      found = "unknown";
      said.textContent = "";
    },
    settle: async () => {
      if (can && found === "unknown" && await alreadyAllowed()) await check();
    },
  };
}
