// Diagnoses of a predicted gradient: which mistake gives exactly this number?
const CLOSE = 0.005;

const near = (guess, value, tolerance = CLOSE) =>
  guess === value || Object.is(guess, value)
  || Math.abs(guess - value) <= tolerance * Math.abs(value);

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
  if (near(guess, right)) return { kind: "right", text: "Right." };
  const found = explainGuess(graph, result, place, guess);
  if (found) return found;
  const turned = guess === 0 ? null : explainGuess(graph, result, place, -guess);
  if (turned && turned.kind !== "sign") {
    return { kind: `sign and ${turned.kind}`, text: `The sign is wrong, and: ${turned.text}` };
  }
  const n = graph.nodes[place].uses.length;
  return {
    kind: "other",
    text: `Not yet. Multiply upstream ${TIMES} local for ${n === 1 ? "its one use"
      : `each of its ${n} uses, then add`}. Start from the results that use it.`,
  };
}

function explainGuess(graph, result, place, guess) {
  for (const { kind, value, text } of mistakes(graph, result, place)) {
    if (Number.isFinite(value) && near(guess, value)) return { kind, text };
  }
  if (near(guess, result.grad[place], 0.05)) {
    return { kind: "rounding", text: "Close. Give it to three significant digits." };
  }
  return null;
}

// Every mistake we know and the number it leads to, the likeliest first.
function* mistakes(graph, result, place) {
  const name = graph.nodes[place].name;
  const right = result.grad[place];
  const uses = usesOf(graph, result, place);
  yield { kind: "sign", value: -right, text: "The size is right, the sign is not." };
  if (right !== 0) {
    yield { kind: "zero", value: 0,
      text: `Not 0: a small change of ${name} does change the result.` };
  }
  yield* forgottenUses(name, uses);
  yield { kind: "naive recursion", value: result.naive.grad[place],
    text: "That is what the naive recursion gives: it passes gradients on before they "
      + "are complete, so some parts count twice." };
  yield* lostFactors(name, uses);
  yield* otherOperand(graph, result, name, uses);
  yield { kind: "value", value: result.data[place],
    text: `That is the value of ${name}. Its gradient says how fast the result changes`
      + ` with ${name}.` };
  yield { kind: "factor 2", value: right / 2,
    text: "A factor 2 is missing: d(r**2)/dr = 2 * r." };
  yield { kind: "factor 2", value: right * 2, text: "A factor 2 too much." };
  yield* mixedUp(name, uses);
  yield* factorsOnTheWay(graph, result, place);
}

function* forgottenUses(name, uses) {
  if (uses.length < 2) return;
  const all = sumOf(uses, (use) => use.amount);
  const rule = `${name} is used ${uses.length} times: the contributions of all uses add up.`;
  for (const use of uses) {
    yield { kind: "forgot to add", value: use.amount,
      text: `That is the contribution through ${use.via.name} alone. ${rule}` };
  }
  for (const use of uses) {
    yield { kind: "forgot to add", value: all - use.amount,
      text: `The contribution through ${use.via.name} is missing. ${rule}` };
  }
}

function* lostFactors(name, uses) {
  const consumers = uses.map((use) => use.via.name).join(", ");
  yield { kind: "missing local", value: sumOf(uses, (use) => use.upstream),
    text: `That is the upstream gradient alone (of ${consumers}). `
      + `Multiply it by the local derivative with respect to ${name}.` };
  yield { kind: "missing upstream", value: sumOf(uses, (use) => use.local),
    text: "That is the local derivative alone. Multiply it by the upstream gradient, "
      + `the gradient of ${consumers}.` };
}

function* otherOperand(graph, result, name, uses) {
  for (const use of uses) {
    for (const place of use.via.inputs) {
      const other = graph.edges[place];
      if (place === use.edge) continue;
      yield { kind: "other operand",
        value: sumOf(uses, (each) => each.amount) - use.amount
          + use.upstream * result.local[place],
        text: `You took the local derivative with respect to `
          + `${graph.nodes[other.parent].name} of ${use.via.name} = `
          + `${expression(use.via, (at) => graph.nodes[at].name)}. `
          + `The one with respect to ${name} is `
          + `${localText(graph, graph.edges[use.edge]) || short(use.local)}.` };
    }
  }
}

function* mixedUp(name, uses) {
  if (uses.length > 1) {
    yield { kind: "multiplied uses",
      value: uses.reduce((product, use) => product * use.amount, 1),
      text: `The contributions of the ${uses.length} uses of ${name} add up, they are `
        + "not multiplied." };
  }
  yield { kind: "added factors", value: sumOf(uses, (use) => use.upstream + use.local),
    text: "Upstream gradient and local derivative are multiplied, not added." };
  yield { kind: "divided", value: sumOf(uses, (use) => use.upstream / use.local),
    text: "The upstream gradient is multiplied by the local derivative, not divided." };
}

// One factor of the chain rule left out, or taken twice, further up.
function* factorsOnTheWay(graph, result, place) {
  const right = result.grad[place];
  const above = new Set([place]);
  for (const edge of graph.edges) {
    if (!above.has(edge.parent)) continue;
    above.add(edge.child);
    const slope = result.local[edge.place];
    if (slope === 0 || Math.abs(slope) === 1 || !Number.isFinite(slope)) continue;
    const of = `${PARTIAL}${graph.nodes[edge.child].name}/`
      + `${PARTIAL}${graph.nodes[edge.parent].name} = ${short(slope)}`;
    yield { kind: "missing factor", value: right / slope,
      text: `A factor of the chain rule is missing: ${of}.` };
    yield { kind: "factor twice", value: right * slope,
      text: `A factor of the chain rule is in it twice: ${of}.` };
  }
}

// The local derivative on an edge as a formula of names; "" if it is but a number.
const localText = (graph, edge) =>
  filled(edge.text, (place) => inFormula(graph.nodes[place].name));

// What a student types: 0.79, -3, 1/3, 0.5*2 - 1, inf. NaN is `null`: not understood.
function readNumber(text) {
  const words = { inf: Infinity, "-inf": -Infinity, nan: NaN };
  const plain = text.trim().replace(/\u2212/g, "-").replace(/[\u00d7\u00b7]/g, "*")
    .replace(/^(-?\d+),(\d+)$/, "$1.$2");
  if (plain in words) return words[plain];
  const tokens = plain.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[-+*/()]|\S/gi) || [];
  const result = readSum(tokens);
  return tokens.length || Number.isNaN(result) ? null : result;
}

function readSum(tokens) {
  let result = readProduct(tokens);
  while (tokens[0] === "+" || tokens[0] === "-") {
    result += (tokens.shift() === "+" ? 1 : -1) * readProduct(tokens);
  }
  return result;
}

function readProduct(tokens) {
  let result = readFactor(tokens);
  while (tokens[0] === "*" || tokens[0] === "/") {
    if (tokens.shift() === "*") result *= readFactor(tokens);
    else result /= readFactor(tokens);
  }
  return result;
}

function readFactor(tokens) {
  const token = tokens.shift();
  if (token === "-") return -readFactor(tokens);
  if (token === "+") return readFactor(tokens);
  if (token === "(") {
    const result = readSum(tokens);
    return tokens.shift() === ")" ? result : NaN;
  }
  return /^[\d.]/.test(token || "") ? Number(token) : NaN;
}
