// The map beside the list: the same stations, drawn by state. Text reaches it as textContent only.
const SVG = "http://www.w3.org/2000/svg";
const icons = document.body.dataset.icons;

const load = (element) => new Promise((done, failed) => {
  element.onload = done;
  element.onerror = failed;
  document.head.append(element);
});
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

function symbol(mark) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${icons}#mark-${mark}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const words = (name, text) => {
  const html = document.createElement("span");
  html.append(made("b", { textContent: text }));
  return L.divIcon({ className: name, html, iconSize: [0, 0] });
};

// The only caller of bindPopup: it is given an element, never a string.
function popupFor(it) {
  const box = document.createElement("div");
  box.append(made("strong", { textContent: it.name }), made("div", { textContent: it.words }));
  box.append(made("a", { textContent: "看详情、去这里", href: `/stations/${encodeURIComponent(it.id)}` }));
  return box;
}

const listed = () => [...document.querySelectorAll("#results .row")].map((row) => ({
  lat: Number(row.dataset.lat), lon: Number(row.dataset.lon), mark: row.dataset.mark,
  id: row.dataset.id, name: row.querySelector("h3").textContent,
  words: row.querySelector(".state").firstChild.textContent.trim(),
}));

async function every(url) {
  const rows = await (await fetch(url)).json();
  return rows.map(([lat, lon, mark, id, name, told]) => ({ lat, lon, mark, id, name, words: told }));
}

const STEPS = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];
const plain = (m) => (m < 1000 ? `${m} 米` : `${m / 1000} 公里`);

// Rings around the middle give the eye a measure where there are no tiles.
function drawRings(map, layer, centre) {
  layer.clearLayers();
  const edge = map.getBounds().getNorthEast().distanceTo(map.getBounds().getSouthEast()) / 2;
  const step = STEPS.filter((m) => m <= edge / 1.5).pop() ?? STEPS[0];
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--edge").trim();
  for (const radius of [step / 2, step, step * 2]) {
    L.circle(centre, { radius, color: colour, weight: 1, opacity: .55, dashArray: "3 5", fill: false, interactive: false }).addTo(layer);
    const north = L.latLng(centre).toBounds(radius * 2).getNorth();
    L.marker([north, centre[1]], { icon: words("ring-name", plain(radius)), interactive: false, keyboard: false, zIndexOffset: 8000 }).addTo(layer);
  }
}

function tilesFor(box) {
  const range = box.dataset.tiles.match(/\{(\d)-(\d)\}/);
  const subdomains = range
    ? Array.from({ length: range[2] - range[1] + 1 }, (_, i) => String(Number(range[1]) + i)) : "abc";
  const attribution = made("span", { textContent: box.dataset.attribution }).innerHTML;
  return L.tileLayer(box.dataset.tiles.replace(/\{\d-\d\}/, "{s}"), { attribution, subdomains, maxZoom: 18 });
}

export async function startMap(box) {
  await Promise.all(box.dataset.sheets.split(" ").map((href) => load(made("link", { rel: "stylesheet", href }))));
  await load(made("script", { src: box.dataset.leaflet }));
  const home = box.dataset.home.split(",").map(Number);
  const map = L.map(box, { zoomControl: false, attributionControl: false, maxZoom: 18, minZoom: 4 })
    .setView(home, Number(box.dataset.zoom));
  L.control.attribution({ position: "bottomleft" }).setPrefix("Leaflet").addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  const marks = L.layerGroup().addTo(map);
  const rings = L.layerGroup().addTo(map);
  let centre = home;
  if (box.dataset.tiles) {
    tilesFor(box).addTo(map);
  } else {
    for (const [name, lat, lon] of JSON.parse(box.dataset.places)) {
      L.marker([lat, lon], { icon: words("place-name", name), interactive: false, keyboard: false, zIndexOffset: 9000 }).addTo(map);
    }
    map.on("zoomend", () => drawRings(map, rings, centre));
    drawRings(map, rings, centre);
  }
  const far = () => box.classList.toggle("far", map.getZoom() < 13);
  map.on("zoomend", far);
  far();
  box.classList.add("on");

  function draw(stations) {
    marks.clearLayers();
    for (const it of stations) {
      const icon = L.divIcon({ className: `mark-pin is-${it.mark}`, html: symbol(it.mark), iconSize: [30, 30] });
      const pin = L.marker([it.lat, it.lon], { icon, keyboard: false }).addTo(marks);
      if (it.id) pin.bindPopup(popupFor(it), { closeButton: false });
    }
  }

  // Far outliers would make the rest a blot, so the view is fitted to the nearer two thirds.
  function fit(stations) {
    const middle = L.latLng(home);
    const points = stations.map((it) => L.latLng(it.lat, it.lon))
      .sort((a, b) => middle.distanceTo(a) - middle.distanceTo(b));
    const shown = points.slice(0, Math.max(3, Math.ceil(points.length * .67)));
    if (shown.length) map.fitBounds(L.latLngBounds(shown).pad(.05), { animate: false, maxZoom: 15 });
  }

  async function show(me) {
    if (!me) {
      const stations = await every(box.dataset.marks);
      draw(stations);
      fit(stations);
      return;
    }
    const stations = listed();
    draw(stations);
    L.marker([me.lat, me.lon], { icon: L.divIcon({ className: "me-pin", html: made("i", {}), iconSize: [18, 18] }), interactive: false, keyboard: false }).addTo(marks);
    centre = [me.lat, me.lon];
    const close = stations.slice(0, 5).map((it) => [it.lat, it.lon]);
    map.fitBounds(L.latLngBounds([centre, ...close]).pad(.25), { animate: false, maxZoom: 16 });
    if (!box.dataset.tiles) drawRings(map, rings, centre);
  }

  return { show, draw };
}
