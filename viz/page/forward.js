// Forward mode: the derivatives by one leaf, carried along with the data op by op, beside
// reverse mode, which gives those of the result by all leaves in one pass.
const FORWARD_LOOP = [
  "for node in order: node.tangent = 0.0",
  "LEAF.tangent = 1.0",
  "for node in order:",
  "    for parent, local in zip(node.parents, node.local_grads):",
  "        contribution = parent.tangent * local",
  "        node.tangent += contribution",
];

// The tangent d node/d leaf of every node, as `grad`, and the passes that made them: one
// for each edge on a way from the leaf. What no way reaches does not depend on it.
function forwardMode(graph, local, leaf) {
  const grad = graph.nodes.map(({ place }) => (place === leaf ? 1 : 0));
  const reached = graph.nodes.map(({ place }) => place === leaf);
  const passes = [];
  for (const { place, inputs } of graph.nodes) {
    const carriers = inputs.filter((edge) => reached[graph.edges[edge].parent]);
    carriers.forEach((each, i) => {
      const edge = graph.edges[each];
      passes.push(onePass(edge, edge.parent, place, grad, local, carriers.length - 1 - i));
    });
    if (carriers.length) reached[place] = true;
  }
  return { passes, grad, reached };
}

function describeTangentSeed(graph, leaf) {
  const { name } = graph.nodes[leaf];
  const what = ratio(graph, leaf, leaf);
  return {
    title: tr("Forward mode: the seed"),
    rows: [[el("bdi", { className: "code" }, what), sign("="), num(1, "grad")]],
    sentence: tr("{0} changes by as much as itself: {1} = 1; no other leaf changes. From here "
      + "the tangents flow with the data.", name, what),
  };
}

// What both modes cost: as many forward passes as leaves, against one backward pass.
function priceOf(walks, passes) {
  const products = (count) => plural(count, "product");
  const count = walks.reduce((sum, walk) => sum + walk.passes.length, 0);
  return [
    el("span", { className: "bad" }, `${plural(walks.length, "forward pass", "forward passes")} `
      + `(${products(count)})`), ` ${tr("against")} `,
    el("span", { className: "good" }, `${plural(1, "backward pass")} (${products(passes.length)})`),
  ];
}

const allForward = ({ leaves, ...graph }, local) =>
  leaves.map((leaf) => forwardMode(graph, local, leaf));

// The end of the film: this pass has the derivative by one leaf.
const forwardVerdict = (graph, result) => [el("span", { className: "badge" },
  ...priceOf(allForward(graph, result.local), result.passes))];

// How both modes come to the derivatives of the result by all leaves.
function bothModes(graph, result, leaf) {
  const walks = allForward(graph, result.local);
  const rows = graph.leaves.slice(0, MOST_ROWS).map((place, i) =>
    el("tr", { className: place === leaf ? "entry" : "" },
      el("th", { scope: "row" }, named(derivative(graph, place))),
      ...cells(num(walks[i].grad[graph.root], "grad"), String(walks[i].passes.length),
        num(result.grad[place], "grad"))));
  return [
    el("h2", { id: "compare-title" }, tr("Forward mode beside reverse mode")),
    el("p", {}, tr("Forward mode starts at one leaf and multiplies by the local derivatives on the "
      + "way to the result; for another leaf it starts anew. Reverse mode starts at the result "
      + "and comes to all leaves on its one way back.")),
    el("p", {}, ...priceOf(walks, result.passes), "."),
    table(tr("The derivatives by both modes"),
      [tr("derivative"), tr("Forward mode"), tr("products"), tr("Reverse mode")], rows),
  ];
}
