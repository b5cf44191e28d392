// Takes away all that this site keeps on the phone.
import { byId } from "../shared/dom.js";

async function clearAll() {
  // The worker first: it could put away again what is being cleared.
  const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
  const names = await window.caches?.keys() ?? [];
  await Promise.all(names.map((name) => caches.delete(name)));
  window.indexedDB?.deleteDatabase("reports");
  // Other windows hear of it where something was there to clear, and clear what is theirs.
  localStorage.setItem("cleared", "");
  localStorage.clear();
  sessionStorage.clear();
}

const button = byId("clear");
const line = byId("cleared");
button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await clearAll();
    line.textContent = "已清除。再找驿站时，手机会重新取数据。";
  } catch {
    line.textContent = "没有清干净。请在浏览器设置里清除这个网站的数据。";
  }
  button.disabled = false;
});
