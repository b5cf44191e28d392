// The position stays on the phone: only three decimals (about 110 m) of it are sent, in the body
// of a POST, and the candidates that come back are ordered here by the true distance.
const FLAG = "position-shared";
const SENTENCES = {
  1: "没有得到位置许可。可以从右上角选一个区，或搜路名；想用位置，请在浏览器设置里允许后再点一次。",
  2: "手机现在定不了位。可以到开阔处再点一次，或从右上角选一个区、搜路名。",
  3: "定位太慢，先停下了。可以再点一次，或从右上角选一个区、搜路名。",
  lost: "网络不通，没有取到附近的驿站。请再点一次，或先看下面的列表。",
  none: "这个浏览器不能定位。请从右上角选一个区，或搜路名。",
};

// Storage may be switched off; then the position is asked for again on the next page.
const kept = (write) => { try { return write(); } catch { return null; } };
export const sharedBefore = () => kept(() => sessionStorage.getItem(FLAG)) === "1";

const EARTH_M = 6371008.8;
export function metresBetween(a, b) {
  const rad = Math.PI / 180;
  const half = Math.sin((b.lat - a.lat) * rad / 2) ** 2
    + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin((b.lon - a.lon) * rad / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, half)));
}

const metresWords = (m) => (m < 995
  ? `${Math.max(10, Math.round(m / 10) * 10)} m` : `${(m / 1000).toFixed(1)} km`);

function minutesWords(m, list) {
  const walks = m <= 800;
  const speed = Number(walks ? list.dataset.walk : list.dataset.ride);
  return `${walks ? "步行" : "骑行"}约 ${Math.max(1, Math.round(m / speed))} 分钟（直线估算）`;
}

export function order(results, me) {
  for (const list of results.querySelectorAll(".rows")) {
    const rows = [...list.children].map((row) => ({
      row, id: row.dataset.id,
      away: metresBetween(me, { lat: Number(row.dataset.lat), lon: Number(row.dataset.lon) }),
    }));
    rows.sort((a, b) => a.away - b.away || (a.id < b.id ? -1 : 1));
    for (const { row, away } of rows) {
      row.querySelector(".metres").textContent = metresWords(away);
      row.querySelector(".minutes").textContent = minutesWords(away, list);
    }
    list.replaceChildren(...rows.map((it) => it.row));
  }
}

export function startNear({ seek, results, changed }) {
  const bar = document.querySelector("[data-near]");
  const button = document.getElementById("near");
  const line = document.getElementById("near-say");
  let me = null;
  bar.hidden = false;

  const say = (words) => { line.textContent = words; line.hidden = !words; };
  const wait = (busy) => { button.disabled = busy; button.setAttribute("aria-busy", String(busy)); };

  async function ask() {
    seek.elements.q.value = "";
    const fields = new URLSearchParams(new FormData(seek));
    fields.set("lat", me.lat.toFixed(3));
    fields.set("lon", me.lon.toFixed(3));
    wait(true);
    try {
      const answer = await fetch(bar.dataset.near, { method: "POST", body: fields });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      results.replaceChildren(...page.body.childNodes);
      order(results, me);
      say("已由近到远排好。您的位置用完不留。");
      if (scrollY > innerHeight / 2) scrollTo({ top: 0 });
      changed();
    } catch {
      say(SENTENCES.lost);
    } finally {
      wait(false);
    }
  }

  function locate() {
    if (!navigator.geolocation) return say(SENTENCES.none);
    say("正在定位：只用来按距离排列驿站…");
    wait(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        me = { lat: coords.latitude, lon: coords.longitude };
        kept(() => sessionStorage.setItem(FLAG, "1"));
        ask();
      },
      (error) => {
        kept(() => sessionStorage.removeItem(FLAG));
        wait(false);
        say(SENTENCES[error.code] ?? SENTENCES[2]);
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 },
    );
  }

  button.addEventListener("click", locate);
  return { ask, locate, position: () => me };
}
