// Tables: the ledger of a node, the whole ledger, naive beside right.
function table(caption, heads, rows) {
  return el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
    el("table", {},
      el("caption", { className: "hidden" }, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows)));
}

const cells = (...contents) => contents.map((each) => el("td", {}, each));

// The contributions to one node: one row for each use.
function ledgerTable(graph, result, place) {
  let sum = 0;
  const rows = usesOf(graph, result, place).map((use) => {
    sum = use.after;
    return el("tr", {}, el("th", { scope: "row" }, named(use.via.name)),
      ...cells(num(use.upstream, "grad"), num(use.local, "local"),
        num(use.amount, "grad"), num(use.after, "grad")));
  });
  const { name } = graph.nodes[place];
  return table(`Contributions to the gradient of ${name}`,
    ["via", "upstream", `${TIMES} local`, "= contribution", "total"], rows);
}

// A node in full: its numbers, where it comes from, what contributes to its gradient.
function nodePanel(graph, result, place) {
  const node = graph.nodes[place];
  const made = node.op
    ? `${node.name} = ${expression(node, (at) => graph.nodes[at].name)}`
    : `${node.name}, a leaf`;
  const uses = node.uses.length;
  const why = uses === 0 ? "It is the result: its gradient is 1."
    : uses === 1 ? "One use, one contribution." : `${uses} uses: their contributions add up.`;
  return [
    el("p", { className: "code" }, named(made)),
    el("p", {}, "data ", num(result.data[place], "data"), ` \u00a0 ${derivative(graph, place)} = `,
      num(result.grad[place], "grad")),
    el("p", { className: "faint" }, why),
    uses ? ledgerTable(graph, result, place) : null,
  ].filter(Boolean);
}

// All nodes, the result first, as `viz.explain` lists them.
function wholeLedger(graph, result) {
  const rows = [];
  for (let place = graph.root; place >= 0; place--) {
    const node = graph.nodes[place];
    const made = node.op ? ` = ${expression(node, (at) => graph.nodes[at].name)}` : "";
    rows.push(el("tr", { className: "entry" },
      el("th", { scope: "row", colSpan: 3 }, named(node.name + made), " = ",
        num(result.data[place], "data")),
      el("td", { colSpan: 2 }, `${derivative(graph, place)} = `, num(result.grad[place], "grad"))));
    for (const use of usesOf(graph, result, place)) {
      rows.push(el("tr", {}, el("td", {}, "via ", named(use.via.name)),
        ...cells(num(use.upstream, "grad"), num(use.local, "local"),
          num(use.amount, "grad"), num(use.after, "grad"))));
    }
  }
  return table("All contributions to all gradients",
    ["node", "upstream", `${TIMES} local`, "= contribution", "total"], rows);
}

// What the naive recursion counts, beside the right numbers.
function comparison(graph, result) {
  const { naive, grad, passes } = result;
  const wrong = graph.nodes.filter((node) =>
    naive.complete && !near(naive.grad[node.place], grad[node.place], 1e-12));
  const rows = wrong.map((node) => el("tr", {}, el("th", { scope: "row" }, named(node.name)),
    ...cells(num(naive.grad[node.place], "bad"), num(grad[node.place], "good"))));
  const count = Number.isFinite(naive.count) ? plural(naive.count, "pass", "passes") : "endless passes";
  const verdict = !naive.complete
    ? `It would take ${short(naive.count)} passes; stopped after ${naive.passes.length}.`
    : wrong.length ? `${plural(wrong.length, "gradient")} wrong.`
      : "Here both agree: no result is used twice. Try b = a + a; c = b + b.";
  return [
    el("h2", { id: "compare-title" }, "Naive recursion beside the right order"),
    el("p", {}, "The naive recursion calls each operand's backward at once, with the "
      + "gradient that has arrived so far. A result with two uses is then passed on twice, "
      + "and the first share counts again in the second. The right order (reverse "
      + "topological) waits until a gradient is final, and passes it on once."),
    el("p", {}, el("span", { className: "bad" }, count), " against ",
      el("span", { className: "good" }, plural(passes.length, "pass", "passes")),
      `. ${verdict}`),
    rows.length ? table("Naive and right gradients", ["node", "naive", "right"], rows) : null,
  ].filter(Boolean);
}
