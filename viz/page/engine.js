// The graph: forward, backward edge by edge, and the naive recursion beside it.
const NAIVE_LIMIT = 2000;

// From the record that Python wrote to nodes and edges. A node of the record is
// [name, number] for a leaf, else [name, form, operands]; an operand is the place of a
// node, or a string for a constant. A form is [op, text, slopes]: the expression that
// made the node, and the local derivatives. In both, #0 stands for the name of the first
// operand, #out for that of the node.
function compile(record) {
  const nodes = record.nodes.map(([full, what, operands], place) => {
    const name = record.short[place] ?? full;
    const node = { place, name, full, inputs: [], uses: [] };
    if (!operands) return { ...node, start: Number(what) };
    const [op, text, slopes] = record.forms[what];
    return { ...node, op, operands, text, slopes };
  });
  const edges = [];
  for (const node of nodes) {
    (node.operands || []).forEach((parent, position) => {
      if (typeof parent === "string") return;
      const text = node.slopes?.[position] || "";
      const edge = { place: edges.length, parent, child: node.place, position, text };
      edges.push(edge);
      node.inputs.push(edge.place);
      nodes[parent].uses.push(edge.place);
    });
  }
  const leaves = nodes.filter((node) => !node.op).map((node) => node.place);
  return { nodes, edges, leaves, root: nodes.length - 1, live: record.live };
}

// All numbers for given numbers of the leaves (a Map from place to number).
function evaluate(graph, numbers) {
  const data = [];
  const local = [];
  for (const node of graph.nodes) {
    if (!node.op) {
      data.push(numbers.get(node.place));
      continue;
    }
    const xs = node.operands.map((each) =>
      typeof each === "string" ? Number(each) : data[each]);
    const [out, slopes] = applyOp(node.op, xs);
    data.push(out);
    for (const place of node.inputs) local[place] = slopes[graph.edges[place].position];
  }
  return { data, local };
}

// Backward in reverse topological order: a list of passes, one for each edge. A node
// passes its gradient on when all its uses have contributed: `left` counts down to 0.
function backward(graph, local) {
  const grad = graph.nodes.map(() => 0);
  const left = graph.nodes.map((node) => node.uses.length);
  grad[graph.root] = 1;
  const passes = [];
  for (let child = graph.root; child >= 0; child--) {
    for (const place of graph.nodes[child].inputs) {
      const { parent } = graph.edges[place];
      left[parent] -= 1;
      passes.push(onePass(graph.edges[place], child, parent, grad, local, left[parent]));
    }
  }
  return { passes, grad };
}

// Along one edge, from one of its ends to the other; `left` contributions are to come.
function onePass({ place: edge, child, parent }, from, to, grad, local, left) {
  const upstream = grad[from];
  const amount = upstream * local[edge];
  const before = grad[to];
  grad[to] += amount;
  return { edge, child, parent, from, to, upstream, local: local[edge], amount, before,
    after: grad[to], left };
}

// The naive recursion: each node hands its gradient, as far as it has grown, to each
// operand and calls that operand's backward at once.
function naiveBackward(graph, local) {
  const grad = graph.nodes.map(() => 0);
  grad[graph.root] = 1;
  const passes = [];
  const calls = [{ node: graph.root, next: 0 }];
  while (calls.length && passes.length < NAIVE_LIMIT) {
    const call = calls[calls.length - 1];
    const { inputs } = graph.nodes[call.node];
    if (call.next === inputs.length) {
      calls.pop();
      continue;
    }
    const edge = inputs[call.next++];
    const { parent } = graph.edges[edge];
    passes.push(onePass(graph.edges[edge], call.node, parent, grad, local, -1));
    calls.push({ node: parent, next: 0 });
  }
  const visits = naiveVisits(graph);
  const count = visits.reduce((sum, each) => sum + each, 0) - 1;
  return { passes, grad, visits, count, complete: passes.length === count };
}

// How often the naive recursion comes to each node: once on every path from the root.
// All but the first visit, that of the root, are passes.
function naiveVisits(graph) {
  const visits = graph.nodes.map(() => 0);
  visits[graph.root] = 1;
  for (let node = graph.root; node >= 0; node--) {
    for (const place of graph.nodes[node].inputs) {
      visits[graph.edges[place].parent] += visits[node];
    }
  }
  return visits;
}

// Everything there is to show for these numbers of the leaves.
function run(graph, numbers) {
  const { data, local } = evaluate(graph, numbers);
  return { data, local, ...backward(graph, local), naive: naiveBackward(graph, local) };
}

// The steps of the film: the leaves, each op, the seed, then the passes. In forward mode
// from a leaf the seed comes first, and the passes to a result come with it.
function filmOf(graph, passes, leaf = null) {
  const ops = graph.nodes.filter((node) => node.op);
  const forward = ({ place }) => ({ kind: "forward", node: place });
  const pass = (each) => ({ kind: "pass", node: each.to, pass: each });
  if (leaf === null) {
    return [{ kind: "start" }, ...ops.map(forward), { kind: "seed", node: graph.root },
      ...passes.map(pass)];
  }
  return [{ kind: "start" }, { kind: "seed", node: leaf }, ...ops.flatMap((node) =>
    [forward(node), ...passes.filter(({ to }) => to === node.place).map(pass)])];
}

// What is known after step `at`: which nodes have data, their gradients, which are final.
// `reached` are the nodes that depend on the leaf of forward mode: all others have 0.
function stateAt(graph, film, at, { naive = false, walk: { reached } = {} } = {}) {
  const known = graph.nodes.map((node) => !node.op);
  const grad = graph.nodes.map(() => null);
  const final = graph.nodes.map(() => false);
  const passed = graph.edges.map(() => 0);
  for (let i = 0; i <= at; i++) {
    const step = film[i];
    if (step.kind === "forward") known[step.node] = true;
    if (step.kind === "seed") {
      grad[step.node] = 1;
      final[step.node] = !naive;
    }
    if (step.kind === "pass") {
      grad[step.node] = step.pass.after;
      final[step.node] = step.pass.left === 0;
      passed[step.pass.edge] += 1;
    }
  }
  if (reached && at > 0) {
    for (const { place } of graph.nodes) {
      if (known[place] && !reached[place]) [grad[place], final[place]] = [0, true];
    }
  }
  return { known, grad, final, passed, step: film[at] };
}
