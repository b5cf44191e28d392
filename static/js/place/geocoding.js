// Where the address may be, as the service of a map says. A place is put into the form, where it is
// looked at like one that was pasted; nothing is saved by itself.
import { made, refill } from "../shared/dom.js";
import { asker } from "../shared/request.js";

/**
 * A button that asks, and what it is told; `chosen` hears which proposal was taken.
 * @param {HTMLFormElement} form
 * @param {(one: { point: string, datum: string }) => void} chosen
 * @returns {HTMLElement}
 */
export function geocoding(form, chosen) {
  const ask = asker(form.dataset.geocodeUrl ?? "");
  const button = made("button", { type: "button", className: "button" }, "按地址找");
  const said = made("p", { className: "note" });
  said.setAttribute("role", "status");
  const list = made("ul", { className: "proposals" });
  button.addEventListener("click", async () => {
    said.textContent = "正在问…";
    const words = form.querySelector("[name=address]")?.value ?? "";
    try {
      const told = await ask({ station: form.dataset.station ?? "", words });
      if (!told) return;
      said.textContent = told.said;
      refill(list, ...told.found.map((one) => {
        const take = made("button", { type: "button", className: "button" });
        take.textContent = `放到这里：${one.words}`;
        take.addEventListener("click", () => chosen(one));
        return made("li", {}, take);
      }));
    } catch {
      said.textContent = "网络不通，没有问到。请自己在地图上找。";
    }
  });
  return made("div", { className: "proposed" }, button, said, list);
}
