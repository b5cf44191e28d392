// What in a script would not run on the oldest engine, or would let text become markup or code?
// Run in Chromium beside acorn; gives sentences. ES2020 is what Chrome 80 and Safari 14 read.
(text, kind) => {
  const found = [];
  const say = (node, words) => found.push(`line ${node.loc.start.line}: ${words}`);
  // Methods by name, whatever they belong to: the syntax tree knows no types.
  const YOUNG = new Set([
    "at", "replaceAll", "hasOwn", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced",
    "groupBy", "fromAsync", "withResolvers", "randomUUID", "replaceChildren", "checkVisibility",
    "requestSubmit", "canParse", "moveBefore", "throwIfAborted", "showModal",
  ]);
  const YOUNG_OF = {
    AbortSignal: ["timeout", "any"], Promise: ["any", "try"], Response: ["json"],
    window: ["structuredClone", "reportError"],
  };
  const YOUNG_GLOBALS = new Set([
    "structuredClone", "WeakRef", "FinalizationRegistry", "AggregateError", "BroadcastChannel",
    "CompressionStream", "DecompressionStream", "OffscreenCanvas", "requestIdleCallback", "scheduler",
    "URLPattern", "Temporal",
  ]);
  const MARKUP = new Set(["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc", "setHTMLUnsafe",
    "createContextualFragment"]);
  const LEAFLET = new Set(["bindPopup", "bindTooltip", "setPopupContent", "setTooltipContent", "openPopup",
    "openTooltip", "setContent"]);
  const isText = (node) => Boolean(node) && (
    (node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral"
    || (node.type === "BinaryExpression" && node.operator === "+") || node.type === "MemberExpression");

  function member(node) {
    const name = node.computed ? node.property.value : node.property.name;
    if (name === "submitter") say(node, "submitter is too young");
    if (YOUNG_OF[node.object.name]?.includes(name)) say(node, `${node.object.name}.${name} is too young`);
    if (MARKUP.has(name)) say(node, `${name} makes markup of text`);
    if (node.object.name === "document" && /^write/.test(name)) say(node, "document.write makes markup");
  }

  function call(node) {
    const { callee, arguments: given } = node;
    const name = callee.property ? callee.property.name ?? callee.property.value : callee.name;
    if (callee.property && YOUNG.has(name)) say(node, `${name} is too young`);
    if (name === "eval" || name === "Function") say(node, `${name} runs text`);
    if (/^set(Timeout|Interval)$/.test(name) && isText(given[0]) && given[0].type !== "MemberExpression") {
      say(node, `${name} runs text`);
    }
    if (LEAFLET.has(name) && isText(given[0])) say(node, `${name} makes markup of text`);
    if (callee.type === "Identifier" && YOUNG_GLOBALS.has(name)) say(node, `${name} is too young`);
    if (name === "setAttribute" && /^(on|style$|srcdoc$)/.test(given[0]?.value ?? "")) {
      say(node, `setAttribute("${given[0].value}") is refused by the policy`);
    }
  }

  // Leaflet puts the html of an icon and an attribution into the page as markup.
  function property(node) {
    const name = node.key.name ?? node.key.value;
    if (name === "html" && isText(node.value) && node.value.type !== "MemberExpression") {
      say(node, "html of an icon makes markup of text");
    }
    if (MARKUP.has(name)) say(node, `${name} makes markup of text`);
  }

  const LOOK = { MemberExpression: member, CallExpression: call, NewExpression: call, Property: property };
  function walk(node) {
    LOOK[node.type]?.(node);
    if (node.regex && /\(\?<[=!]/.test(node.regex.pattern)) say(node, "lookbehind is too young");
    for (const part of Object.values(node)) {
      for (const one of Array.isArray(part) ? part : [part]) {
        if (one && typeof one.type === "string") walk(one);
      }
    }
  }

  try {
    walk(acorn.parse(text, { ecmaVersion: 2020, sourceType: kind, locations: true }));
  } catch (error) {
    found.push(`does not parse as ES2020: ${error.message}`);
  }
  return found;
}
