// Elements: found by id, made, and filled with text, never with markup.
const SVG = "http://www.w3.org/2000/svg";
const icons = document.body.dataset.icons;

export const byId = (id) => document.getElementById(id);

export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// What replaceChildren does in engines younger than Chrome 86.
export function refill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

// Text that is the same stays untouched: a screen reader has nothing new to say then.
export function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export const srOnly = (words) => made("span", { className: "sr", textContent: words });

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.append(use);
  return svg;
}

// Shows another symbol in an icon that stands.
export function setIcon(svg, name) {
  svg.querySelector("use").setAttribute("href", `${icons}#${name}`);
}
