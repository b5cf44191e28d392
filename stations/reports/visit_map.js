/* Squares by how many people came: darker, with a thicker edge and the number in it. */
function drawSquares(map, squares, node) {
  "use strict";
  const layer = L.layerGroup().addTo(map);
  for (const { south, west, north, east, n, level } of squares) {
    L.rectangle([[south, west], [north, east]], {
      color: "#5c1a0c", weight: level / 2 + 0.5, fillColor: "#b3341a", fillOpacity: level * 0.16,
      interactive: false,
    }).addTo(layer);
    const picture = node("b", "", String(n));
    const icon = L.divIcon({ html: picture, className: "squared", iconSize: [44, 18] });
    L.marker([(south + north) / 2, (west + east) / 2], { icon, interactive: false, keyboard: false }).addTo(layer);
  }
}
