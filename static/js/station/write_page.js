// A report without network: of which station the address tells, and what the phone holds of it.
import "../offline/install.js";
import { cells } from "../finder/cells.js";
import { cachedCells } from "../finder/offline_cells.js";
import { byId, made, refill } from "../shared/dom.js";
import { startKeeping } from "../reports/report_form.js";

const [, , id = "", code = ""] = location.pathname.split("/").map(decodeURIComponent);
const given = new URLSearchParams(location.search);
const form = byId("report");
const subject = { station: id, name: "这个驿站", title: "" };

// What can be broken is what is there.
function offerThings(station) {
  const things = cells.vocabulary.amenities
    .filter((_, bit) => Math.floor((station?.has ?? 0) / 2 ** bit) % 2 === 1);
  refill(byId("things"), ...things.map(([value, word]) => {
    const box = made("input", { type: "radio", name: "amenity", value });
    return made("label", { className: "chip" }, box, made("span", {}, word));
  }));
}

function choose(button, station) {
  const { kind, hint, things } = button.dataset;
  subject.title = button.textContent.trim();
  form.elements.kind.value = kind;
  byId("title").textContent = subject.title;
  byId("hint").textContent = hint;
  byId("things").hidden = things !== "amenity";
  byId("supplies").hidden = things !== "supply";
  if (things === "amenity") offerThings(station);
  form.querySelector("[type=submit]").textContent = `告诉他们：${subject.title}`;
  byId("kinds").hidden = true;
  form.hidden = false;
}

async function find() {
  const held = cachedCells();
  for (const leaf of await held.leaves(() => true)) {
    const station = (await held.load(leaf)).find((it) => it.id === id);
    if (station) return station;
  }
  return null;
}

async function start() {
  const station = await find().catch(() => null);
  if (station) {
    subject.name = station.name;
    form.dataset.place = `${station.lat},${station.lon}`;
  }
  byId("name").textContent = subject.name;
  form.elements.c.value = location.pathname.startsWith("/h/") ? code : given.get("c") ?? "";
  const buttons = [...byId("kinds").querySelectorAll("button")];
  for (const it of buttons) it.addEventListener("click", () => choose(it, station));
  const wanted = buttons.find((it) => it.dataset.kind === given.get("kind"));
  if (wanted) choose(wanted, station);
  await import("./feedback_form.js");
  startKeeping(form, () => ({ ...subject }));
}
start();
