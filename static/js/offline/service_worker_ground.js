// The base map that the service worker keeps: the whole file where the page has asked for it, else
// the pieces last seen. This text stands before service_worker.js in /sw.js.
const GROUND = "ground-v1";
const MOST_GROUND_BYTES = 15e6;
MOST[GROUND] = 1000;

// A key of a piece ends with its bytes, so that what is kept can be added up without being opened.
const pieceKey = (url, first, last) => `${url}?${first}-${last}`;

function pieceBytes({ url }) {
  const [, first, last] = url.match(/\?(\d+)-(\d+)$/) ?? [];
  return first ? last - first + 1 : 0;
}

// Pieces of another file are of no use; of this one the oldest go first.
async function boundGround(url, isWhole) {
  const cache = await caches.open(GROUND);
  const keys = await cache.keys();
  const old = keys.filter((key) => (isWhole ? key.url !== url : !key.url.startsWith(url)));
  let bytes = keys.reduce((sum, key) => sum + (old.includes(key) ? 0 : pieceBytes(key)), 0);
  for (const key of keys) {
    if (bytes <= MOST_GROUND_BYTES) break;
    if (old.includes(key)) continue;
    old.push(key);
    bytes -= pieceBytes(key);
  }
  await Promise.all(old.map((key) => cache.delete(key)));
}

// A store takes no partial answers: a piece is kept as if it were whole.
async function keepGround(url, key, answer) {
  const { headers } = answer;
  await keep(GROUND, key, new Response(await answer.blob(), { headers }));
  await boundGround(url, key === url).catch(() => {});
}

async function pieceOf(whole, first, last) {
  const all = await whole.blob();
  const end = Math.min(last, all.size - 1);
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${first}-${end}/${all.size}`);
  headers.set("Content-Length", String(end - first + 1));
  return new Response(all.slice(first, end + 1), { status: 206, headers });
}

async function ground(event) {
  const { request } = event;
  const [url] = request.url.split("?");
  const [, first, last] = request.headers.get("Range")?.match(/^bytes=(\d+)-(\d+)$/) ?? [];
  const whole = await kept(GROUND, url);
  if (whole) return first ? pieceOf(whole, Number(first), Number(last)) : whole;
  const key = first ? pieceKey(url, first, last) : url;
  const piece = first && await kept(GROUND, key);
  if (piece) return new Response(await piece.blob(), { status: 206, headers: piece.headers });
  const answer = await fetch(request);
  if (answer.status === (first ? 206 : 200)) {
    event.waitUntil(keepGround(url, key, answer.clone()).catch(() => {}));
  }
  return answer;
}
