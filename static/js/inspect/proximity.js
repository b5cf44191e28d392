// Is the phone at the station? Found out here, and told as near, far or unknown and no more.
import { alreadyAllowed, locate } from "../shared/geolocation.js";
import { metres } from "../shared/sphere.js";

const [NEAR_M, FAR_M] = [300, 1000];
const WORDS = {
  near: "已核对：手机在站点旁边。",
  far: "手机说离这里比较远，会记成“不在旁边”，照样可以打分。",
  unknown: "不好说在不在旁边，照样可以打分。",
};

// Satellites see badly between houses: in between nothing is claimed.
function judged(me, [lat, lon]) {
  const away = metres(me.lat, me.lon, lat, lon);
  if (away <= NEAR_M) return "near";
  return away > FAR_M ? "far" : "unknown";
}

// Once it was near during this visit, it stays so: the words are often written elsewhere.
export function startNearness(form, before, changed) {
  const box = document.getElementById("nearness");
  const [button, said] = [box.querySelector("button"), box.querySelector("[role=status]")];
  const place = form.dataset.place ? form.dataset.place.split(",").map(Number) : null;
  const can = Boolean(place && navigator.geolocation);
  let found = before;

  async function check() {
    button.disabled = true;
    const { me } = await locate((words) => { said.textContent = words.split("也")[0]; }, 60000);
    if (found !== "near") found = me ? judged(me, place) : "unknown";
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
    settle: async () => { if (can && found === "unknown" && await alreadyAllowed()) await check(); },
  };
}
