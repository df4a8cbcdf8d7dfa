// The curve of the result over one leaf, with the tangent that the gradient is.
const CURVE = { width: 340, height: 146, points: 121 };
const MARGIN = { left: 8, right: 12, top: 8, bottom: 20 };

// `slope` is the gradient of the leaf, null before its step; `by` says whose it is.
// `ghost` and `twin` are other numbers of the leaves or null: those before the last step,
// of which a dot is shown, and those of a kept run, of which dot and curve are. `secret`:
// the slope is asked for.
function curve(graph, numbers, place, { range: [low, high], slope, by, secret, ghost, twin }) {
  const at = numbers.get(place);
  const [name, root] = [graph.nodes[place].name, graph.nodes[graph.root].name];
  const told = (...texts) => el("p", { className: "faint" }, ...texts);
  if (!Number.isFinite(at)) return [told(...trParts("No curve: {0} is {1}.", named(name), full(at)))];
  const [from, to] = [Math.min(low, at), Math.max(high, at)];
  const out = (x) => evaluate(graph, new Map(numbers).set(place, x)).data[graph.root];
  const pieces = piecesOf(out, from, to);
  const wide = [short(from), short(to)];
  if (!pieces.length) {
    return [told(...trParts("No curve: {0} is not finite for any {1} from {2} to {3}.",
      named(root), named(name), ...wide))];
  }
  const value = out(at);
  const dot = Number.isFinite(value);
  const tangent = dot && Number.isFinite(slope ?? NaN);
  const label = tr("{0} as {1} goes from {2} to {3}", root, name, ...wide)
    + (tangent ? tr("; the tangent at {0} has slope {1}", short(at), short(slope)) : "");
  const past = [ghost, twin].map((each) => each && [each.get(place),
    evaluate(graph, each).data[graph.root]]);
  const beside = twin ? piecesOf((x) =>
    evaluate(graph, new Map(twin).set(place, x)).data[graph.root], from, to) : [];
  return [
    drawn(pieces, { from, to, at, value: dot ? value : null, slope: tangent ? slope : null, label,
      ghost: past[0], twin: past[1], beside }),
    told(...trParts("{0} over {1}. ", named(root), named(name)),
      ...(secret ? [] : measured(out, at, value, {
        from: (to - from) * 1e-5, size: magnitudeOf(run(graph, numbers), graph.root) }, root, name)),
      ...(slope === null ? [tr("The tangent, by {0}, comes with its step.", by)]
        : trParts(tangent ? "Tangent, by {0}: {1}." : "By {0}: {1}.", by, num(slope, "grad")))),
  ];
}

function drawn(pieces, { from, to, at, value, slope, label, ghost, twin, beside }) {
  const width = widthIn(byId("curve"));
  const frame = new Frame([from, to], heights(pieces, value), { width, height: CURVE.height });
  const reach = (to - from) * 0.16;
  const ends = [-reach, reach].map((d) => [at + d, value + slope * d]);
  return frame.picture({ class: "curve", "aria-label": label }, [
    ...beside.map((piece) => frame.line("twin", piece)),
    ...(twin ? [frame.dot(...twin, { class: "twin" })] : []),
    ...pieces.map((piece) => frame.line("path", piece)),
    ...(ghost ? [frame.dot(...ghost, { class: "ghost" })] : []),
    ...(slope === null ? [] : [frame.line("tangent", ends)]),
    ...(value === null ? [] : [frame.dot(at, value)]),
  ]);
}

// From where to where the picture goes: a pole would leave no room for the rest.
function heights(pieces, value) {
  const ys = pieces.flat().map(([, y]) => y).sort((a, b) => a - b);
  let [bottom, top] = [ys[0], ys[ys.length - 1]];
  if (pieces.length > 1) {
    const share = (part) => ys[Math.round(part * (ys.length - 1))];
    const most = share(0.92) - share(0.08);
    bottom = Math.max(bottom, share(0.08) - most);
    top = Math.min(top, share(0.92) + most);
  }
  return value === null ? [bottom, top] : [Math.min(bottom, value), Math.max(top, value)];
}

// The points of the curve, in pieces: where the result is not finite, has a pole or
// jumps, no line may go.
function piecesOf(out, from, to) {
  const points = Array.from({ length: CURVE.points }, (_, i) => {
    const x = from + ((to - from) * i) / (CURVE.points - 1);
    return [x, out(x)];
  });
  const pieces = [];
  let last = null;
  for (const point of points) {
    if (!Number.isFinite(point[1])) last = null;
    else {
      if (last === null || isBroken(out, last, point)) pieces.push([]);
      pieces[pieces.length - 1].push(last = point);
    }
  }
  return pieces;
}

// Whether there is a pole or a jump between two points: halving a piece of a continuous
// curve again and again makes it flat.
function isBroken(out, left, right) {
  let first = null;
  for (let i = 0; i < 40; i++) {
    const x = left[0] + (right[0] - left[0]) / 2;
    const middle = [x, out(x)];
    if (!Number.isFinite(middle[1])) return true;
    const [below, above] = [Math.abs(middle[1] - left[1]), Math.abs(right[1] - middle[1])];
    const rest = Math.max(below, above);
    if (rest <= (first ?? 0) / 16 || rest <= 1e-9 * Math.abs(middle[1])) return false;
    first ??= rest;
    if (below > above) right = middle;
    else left = middle;
  }
  return true;
}
