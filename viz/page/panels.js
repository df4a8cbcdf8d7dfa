// Tables: the ledger of a node, the whole ledger, naive beside right.
function table(caption, heads, rows) {
  return el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
    el("table", {},
      el("caption", { className: "hidden" }, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows)));
}

const cells = (...contents) => contents.map((each) => el("td", {}, each));

const passCells = (pass) => cells(num(pass.upstream, "grad"), num(pass.local, "local"),
  num(pass.amount, "grad"), num(pass.after, "grad"));
const columns = (first, second = "upstream") => [tr(first), tr(second), `${TIMES} ${tr("local")}`,
  `= ${tr("contribution")}`, tr("total")];
const MOST_ROWS = 60;

// The contributions to one node: those that were made, and who is still to speak. In
// forward mode they come from its operands.
function ledgerTable(graph, place, passes, waiting, forward) {
  const via = (edge) => el("th", { scope: "row" },
    named(graph.nodes[graph.edges[edge][forward ? "parent" : "child"]].name));
  const rows = [
    ...passes.slice(0, MOST_ROWS).map((pass) => el("tr", {}, via(pass.edge), ...passCells(pass))),
    ...waiting.slice(0, MOST_ROWS).map((edge) =>
      el("tr", { className: "faint" }, via(edge), ...cells(DASH, DASH, DASH, DASH))),
  ];
  return table(tr(forward ? "Contributions to the tangent of {0}"
    : "Contributions to the gradient of {0}", graph.nodes[place].name),
  columns("via", forward ? "tangent" : "upstream"), rows);
}

// A node as far as it is known: its numbers, how it was made, its ledger.
function nodePanel(graph, result, place, { known, grad, passes, naive, leaf = null, reached, standing }) {
  const node = graph.nodes[place];
  const forward = leaf !== null;
  const made = node.op ? madeOf(graph, node) : tr("{0}, a leaf", node.name);
  const mine = passes.filter((pass) => pass.to === place);
  const done = new Set(mine.map((pass) => pass.edge));
  const edges = forward ? node.inputs.filter((edge) => reached[graph.edges[edge].parent]) : [...node.uses].reverse();
  const waiting = naive ? [] : edges.filter((edge) => !done.has(edge));
  return [
    el("p", { className: "code" }, named(made)),
    el("p", {}, `${tr("data")} `, known[place] ? num(result.data[place], "data") : DASH,
      ` \u00a0 ${forward ? ratio(graph, place, leaf) : derivative(graph, place)} = `,
      grad[place] === null ? DASH : num(grad[place], "grad"),
      standing),
    forward ? null : el("p", { className: "faint" }, usesText(node, naive ? result.naive : null)),
    mine.length + waiting.length ? ledgerTable(graph, place, mine, waiting, forward) : null,
  ].filter(Boolean);
}

// How often a node is used; the naive recursion may come by more often.
function usesText({ place, uses }, naive) {
  if (!uses.length) return tr("It is the result: its gradient is 1.");
  if (naive) {
    return tr("{0}, visited {1} by the naive recursion.", plural(uses.length, "use"),
      times(naive.visits[place]));
  }
  return uses.length === 1 ? tr("One use, one contribution.")
    : tr("{0} uses: their contributions add up.", uses.length);
}

// All nodes, the result first, as `viz.explain` lists them.
function wholeLedger(graph, result) {
  const rows = [];
  for (let place = graph.root; place >= 0; place--) {
    const node = graph.nodes[place];
    rows.push(el("tr", { className: "entry" },
      el("th", { scope: "row", colSpan: 3 }, named(node.op ? madeOf(graph, node) : node.name), " = ",
        num(result.data[place], "data")),
      el("td", { colSpan: 2 }, `${derivative(graph, place)} = `, num(result.grad[place], "grad"))));
    for (const use of usesOf(graph, result, place)) {
      rows.push(el("tr", {}, el("td", {}, `${tr("via")} `, named(use.via.name)), ...passCells(use)));
    }
  }
  return table(tr("All contributions to all gradients"), columns("node"), rows);
}

const NAIVE_CODE = [
  "def naive_backward(node):",
  "    for operand, local in zip(node.parents, node.local_grads):",
  "        operand.grad += node.grad * local",
  "        naive_backward(operand)  # too early if operand has another use",
].join("\n");

const naivePasses = ({ count }) =>
  (Number.isFinite(count) ? plural(count, "pass", "passes") : tr("endless passes"));

// What the naive recursion counts, beside the right numbers.
function comparison(graph, result) {
  const { naive, grad, passes } = result;
  const wrong = graph.nodes.filter((node) =>
    naive.complete && !near(naive.grad[node.place], grad[node.place], 1e-12));
  const rows = wrong.map((node) => el("tr", {}, el("th", { scope: "row" }, named(node.name)),
    ...cells(num(naive.grad[node.place], "bad"), num(grad[node.place], "good"))));
  const count = naivePasses(naive);
  const verdict = !naive.complete
    ? tr("It would take {0} passes; stopped after {1}.", short(naive.count), naive.passes.length)
    : wrong.length ? tr("{0} wrong.", plural(wrong.length, "gradient"))
      : tr("Here both agree: no result is used twice. Try b = a + a; c = b + b.");
  return [
    el("h2", { id: "compare-title" }, tr("Naive recursion beside the right order")),
    el("pre", { className: "code", tabIndex: 0 }, NAIVE_CODE),
    el("p", {}, tr("The naive recursion hands a gradient on as soon as something has arrived. "
      + "A result with two uses is handed on twice, and what came first counts again the "
      + "second time. The right order, reverse topological, waits until a gradient is "
      + "final and hands it on once.")),
    el("p", {}, el("span", { className: "bad" }, count), ` ${tr("against")} `,
      el("span", { className: "good" }, plural(passes.length, "pass", "passes")),
      `. ${verdict}`),
    rows.length ? table(tr("Naive and right gradients"), [tr("node"), tr("naive"), tr("right")], rows) : null,
  ].filter(Boolean);
}
