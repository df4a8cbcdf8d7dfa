// Diagnoses of a predicted gradient: which mistake gives exactly this number? The same
// list as in `viz.mistakes`, for the quiz in the terminal.
const CLOSE = 0.005;

const near = (guess, value, tolerance = CLOSE) =>
  guess === value || Object.is(guess, value)
  || (Number.isFinite(value) && Math.abs(guess - value) <= tolerance * Math.abs(value));

const sumOf = (uses, f) => uses.reduce((sum, use) => sum + f(use), 0);

// Each use of a node: who uses it, and the factors of its contribution.
function usesOf(graph, result, place) {
  return result.passes
    .filter((pass) => pass.parent === place)
    .map((pass) => ({ ...pass, via: graph.nodes[pass.child] }));
}

// `{ kind, text }` for a guess of the gradient of node `place`.
function diagnose(graph, result, place, guess) {
  const right = result.grad[place];
  if (near(guess, right)) return { kind: "right", text: tr("Right.") };
  const found = explainGuess(graph, result, place, guess);
  if (found) return found;
  const turned = guess === 0 ? null : explainGuess(graph, result, place, -guess);
  if (turned) {
    return { kind: `sign and ${turned.kind}`, text: tr("The sign is wrong, and: {0}", turned.text) };
  }
  const n = graph.nodes[place].uses.length;
  return {
    kind: "other",
    text: n === 1
      ? tr("Not yet. Multiply upstream \u00d7 local for its one use. Start from the results that "
        + "use it.")
      : tr("Not yet. Multiply upstream \u00d7 local for each of its {0} uses, then add. Start from "
        + "the results that use it.", n),
  };
}

function explainGuess(graph, result, place, guess) {
  const known = [...mistakes(graph, result, place)].filter(({ value }) => Number.isFinite(value));
  // What it is exactly tells more than what it could have been rounded from.
  for (const tolerance of [1e-6, CLOSE]) {
    const found = known.find(({ value }) => near(guess, value, tolerance));
    if (found) return found;
  }
  if (near(guess, result.grad[place], 0.05)) {
    return { kind: "rounding", text: tr("Close. Give it to three significant digits.") };
  }
  return null;
}

// Every mistake we know and the number it leads to, the likeliest first.
function* mistakes(graph, result, place) {
  const { name } = graph.nodes[place];
  const right = result.grad[place];
  const uses = usesOf(graph, result, place);
  yield { kind: "sign", value: -right, text: tr("The size is right, the sign is not.") };
  if (right !== 0) {
    yield { kind: "zero", value: 0,
      text: tr("Not 0: a small change of {0} does change the result.", name) };
  }
  if (uses.length > 1) yield* forgottenUses(graph, name, uses);
  if (result.naive.complete) {
    yield { kind: "naive recursion", value: result.naive.grad[place],
      text: tr("That is what the naive recursion gives: it passes gradients on before they "
        + "are complete, so some parts count twice.") };
  }
  yield* lostFactors(graph, name, uses);
  yield* otherOperand(graph, result, place, uses);
  yield { kind: "value", value: result.data[place],
    text: tr("That is the value of {0}. Its gradient says how fast the result changes with {0}.",
      name) };
  yield* otherLocal(graph, result, place, uses);
  const squared = uses.some(({ via }) => via.op === "power" || via.op === "square");
  yield { kind: "factor 2", value: right / 2,
    text: squared
      ? tr("That is half the right number: a factor 2 is missing, as of d(r**2)/dr = 2 * r.")
      : tr("That is half the right number: a factor 2 is missing.") };
  yield { kind: "factor 2", value: right * 2,
    text: tr("That is twice the right number: a factor 2 too much.") };
  for (const at of [...uses.map((use) => use.child), graph.root]) {
    yield { kind: "value", value: result.data[at],
      text: tr("That is the value of {0}, not a gradient.", graph.nodes[at].name) };
  }
  yield* mixedUp(graph, place, right, uses);
  yield* factorsOnTheWay(graph, result, place);
}

// How a use is told apart: by the result that uses the node, or, where the node stands
// in it more than once, by the operand.
function whereOf(graph, use, uses) {
  const twice = uses.filter((each) => each.child === use.child).length > 1;
  return twice ? tr("one operand of {0}", madeOf(graph, use.via)) : use.via.name;
}

function* forgottenUses(graph, name, uses) {
  const all = sumOf(uses, (use) => use.amount);
  const rule = tr("{0} is used {1} times: the contributions of all uses add up.", name, uses.length);
  const alone = (where) => `${tr("That is the contribution through {0} alone.", where)} ${rule}`;
  const missing = (where) => `${tr("The contribution through {0} is missing.", where)} ${rule}`;
  const kind = "forgot to add";
  const consumers = consumersOf(uses);
  for (const use of uses) {
    yield { kind, value: use.amount, text: alone(whereOf(graph, use, uses)) };
  }
  for (const { via, amount } of consumers.length > 1 ? consumers : []) {
    yield { kind, value: amount, text: alone(via.name) };
    yield { kind, value: all - amount, text: missing(via.name) };
  }
  for (const use of uses) {
    const where = whereOf(graph, use, uses);
    yield { kind, value: all - use.amount, text: missing(where) };
    yield { kind: "sign", value: all - 2 * use.amount,
      text: tr("The contribution through {0} has the wrong sign.", where) };
  }
}

// The results that use a node, each once, with all that comes back through it.
function consumersOf(uses) {
  const found = new Map();
  for (const use of uses) {
    const sum = found.get(use.child) ?? { ...use, amount: 0 };
    found.set(use.child, { ...sum, amount: sum.amount + use.amount });
  }
  return [...found.values()];
}

function* lostFactors(graph, name, uses) {
  const consumers = consumersOf(uses);
  const names = consumers.map((use) => use.via.name).join(", ");
  const more = uses.length > 1 ? tr(", for each of its {0} uses, and add", uses.length) : "";
  const upstream = (whose) => tr("That is the upstream gradient alone (of {0}). Multiply it by the "
    + "local derivative with respect to {1}{2}.", whose, name, more);
  const local = (which, whose) => tr("That is the local derivative{0} alone. Multiply it by the "
    + "upstream gradient, the gradient of {1}{2}.", which, whose, more);
  for (const use of uses) {
    yield { kind: "missing local", value: use.upstream, text: upstream(use.via.name) };
    const where = uses.length > 1 ? tr(" of {0}", whereOf(graph, use, uses)) : "";
    yield { kind: "missing upstream", value: use.local, text: local(where, use.via.name) };
  }
  for (const each of [uses, consumers]) {
    yield { kind: "missing local", value: sumOf(each, (use) => use.upstream),
      text: upstream(names) };
  }
  yield { kind: "missing upstream", value: sumOf(uses, (use) => use.local),
    text: local("", names) };
}

function* otherOperand(graph, result, place, uses) {
  const { name } = graph.nodes[place];
  for (const { use, at, parent, other, text } of others(graph, place, uses)) {
    yield { kind: "other operand", text,
      value: result.grad[place] - use.amount + use.upstream * result.local[at] };
    yield { kind: "other gradient", value: result.grad[parent],
      text: tr("That is the gradient of {0}, which stands beside {1} in {2}.", other, name,
        madeOf(graph, use.via)) };
  }
}

function* otherLocal(graph, result, place, uses) {
  for (const { use, at, text } of others(graph, place, uses)) {
    yield { kind: "other operand", value: result.local[at],
      text: `${text} ${tr("And the upstream gradient, that of {0}, is missing.", use.via.name)}` };
  }
}

// What stands beside a node in its uses.
function* others(graph, place, uses) {
  const { name } = graph.nodes[place];
  for (const use of uses) {
    const mine = localText(graph, graph.edges[use.edge]) || short(use.local);
    for (const at of use.via.inputs) {
      const { parent } = graph.edges[at];
      if (parent === place) continue;
      const other = graph.nodes[parent].name;
      yield { use, at, parent, other,
        text: tr("You took the local derivative with respect to {0} of {1}. The one with respect to "
          + "{2} is {3}.", other, madeOf(graph, use.via), name, mine) };
    }
  }
}

function* mixedUp(graph, place, right, uses) {
  const { name } = graph.nodes[place];
  if (uses.length > 1) {
    yield { kind: "multiplied uses",
      value: uses.reduce((product, use) => product * use.amount, 1),
      text: tr("The contributions of the {0} uses of {1} add up, they are not multiplied.",
        uses.length, name) };
  }
  for (const some of [uses, ...uses.map((use) => [use])]) {
    yield { kind: "added factors", value: sumOf(some, (use) => use.upstream + use.local),
      text: tr("Upstream gradient and local derivative are multiplied, not added.") };
    yield { kind: "divided", value: sumOf(some, (use) => use.upstream / use.local),
      text: tr("The upstream gradient is multiplied by the local derivative, not divided.") };
  }
  const [of, by] = [graph.nodes[graph.root].name, name].map(afterD);
  yield { kind: "upside down", value: 1 / right,
    text: tr("That is 1 / the right number: {0} instead of {1}.", `d${by}/d${of}`, `d${of}/d${by}`) };
}

// One factor of the chain rule left out, or taken twice, on the way from the node up:
// by the uses that count.
function* factorsOnTheWay(graph, result, place) {
  const right = result.grad[place];
  const counted = new Set(usesOf(graph, result, place).map(({ edge }) => edge));
  // reach: d node / d place.
  const reach = graph.nodes.map((node) => +(node.place === place));
  for (const { place: at, parent, child } of graph.edges) {
    if (parent === place && !counted.has(at)) continue;
    const slope = result.local[at];
    reach[child] += reach[parent] && slope * reach[parent];
    if (!reach[parent] || slope === 0 || Math.abs(slope) === 1) continue;
    const of = `${PARTIAL}${afterD(graph.nodes[child].name)}/`
      + `${PARTIAL}${afterD(graph.nodes[parent].name)} = ${short(slope)}`;
    const without = result.grad[child] * reach[parent];
    const rest = right - without * slope;
    yield { kind: "missing factor", value: rest + without,
      text: tr("A factor of the chain rule is missing: {0}.", of) };
    yield { kind: "factor twice", value: rest + without * slope * slope,
      text: tr("A factor of the chain rule is in it twice: {0}.", of) };
  }
}

// The local derivative on an edge as a formula of names; "" if it is but a number.
const localText = (graph, edge) =>
  filled(edge.text, graph.nodes[edge.child], (place) => inFormula(graph.nodes[place].name));
