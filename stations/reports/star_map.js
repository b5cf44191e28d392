/* A table that stands with the legend: its title, its columns, its rows, a word on the ground. */
function drawTable(data, node) {
  "use strict";
  const { title, columns, rows, words } = data;
  const cell = (text, tag, scope) => {
    const made = node(tag, "", String(text));
    if (scope) made.scope = scope;
    return made;
  };
  const head = node("tr", "", "", ...columns.map((text) => cell(text, "th", "col")));
  const body = rows.map(([name, ...rest]) => node("tr", "", "", cell(name, "th", "row"),
    ...rest.map((text) => cell(text, "td"))));
  const table = node("table", "", "", node("caption", "", title), node("thead", "", "", head),
    node("tbody", "", "", ...body));
  return node("div", "table", "", table, node("p", "", words));
}
