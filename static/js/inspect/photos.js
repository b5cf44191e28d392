// Photos of the cards: made small on the phone, kept there, and shown on the card.
import { made, srOnly } from "../shared/dom.js";
import { addPhoto, dropPhoto, newId } from "./visit_store.js";
import { readFile, resized } from "../shared/photo_resize.js";

/** @import { Photo } from "./visit_store.js" */

const MOST_BYTES = 8000000;

// The policy of the site shows pictures from data: addresses, not from blob: ones.
const addressOf = ({ type, data }) => readFile(new Blob([data], { type }), "readAsDataURL");

/**
 * Starts the photos of the cards.
 * @param {HTMLFormElement} form
 * @param {{ key: { account: string, review: string }, photos: Photo[], most: number,
 *   changed: () => void }} visit `photos` is the list of all; `changed` hears when it changes
 * @returns {{ settled: () => Promise<void> }} resolves once photos that were chosen are in the list
 */
export function startShots(form, { key, photos, most, changed }) {
  const cards = Array.from(form.querySelectorAll("[data-criterion]"));
  const cardOf = (criterion) => cards.find((card) => card.dataset.criterion === criterion);

  async function show(photo) {
    const card = cardOf(photo.criterion);
    if (!card) return;
    const image = made("img", { alt: `${card.dataset.name}的照片`, width: 96, height: 96 });
    const away = made("button", { type: "button", className: "button" },
      "去掉", srOnly(`${card.dataset.name}的这张照片`));
    const item = made("li", {}, image, away);
    card.querySelector("[data-shots]").append(item);
    away.addEventListener("click", async () => {
      photos.splice(photos.indexOf(photo), 1);
      item.remove();
      card.querySelector("[type=file]").focus();
      await dropPhoto(photo).catch(() => {});
      changed();
    });
    image.src = await addressOf(photo);
  }

  async function add(card, file) {
    const small = await resized(file).catch(() => file);
    if (small.size > MOST_BYTES) return "这张照片超过 8 MB，手机又缩小不了。请调低相机分辨率再拍。";
    const photo = { ...key, id: newId(), criterion: card.dataset.criterion,
      type: small.type || "image/jpeg", data: await readFile(small, "readAsArrayBuffer") };
    photos.push(photo);
    const kept = await addPhoto(photo).then(() => true, () => false);
    await show(photo);
    return kept ? "" : "这台手机存不下照片（存储满了或被关闭）。请不要关掉这一页，尽快交上去。";
  }

  let adding = Promise.resolve();

  async function addAll(card, field) {
    const said = card.querySelector("[data-said]");
    const files = Array.from(field.files);
    field.value = "";
    const room = most - photos.length;
    said.textContent = "正在缩小照片…";
    /** @type {string[]} */
    const problems = [];
    for (const file of files.slice(0, Math.max(0, room))) problems.push(await add(card, file));
    if (files.length > room) problems.push(`一份验收最多 ${most} 张照片，多的没有加。`);
    said.textContent = [...new Set(problems)].join("");
    changed();
  }

  cards.forEach((card) => {
    const field = card.querySelector("[type=file]");
    const camera = card.querySelector(".camera");
    camera.classList.add("scripted");
    field.addEventListener("change", () => { adding = addAll(card, field); });
    field.addEventListener("focus", () => camera.classList.add("focused"));
    field.addEventListener("blur", () => camera.classList.remove("focused"));
  });
  photos.forEach(show);
  return { settled: () => adding };
}
