// What is lacking in the words above the exports of a module? Run in Chromium beside acorn; gives
// sentences: an export has a JSDoc comment, and the comment of a function names each parameter.
(text) => {
  const comments = [];
  const tree = acorn.parse(text, {
    ecmaVersion: 2020, sourceType: "module", locations: true, onComment: comments });
  const functionOf = (declaration) => {
    if (declaration.type === "FunctionDeclaration") return declaration;
    const init = declaration.declarations?.[0].init;
    return init?.type === "ArrowFunctionExpression" ? init : null;
  };
  const found = [];
  for (const node of tree.body) {
    if (node.type !== "ExportNamedDeclaration") continue;
    const doc = comments.find((it) => it.type === "Block" && it.value.startsWith("*")
      && it.loc.end.line === node.loc.start.line - 1);
    const params = node.declaration && functionOf(node.declaration)?.params.length;
    const named = (doc?.value.match(/@param\b/g) ?? []).length;
    const line = `line ${node.loc.start.line}`;
    if (!doc) found.push(`${line}: no JSDoc`);
    else if (params && params !== named) found.push(`${line}: ${params} parameters, ${named} named`);
  }
  return found;
}
