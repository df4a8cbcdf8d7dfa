// The current step in large letters, and in one sentence for a screen reader.

// A number or an expression with what it is underneath.
function term(shown, caption) {
  return el("span", { className: "term" }, shown,
    el("span", { className: "caption" }, caption));
}

const sign = (text) => el("span", { className: "sign" }, text);
const ratio = (graph, above, below) =>
  `d${afterD(graph.nodes[above].name)}/d${afterD(graph.nodes[below].name)}`;
const derivative = (graph, place) => ratio(graph, graph.root, place);

// A local derivative and its formula: its number stands above.
function localName(graph, edge, formula = localText(graph, edge)) {
  const [above, below] = [graph.nodes[edge.child].name, graph.nodes[edge.parent].name];
  return `${PARTIAL}${afterD(above)}/${PARTIAL}${afterD(below)}${formula && ` = ${formula}`}`;
}

// `{ title, rows, sentence, plain }` of a step; `plain`: the rows say it all to the eye.
function describeStep(graph, result, step, { naive, leaf }) {
  if (step.kind === "start") return describeStart(graph, result, naive);
  if (step.kind === "forward") return describeForward(graph, result, step.node);
  if (step.kind === "seed") return leaf === null ? describeSeed(graph, step.node) : describeTangentSeed(graph, leaf);
  return describePass(graph, step.pass, naive, leaf);
}

function describeStart(graph, result, naive) {
  const leaves = plural(graph.leaves.length, "leaf", "leaves");
  const ops = plural(graph.nodes.length - graph.leaves.length, "operation");
  return {
    title: tr("Start"),
    rows: [[el("span", { className: "lead" },
      tr("Forward computes the data. Backward computes the gradients."))]],
    sentence: tr("This graph has {0} and {1}. The leaves are given; press Play, or the arrow keys.",
      leaves, ops) + (naive ? naiveNotice(result) : ""),
  };
}

const naiveNotice = ({ naive, passes }) => " "
  + tr("The naive recursion is on: it makes {0}, the right order {1}.", naivePasses(naive),
    passes.length.toLocaleString("en"));

function describeForward(graph, result, place) {
  const node = graph.nodes[place];
  const names = expression(node, (at) => graph.nodes[at].name);
  const infix = !node.text.includes("(");
  const numbers = expression(node, (at) =>
    infix ? factor(result.data[at]) : short(result.data[at]));
  const out = result.data[place];
  return {
    title: tr("Forward"),
    rows: [
      [el("bdi", { className: "code" }, `${node.name} = ${names}`)],
      [el("span", { className: "code data" }, numbers), sign("="), num(out, "data")],
    ],
    sentence: `${node.name} = ${names} = ${numbers} = ${short(out)}.`,
    plain: true,
  };
}

function describeSeed(graph, place) {
  const { name } = graph.nodes[place];
  const what = derivative(graph, place);
  return {
    title: tr("Backward: the seed"),
    rows: [[el("bdi", { className: "code" }, what), sign("="), num(1, "grad")]],
    sentence: tr("The result {0} changes by as much as itself: {1} = 1. From here every gradient "
      + "flows down the graph.", name, what),
  };
}

// The two rows of a pass: the product and the sum. `known` has false for each number
// that is asked for; `leaf` is that of forward mode.
function passRows(graph, pass, known = {}, leaf = null) {
  const edge = graph.edges[pass.edge];
  const shown = (part, kind) => (known[part] === false
    ? el("span", { className: "num asked" }, "?") : num(pass[part], kind));
  const local = known.local === false ? localName(graph, edge, "") : localName(graph, edge);
  return [[
    term(shown("upstream", "grad"), leaf === null ? `${tr("upstream")} ${derivative(graph, pass.from)}`
      : `${tr("tangent")} ${ratio(graph, pass.from, leaf)}`),
    sign(TIMES),
    term(shown("local", "local"), `${tr("local")} ${local}`),
    sign("="),
    term(shown("amount", "grad"), tr("contribution")),
  ], [
    term(shown("before", "grad"), leaf === null ? tr("grad of {0} so far", graph.nodes[pass.to].name)
      : tr("{0} so far", ratio(graph, pass.to, leaf))),
    sign("+"),
    term(shown("amount", "grad"), tr("contribution")),
    sign("="),
    term(shown("after", "grad"), tr("new")),
  ]];
}

function describePass(graph, pass, naive, leaf) {
  const [from, to] = [graph.nodes[pass.from].name, graph.nodes[pass.to].name];
  const badge = el("span", { className: pass.left === 0 ? "badge done" : "badge" },
    standing(pass, naive, leaf));
  const title = leaf !== null ? "Forward mode: from {0} to {1}"
    : naive ? "Naive recursion: from {0} to {1}" : "Backward: from {0} to {1}";
  return {
    title: tr(title, from, to),
    rows: [...passRows(graph, pass, {}, leaf), [badge]],
    sentence: [tr("{0} receives {1} from {2}; {3}.", to,
      `${short(pass.upstream)} ${TIMES} ${short(pass.local)} = ${short(pass.amount)}`, from,
      `${short(pass.before)} + ${short(pass.amount)} = ${short(pass.after)}`),
    standing(pass, naive, leaf)].join(" ") + ".",
    plain: true,
  };
}

function standing(pass, naive, leaf) {
  if (leaf !== null) {
    return pass.left === 0 ? `\u2713 ${tr("Final: all its operands have contributed")}`
      : tr("{0} still to come", plural(pass.left, "operand"));
  }
  if (naive) return tr("Passed on at once, complete or not");
  if (pass.left === 0) return `\u2713 ${tr("Final: all its uses have contributed")}`;
  return tr("{0} still to come", plural(pass.left, "use"));
}
