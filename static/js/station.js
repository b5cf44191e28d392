// The page of one station: copying, the iPhone's own link names, WeChat, and the small map.
const said = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = `已复制：${button.dataset.copy}`;
    } catch {
      said.textContent = "没有复制成。请长按上面的地址，选“复制”。";
    }
  });
}

if (/iPhone|iPad|iPod/.test(navigator.userAgent)) {
  for (const link of document.querySelectorAll("[data-ios]")) link.href = link.dataset.ios;
}
if (/MicroMessenger/.test(navigator.userAgent)) document.getElementById("wechat").open = true;

const box = document.getElementById("map");
const [lat, lon] = box.dataset.home.split(",").map(Number);
import("./map.js")
  .then((module) => module.startMap(box))
  .then((map) => map.draw([{ lat, lon, mark: box.dataset.one, id: "", name: box.dataset.name }]))
  .catch(() => { box.hidden = true; });
