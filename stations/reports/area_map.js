/* Draws the stations of the data block. Texts become text nodes, never HTML. */
function drawStations(map) {
  "use strict";
  const data = JSON.parse(document.getElementById("stations-data").textContent);
  const node = (tag, name, text, ...inside) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    made.append(...inside);
    return made;
  };
  const REPORTED = "多人反映未开放";
  const glyph = (kind, paused, reported) => {
    const { shape, letter } = data.kinds[kind];
    return node("span", `mark ${shape}${paused ? " paused" : ""}`, "", node("b", "", letter),
      ...(reported ? [node("u")] : []));
  };

  function markOf(station) {
    const picture = glyph(station.kind, station.paused, station.reported);
    if (station.star && !data.table) picture.append(node("i", "", `${station.star}★`));
    const icon = L.divIcon({ html: picture, className: "", iconSize: [30, 30] });
    const words = [station.name, data.kinds[station.kind].word, station.reported && REPORTED].filter(Boolean).join("，");
    const mark = L.marker([station.lat, station.lon], { icon, title: words, alt: words });
    return mark.bindPopup(() => {
      Object.assign(mark.getPopup().options, room());
      return popupOf(station);
    }, { minWidth: 250, maxWidth: Math.min(320, window.innerWidth - 70) });
  }

  function popupOf(station) {
    const box = node("div", "told", "", node("h2", "", station.name));
    const stars = station.star ? `${"★".repeat(station.star)} ${station.star} 星` : "未评星";
    const kind = [data.table ? "" : data.kinds[station.kind].word, stars, station.number];
    box.append(node("p", "sort", kind.filter(Boolean).join(" · ")));
    if (station.demo) box.append(node("p", "demo", "演示数据，不是真实的驿站"));
    if (station.paused) {
      box.append(node("p", "shut", [station.paused, station.reason].filter(Boolean).join("：")));
    }
    if (station.reported) box.append(node("p", "shut", `▲ ${REPORTED}`));
    const list = node("dl");
    for (const [word, text] of [
      ["地址", station.address || "没有登记"], ["找门", station.door],
      ["开放", station.hours || "开放时间不详，去之前请先问"],
      ["进门", [station.entry, station.entryNote].filter(Boolean).join("；")],
      ["设施", station.amenities || "没有登记"], ["电话", station.phone],
      ["核实", station.verified || "尚未核实"],
    ]) if (text) list.append(node("dt", "", word), node("dd", "", text));
    box.append(list);
    return box;
  }

  function clusterIcon(cluster) {
    const count = cluster.getChildCount();
    const size = count < 10 ? 36 : count < 100 ? 44 : 54;
    const html = node("span", "cluster", String(count));
    return L.divIcon({ html, className: "", iconSize: [size, size] });
  }

  const clusters = L.markerClusterGroup({
    iconCreateFunction: clusterIcon, maxClusterRadius: 48, showCoverageOnHover: false,
    chunkedLoading: false, animate: false,
  });
  const byStar = new Map();
  for (const station of data.stations) {
    const star = station.star || 0;
    if (!byStar.has(star)) byStar.set(star, []);
    if (!data.squares) byStar.get(star).push(markOf(station));
  }
  const chosen = new Set(byStar.keys());
  function show() {
    clusters.clearLayers();
    for (const star of chosen) clusters.addLayers(byStar.get(star));
  }

  function choices() {
    const box = node("fieldset", "", "", node("legend", "", "按星级显示"));
    for (const star of [...byStar.keys()].sort((a, b) => b - a)) {
      const tick = node("input");
      tick.type = "checkbox";
      tick.checked = true;
      tick.addEventListener("change", () => {
        if (tick.checked) chosen.add(star); else chosen.delete(star);
        show();
      });
      const word = star ? `${"★".repeat(star)} ${star} 星` : "未评星";
      box.append(node("label", "", "", tick, node("span", "", word),
        node("small", "", String(byStar.get(star).length))));
    }
    return box;
  }

  function legend() {
    const list = node("ul");
    for (const [kind, { word }] of Object.entries(data.kinds)) {
      list.append(node("li", "", "", glyph(kind, false), node("span", "", word)));
    }
    for (const [state, word] of [["paused", "暂停或整改（虚线）"], ["reported", REPORTED]]) {
      const one = data.stations.find((station) => station[state]);
      if (one) list.append(node("li", "", "", glyph(one.kind, one.paused, one.reported), node("span", "", word)));
    }
    list.append(node("li", "", "", node("span", "cluster", "9"), node("span", "", "几个驿站，点开看")));
    return list;
  }

  function panel(position, name, ...inside) {
    const control = L.control({ position });
    const box = node("section", `panel ${name}`, "", ...inside);
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    control.onAdd = () => box;
    control.addTo(map);
    return box;
  }

  map.zoomControl.remove();
  map.setMaxZoom(19);
  const title = [node("h1", "", data.title)];
  title.push(node("p", "", `${data.stations.length} 个驿站 · ${data.made}制作`));
  if (data.leftOut) title.push(node("p", "", `另有 ${data.leftOut} 个没有坐标或未开放，没有画出`));
  if (data.demo) title.push(node("p", "demo", "演示数据：含有编造的驿站，不能据此出行"));
  const head = panel("topleft", "title", ...title);
  const side = node("details", "", "", node("summary", "", "图例"), ...(data.squares ? [] : [legend(), choices()]), ...(data.table ? [drawTable(data.table, node)] : []));
  const wide = () => map.getSize().x > 1000;
  side.open = wide();
  panel("topright", "legend", side);
  /* What the panels leave free: beside them where the window is wide, below the title where not. */
  const room = () => ({
    autoPanPaddingTopLeft: wide() ? [head.offsetWidth + 20, 10] : [10, head.offsetHeight + 20],
    autoPanPaddingBottomRight: [wide() && side.open ? side.offsetWidth + 46 : 10, 40],
  });
  const sources = ({ by }) => by.map(({ text, link }) => {
    const source = node(link ? "a" : "span", "", `${text} `);
    if (link) Object.assign(source, { href: link, target: "_blank", rel: "noopener" });
    return source;
  });
  let ground = ["没有底图，不需要联网"];
  if (data.tiles) ground = ["底图：", ...sources(data.tiles), "（需要联网）"];
  else if (data.streets) ground = ["街道：", ...sources(data.streets), "（不需要联网）"];
  const source = node("p", "", "", node("span", "grid-side"),
    ...ground,
    " · 信息来自登记名单，以现场为准 · WGS-84");
  panel("bottomleft", "source", source);
  const placeNames = drawGround(map, data);
  L.control.zoom({ position: "bottomright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  if (data.squares) drawSquares(map, data.squares, node);
  else {
    show();
    map.addLayer(clusters);
  }
  map.on("zoomend moveend resize", placeNames);
  side.addEventListener("toggle", placeNames);
  const bounds = L.latLngBounds(data.stations.map((station) => [station.lat, station.lon]));
  const fit = () => {
    const { autoPanPaddingBottomRight: [right] } = room();
    map.fitBounds(bounds, {
      paddingTopLeft: [36, head.offsetHeight + 40], paddingBottomRight: [right + 26, 56],
      maxZoom: 16, animate: false,
    });
  };
  fit();
  /* Paper has its own size, which the map takes before a browser lays the page out for it. */
  const sized = (printing) => {
    document.documentElement.classList.toggle("printing", printing);
    map.invalidateSize({ animate: false });
    fit();
    placeNames();
  };
  window.addEventListener("beforeprint", () => sized(true));
  window.addEventListener("afterprint", () => sized(false));
}
