// The current step in large letters, and in one sentence for a screen reader.

// A number or an expression with what it is underneath.
function term(shown, caption) {
  return el("span", { className: "term" }, shown,
    el("span", { className: "caption" }, caption));
}

const sign = (text) => el("span", { className: "sign" }, text);
const derivative = (graph, place) =>
  `d${afterD(graph.nodes[graph.root].name)}/d${afterD(graph.nodes[place].name)}`;

// A local derivative and its formula: its number stands above.
function localName(graph, edge, formula = localText(graph, edge)) {
  const [above, below] = [graph.nodes[edge.child].name, graph.nodes[edge.parent].name];
  return `${PARTIAL}${afterD(above)}/${PARTIAL}${afterD(below)}${formula && ` = ${formula}`}`;
}

// `{ title, rows, sentence, plain }` of a step; `plain`: the rows say it all to the eye.
function describeStep(graph, result, step, naive) {
  if (step.kind === "start") return describeStart(graph, result, naive);
  if (step.kind === "forward") return describeForward(graph, result, step.node);
  if (step.kind === "seed") return describeSeed(graph, step.node);
  return describePass(graph, step.pass, naive);
}

function describeStart(graph, result, naive) {
  const leaves = plural(graph.leaves.length, "leaf", "leaves");
  const ops = plural(graph.nodes.length - graph.leaves.length, "operation");
  return {
    title: "Start",
    rows: [[el("span", { className: "lead" },
      "Forward computes the data. Backward computes the gradients.")]],
    sentence: `This graph has ${leaves} and ${ops}. The leaves are given; press Play, or `
      + `the arrow keys.${naive ? naiveNotice(result) : ""}`,
  };
}

const naiveNotice = ({ naive, passes }) => " The naive recursion is on: "
  + `it makes ${naivePasses(naive)}, the right order ${passes.length.toLocaleString("en")}.`;

function describeForward(graph, result, place) {
  const node = graph.nodes[place];
  const names = expression(node, (at) => graph.nodes[at].name);
  const infix = !node.text.includes("(");
  const numbers = expression(node, (at) =>
    infix ? factor(result.data[at]) : short(result.data[at]));
  const out = result.data[place];
  return {
    title: "Forward",
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
    title: "Backward: the seed",
    rows: [[el("bdi", { className: "code" }, what), sign("="), num(1, "grad")]],
    sentence: `The result ${name} changes by as much as itself: ${what} = 1. `
      + "From here every gradient flows down the graph.",
  };
}

// The two rows of a pass: the product and the sum. `known` has false for each number
// that is asked for.
function passRows(graph, pass, known = {}) {
  const edge = graph.edges[pass.edge];
  const shown = (part, kind) => (known[part] === false
    ? el("span", { className: "num asked" }, "?") : num(pass[part], kind));
  const local = known.local === false ? localName(graph, edge, "") : localName(graph, edge);
  return [[
    term(shown("upstream", "grad"), `upstream ${derivative(graph, pass.child)}`),
    sign(TIMES),
    term(shown("local", "local"), `local ${local}`),
    sign("="),
    term(shown("amount", "grad"), "contribution"),
  ], [
    term(shown("before", "grad"), `grad of ${graph.nodes[pass.parent].name} so far`),
    sign("+"),
    term(shown("amount", "grad"), "contribution"),
    sign("="),
    term(shown("after", "grad"), "new"),
  ]];
}

function describePass(graph, pass, naive) {
  const [above, below] = [graph.nodes[pass.child].name, graph.nodes[pass.parent].name];
  const badge = el("span", { className: pass.left === 0 ? "badge done" : "badge" },
    standing(pass, naive));
  return {
    title: `${naive ? "Naive recursion" : "Backward"}: from ${above} to ${below}`,
    rows: [...passRows(graph, pass), [badge]],
    sentence: `${below} receives ${short(pass.upstream)} ${TIMES} ${short(pass.local)} = `
      + `${short(pass.amount)} from ${above}; ${short(pass.before)} + `
      + `${short(pass.amount)} = ${short(pass.after)}. ${standing(pass, naive)}.`,
    plain: true,
  };
}

function standing(pass, naive) {
  if (naive) return "Passed on at once, complete or not";
  if (pass.left === 0) return "\u2713 Final: all its uses have contributed";
  return `${plural(pass.left, "use")} still to come`;
}
