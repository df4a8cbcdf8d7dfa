// Slopes on both sides of a kink: every number between them is a subgradient. The same
// as in `viz.quizzes.kinks`, for the quiz in the terminal.
const KINK = { nudge: 2 ** -50, tiny: 1e-300, jump: 1e-9, gap: 1e-4, smallest: 1e-12 };
const PICKS = { max: Math.max, maximum: Math.max, fmax: Math.max,
  min: Math.min, minimum: Math.min, fmin: Math.min };

const differ = (one, other) => Math.abs(one - other)
  > KINK.gap * Math.max(Math.abs(one), Math.abs(other)) + KINK.smallest;
const weighted = (slopes, tangents) => slopes.reduce(
  (sum, slope, i) => (tangents[i] ? sum + slope * tangents[i] : sum), 0);
const largest = (numbers) => Math.max(...numbers.map(Math.abs));

// `{ left, right }` where the slopes beside a point are not both `taken`, else null.
function kinkFrom(left, right, taken) {
  if (!Number.isFinite(left) || !Number.isFinite(right)) return null;
  return differ(left, right) || differ(left, taken) ? { left: left + 0, right: right + 0 } : null;
}

// Of the result over one node: forward mode, each op on the side to which it moves.
function kinkOf(graph, result, place) {
  const [left, right] = [-1, 1].map((sign) => {
    const tangents = graph.nodes.map(() => 0);
    tangents[place] = sign;
    for (const node of graph.nodes) {
      if (!node.op || node.place <= place) continue;
      const own = node.operands.map((each) => (typeof each === "string" ? 0 : tangents[each]));
      if (own.some((each) => each !== 0)) tangents[node.place] = tangentOf(node, result, own);
    }
    return sign * tangents[graph.root];
  });
  return kinkFrom(left, right, result.grad[place]);
}

// Of one op over the operand that an edge leads to.
function localKink(graph, result, { place, child, position }) {
  const node = graph.nodes[child];
  const [left, right] = [-1, 1].map((sign) =>
    sign * tangentOf(node, result, node.operands.map((_, i) => (i === position ? sign : 0))));
  return kinkFrom(left, right, result.local[place]);
}

// The directional derivative of one op at its operands.
function tangentOf(node, result, tangents) {
  const xs = node.operands.map((each) =>
    (typeof each === "string" ? Number(each) : result.data[each]));
  if (PICKS[node.op]) return picked(PICKS[node.op], xs, tangents)[1];
  if (node.op === "clip") {
    const low = picked(Math.max, xs.slice(0, 2), tangents.slice(0, 2));
    return picked(Math.min, [low[0], xs[2]], [low[1], tangents[2]])[1];
  }
  const [out, slopes] = applyOp(node.op, xs);
  const smooth = weighted(slopes, tangents);
  if (node.op in NARY || !Number.isFinite(smooth)) return smooth;
  const beside = xs.map((x, i) => (tangents[i]
    ? x + ((Math.abs(x) * KINK.nudge || KINK.tiny) * tangents[i]) / largest(tangents) : x));
  const [there, slopesThere] = applyOp(node.op, beside);
  const size = Math.abs(out) + largest(xs) + (16 * KINK.tiny) / KINK.jump;
  if (!(Math.abs(there - out) <= KINK.jump * size)) return smooth;
  const slope = weighted(slopesThere, tangents);
  return Number.isFinite(slope) && differ(slope, smooth) ? slope : smooth;
}

// The largest (or smallest) of some numbers, and the tangent that goes on from there.
function picked(pick, xs, tangents) {
  const top = pick(...xs);
  return [top, pick(...tangents.filter((_, i) => xs[i] === top))];
}

// Whether a guess is a subgradient: between the slopes, or as near as numbers are typed.
function holds({ left, right }, guess) {
  const inside = guess >= Math.min(left, right) && guess <= Math.max(left, right);
  return inside || near(guess, left) || near(guess, right);
}

// What is right at a kink; `of` over `by`, `name` of the derivative, `taken` its number.
function kinkText({ left, right }, { of, by, name, taken }, guess) {
  if (!differ(left, right)) {
    return tr("{0} = {1}. The slope of {2} over {3} is {4} on both sides; backward() gives {5}, as "
      + "its ops have kinks here.", name, short(guess), of, by, short(left), short(taken));
  }
  return tr("{0} is a subgradient. {1} has a kink here: its slope over {2} is {3} on the left and "
    + "{4} on the right, and any number between is one. backward() takes {5} = {6}.",
  short(guess), of, by, short(left), short(right), name, short(taken));
}
