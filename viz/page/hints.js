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
    `${short(use.local)} is the local derivative of ${madeOf(graph, use.via)}`);
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
  if (!uses.length) return `${name} is the result itself: how fast does it change with itself?`;
  const consumers = consumersOf(uses);
  const formulas = consumers.map(({ via }) => madeOf(graph, via)).join(" and ");
  const upstream = consumers.map(({ child }) => derivative(graph, child)).join(" and ");
  const seed = consumers.some(({ child }) => child === graph.root)
    ? ` ${derivative(graph, graph.root)} is 1.` : "";
  if (uses.length === 1) {
    return `${name} is used in ${formulas}. Multiply ${upstream} by the local derivative of `
      + `that with respect to ${name}.${seed}`;
  }
  return `${name} is used ${uses.length} times, in ${formulas}. Multiply for each use the `
    + `upstream gradient (${upstream}) by the local derivative, and add.${seed}`;
}

// Rungs about one part of a pass along an edge.
function partHints(graph, result, pass, part) {
  const above = derivative(graph, pass.child);
  const use = { ...pass, via: graph.nodes[pass.child] };
  if (part === "upstream") {
    return [
      `It is ${above}, the gradient of the result that the edge comes from; it is final.`,
      `upstream = ${above}`,
      `upstream = ${above}, as the passes so far have added it up`,
      `upstream = ${short(pass.upstream)}`,
    ];
  }
  if (part === "local") {
    return [
      `How fast does ${madeOf(graph, use.via)} change with `
        + `${graph.nodes[pass.parent].name}, all else unchanged?`,
      `local = ${localFormula(graph, use)}`,
      `local = ${localNumbers(graph, result, use)}`,
      `local = ${short(pass.local)}`,
    ];
  }
  return [
    "Upstream and local belong together: the chain rule multiplies them.",
    `contribution = ${productOf(graph, use)}`,
    `contribution = ${factor(pass.upstream)} ${TIMES} ${factor(pass.local)}`,
    `contribution = ${short(pass.amount)}`,
  ];
}
