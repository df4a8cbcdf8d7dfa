// The ladder of hints: where to look, the formula, its numbers, the answer. The same
// rungs as in `viz.quizzes.hints`, for the quiz in the terminal.
const RUNGS = ["where to look", "the formula", "the formula with its numbers", "the answer"];
const PARTS = ["upstream", "local", "contribution"];

// The local derivative on an edge: as a formula of names, or of numbers.
const localFormula = (graph, { edge, local }) => localText(graph, graph.edges[edge]) || short(local);
const localNumbers = (graph, result, { edge, local }) => {
  const { text, child } = graph.edges[edge];
  return filled(text, graph.nodes[child], (at) => factor(result.data[at])) || short(local);
};
// A formula as it stands in a product.
const bracketed = (text) => (/^\([^()]*\)$|^[^ -][^ ]*$/.test(text) ? text : `(${text})`);
const productOf = (graph, use) =>
  `${derivative(graph, use.child)} ${TIMES} ${bracketed(localFormula(graph, use))}`;
const productNumbers = (graph, result, use) =>
  `${factor(use.upstream)} ${TIMES} ${bracketed(localNumbers(graph, result, use))}`;

// Rungs about a gradient, or about the sum that it is after some of its contributions.
function gradientHints(graph, result, place, uses) {
  const name = derivative(graph, place);
  const numbers = uses.map((use) => productNumbers(graph, result, use)).join(" + ") || "1";
  const bare = uses.filter((use) => !graph.edges[use.edge].text).map((use) =>
    tr("{0} is the local derivative of {1}", short(use.local), madeOf(graph, use.via)));
  return [
    whereToLook(graph, place, uses),
    `${name} = ${uses.map((use) => productOf(graph, use)).join(" + ") || "1"}`
      + (bare.length ? ` (${bare.join("; ")})` : ""),
    `${name} = ${numbers}`,
    `${name} = ${numbers} = ${short(sumOf(uses, (use) => use.amount) || (uses.length ? 0 : 1))}`,
  ];
}

function whereToLook(graph, place, uses) {
  const { name } = graph.nodes[place];
  if (!uses.length) {
    return tr("{0} is the result itself: how fast does it change with itself?", name);
  }
  const consumers = consumersOf(uses);
  const formulas = consumers.map(({ via }) => madeOf(graph, via)).join(tr(" and "));
  const upstream = consumers.map(({ child }) => derivative(graph, child)).join(tr(" and "));
  const seed = consumers.some(({ child }) => child === graph.root)
    ? ` ${tr("{0} is 1.", derivative(graph, graph.root))}` : "";
  if (uses.length === 1) {
    return tr("{0} is used in {1}. Multiply {2} by the local derivative of that with respect to {0}.",
      name, formulas, upstream) + seed;
  }
  return tr("{0} is used {1} times, in {2}. Multiply for each use the upstream gradient ({3}) by the "
    + "local derivative, and add.", name, uses.length, formulas, upstream) + seed;
}

// Rungs about one part of a pass along an edge.
function partHints(graph, result, pass, part) {
  const above = derivative(graph, pass.child);
  const use = { ...pass, via: graph.nodes[pass.child] };
  if (part === "upstream") {
    return [
      tr("It is {0}, the gradient of the result that the edge comes from; it is final.", above),
      `${tr("upstream")} = ${above}`,
      tr("upstream = {0}, as the passes so far have added it up", above),
      `${tr("upstream")} = ${short(pass.upstream)}`,
    ];
  }
  if (part === "local") {
    return [
      tr("How fast does {0} change with {1}, all else unchanged?", madeOf(graph, use.via),
        graph.nodes[pass.parent].name),
      `${tr("local")} = ${localFormula(graph, use)}`,
      `${tr("local")} = ${localNumbers(graph, result, use)}`,
      `${tr("local")} = ${short(pass.local)}`,
    ];
  }
  return [
    tr("Upstream and local belong together: the chain rule multiplies them."),
    `${tr("contribution")} = ${productOf(graph, use)}`,
    `${tr("contribution")} = ${factor(pass.upstream)} ${TIMES} ${factor(pass.local)}`,
    `${tr("contribution")} = ${short(pass.amount)}`,
  ];
}
