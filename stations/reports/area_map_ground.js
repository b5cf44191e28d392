/* What lies below the stations: a grid of distances, a scale, outlines of districts, their names. */
function drawGround(map, data) {
  "use strict";
  const KM_PER_DEGREE = 111.195;
  const SIDES_KM = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];
  const GRID_PX = 90;
  const STREET_NAMES_FROM = 14;
  const NEAR = [[0, 0], [0, -30], [0, 30], [-56, 0], [56, 0], [-56, -28], [56, -28], [-56, 28], [56, 28]];
  const FAR = [[0, -60], [0, 60], [-110, 0], [110, 0], [-90, -50], [90, -50], [-90, 50], [90, 50]];
  /* The name of a street stands on it or nowhere. */
  const stepsOf = (outline, look) => {
    if (look) return [NEAR[0]];
    return outline ? [...NEAR, ...FAR] : NEAR;
  };
  map.createPane("districts").style.zIndex = 390;
  map.createPane("names").style.zIndex = 450;

  /* Squares of a round number of kilometres: without tiles they show how far things are. */
  function grid() {
    const lines = L.layerGroup().addTo(map);
    const middle = data.stations[0];
    const squeeze = Math.cos(middle.lat * Math.PI / 180);
    const style = { color: "#d5dcd6", weight: 1, interactive: false };
    const between = (from, to, step, line) => {
      for (let k = Math.ceil(from / step); k * step <= to; k += 1) {
        L.polyline(line(k * step), style).addTo(lines).bringToBack();
      }
    };
    const draw = () => {
      const bounds = map.getBounds().pad(0.5);
      const [south, north] = [bounds.getSouth(), bounds.getNorth()];
      const [west, east] = [bounds.getWest(), bounds.getEast()];
      const kmPerPx = (map.getBounds().getNorth() - map.getBounds().getSouth()) * KM_PER_DEGREE
        / map.getSize().y;
      const side = SIDES_KM.find((km) => km / kmPerPx >= GRID_PX);
      lines.clearLayers();
      if (!side) return;
      const step = side / KM_PER_DEGREE;
      between(south, north, step, (lat) => [[lat, west], [lat, east]]);
      between(west, east, step / squeeze, (lon) => [[south, lon], [north, lon]]);
      const word = document.querySelector(".grid-side");
      if (word) word.textContent = `每格 ${side < 1 ? `${side * 1000} 米` : `${side} 公里`} · `;
    };
    map.on("moveend", draw);
    map.whenReady(draw);
  }

  /* From the widest to the narrowest; narrow ones wait until the map is close. */
  function streets() {
    map.createPane("streets").style.zIndex = 380;
    const renderer = L.canvas({ pane: "streets", padding: 0.3 });
    const ranks = [["#e3c98f", 4, 0], ["#cfd4d8", 2.5, 0], ["#dde1e0", 1.2, 14]];
    const unpacked = (steps) => {
      const line = [];
      let [lon, lat] = [0, 0];
      for (let k = 0; k < steps.length; k += 2) {
        lon += steps[k];
        lat += steps[k + 1];
        line.push([lat / 1e5, lon / 1e5]);
      }
      return line;
    };
    ranks.map(([color, weight, from], rank) => {
      const lines = data.streets.lines.filter(([of]) => of === rank).map(([, steps]) => unpacked(steps));
      const layer = L.polyline(lines, { color, weight, renderer, interactive: false });
      const look = () => (map.getZoom() >= from ? layer.addTo(map) : layer.remove());
      map.on("zoomend", look);
      return look;
    }).reverse().forEach((look) => map.whenReady(look));
  }

  function outlines() {
    // Those of the area come last, so that their border is not crossed by a fainter one.
    const sorted = [...data.labels].sort((a, b) => a.inside - b.inside);
    for (const { outline, inside, fill } of sorted) {
      if (!outline) continue;
      L.geoJSON(outline, {
        interactive: false,
        pane: "districts",
        style: {
          color: inside ? "#5c6873" : "#a9b3ad", weight: inside ? 2 : 1, fillColor: fill || "#fff",
          fillOpacity: inside && !data.tiles && !data.streets ? 0.75 : 0,
        },
      }).addTo(map);
    }
  }

  const named = ((data.streets && data.streets.names) || []).map(([name, lat, lon]) => ({
    name, lat, lon, inside: true, from: STREET_NAMES_FROM, look: " street",
  }));
  const names = [...data.labels, ...named].map(({ name, note, lat, lon, inside, outline, from = 0, look = "" }) => {
    const text = document.createElement("span");
    text.textContent = name;
    if (note) text.append(document.createElement("br"), note);
    const icon = L.divIcon({
      html: text, className: `district${inside ? "" : " other"}${look}`, iconSize: [0, 0],
    });
    const home = L.latLng(lat, lon);
    const mark = L.marker(home, { icon, interactive: false, keyboard: false, pane: "names" });
    return { home, text, outline, from, steps: stepsOf(outline, look), mark: mark.addTo(map) };
  });

  const boxOf = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  /* Even and odd crossings over all rings, holes and parts alike. */
  const holds = (outline, { lat, lng }) => outline.coordinates.flat().reduce((odd, ring) =>
    ring.reduce((now, [x, y], k) => {
      const [u, v] = ring[k ? k - 1 : ring.length - 1];
      return (y > lat) !== (v > lat) && lng < (u - x) * (lat - y) / (v - y) + x ? !now : now;
    }, odd), false);

  /* A name steps aside for stations and other names, never out of its district; where it finds no
     place it is left out until the map is closer. */
  function placeNames() {
    const taken = [...document.querySelectorAll(".leaflet-marker-pane .mark, .leaflet-marker-pane .cluster")].map(boxOf);
    taken.push(...[...document.querySelectorAll(".panel")].map(boxOf));
    const frame = boxOf(map.getContainer());
    for (const { home, text, mark, outline, from, steps } of names) {
      if (map.getZoom() < from) {
        text.style.visibility = "hidden";
        continue;
      }
      const { offsetWidth: width, offsetHeight: height } = text;
      const at = map.latLngToContainerPoint(home);
      const box = ([x, y]) => ({
        left: frame.left + at.x + x - width / 2, right: frame.left + at.x + x + width / 2,
        top: frame.top + at.y + y - height / 2, bottom: frame.top + at.y + y + height / 2,
      });
      const ownGround = (step) => !outline || holds(outline, map.containerPointToLatLng(at.add(step)));
      const free = steps.find((step) => within(box(step), frame)
        && !taken.some((other) => meet(box(step), other)) && ownGround(step));
      text.style.visibility = free ? "visible" : "hidden";
      if (!free) continue;
      taken.push(box(free));
      mark.setLatLng(map.containerPointToLatLng(at.add(free)));
    }
  }

  const scale = L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 });
  scale._updateScale = (bar, text, ratio) => {
    bar.style.width = `${Math.round(scale.options.maxWidth * ratio)}px`;
    bar.textContent = text.replace("km", "公里").replace("m", "米");
  };
  scale.addTo(map);
  if (data.tiles) {
    data.tiles.layers.forEach(({ url, subdomains, closest }) => L.tileLayer(url, {
      subdomains, maxNativeZoom: closest, maxZoom: 19, referrerPolicy: "strict-origin",
    }).addTo(map));
  } else if (data.streets) streets();
  else grid();
  outlines();
  return placeNames;
}
