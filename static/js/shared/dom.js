// Elements: found by id, made, and filled with text, never with markup.
const SVG = "http://www.w3.org/2000/svg";
const icons = document.body.dataset.icons;

/**
 * The element of this id; its page has it.
 * @param {string} id
 * @returns {any}
 */
export const byId = (id) => document.getElementById(id);

/**
 * A new element with properties (not attributes) and children.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * Replaces all children, as replaceChildren does in engines younger than Chrome 86.
 * @param {Element} element
 * @param {...(Node | string)} children
 */
export function refill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

/**
 * Sets a text that differs. The same text stays untouched: a screen reader has nothing new to
 * say then.
 * @param {Element} element
 * @param {string} words
 */
export function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * Words for screen readers alone.
 * @param {string} words
 * @returns {HTMLElement}
 */
export const srOnly = (words) => made("span", { className: "sr", textContent: words });

/**
 * A symbol of the page's set of icons.
 * @param {string} name
 * @param {string} [className]
 * @returns {SVGElement}
 */
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

/**
 * Shows another symbol in an element that has one.
 * @param {Element} element
 * @param {string} name
 */
export function setIcon(element, name) {
  element.querySelector("use").setAttribute("href", `${icons}#${name}`);
}
