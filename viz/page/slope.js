// The slope of a curve by differences, from each side by itself: beside a kink one side is
// undisturbed, at a kink both differ.
const EPSILON = 2 ** -52;
const LEVELS = 26;

// From one side (`way`: -1 or 1). The finest differences say which slope it is; coarser
// ones, with less rounding in them, are taken as long as they agree with it. `size`: the
// numbers that are added up to the result, whose rounding the differences suffer.
function sideSlope(out, at, way, { from, size }) {
  const value = out(at);
  const estimates = [];
  let first = null;
  for (let level = 0, h = from; level < LEVELS; level++, h /= 4) {
    if (h < 32 * EPSILON * Math.abs(at)) break;
    const [whole, half] = [h, h / 2].map((d) => {
      const x = at + way * d;
      return (out(x) - value) / (x - at);
    });
    const rounding = (8 * EPSILON * size) / h;
    if (!Number.isFinite(whole) || !Number.isFinite(half)) continue;
    const slope = 2 * half - whole;
    first ??= { rise: Math.abs(whole * h), h };
    if (level && rounding > 1e-5 * Math.max(Math.abs(slope), size)) break;
    estimates.push({ slope, bound: 4 * rounding, rise: Math.abs(whole * h), h });
  }
  if (!estimates.length) return null;
  let best = estimates[estimates.length - 1];
  if (isJump(estimates)) return { jump: true };
  const smallest = 1e-6 * (first.rise / first.h);
  for (const estimate of estimates.reverse()) {
    if (Math.abs(estimate.slope - best.slope) > best.bound) break;
    best = estimate;
  }
  return { slope: best.slope, bound: 5 * best.bound + smallest };
}

// At a jump the rise does not shrink with the distance, neither from one to the next nor
// in all: where the curve comes back to its value, a rise is small by chance.
function isJump(estimates) {
  const rises = estimates.slice(-4).map(({ rise }) => rise);
  return rises.length === 4 && rises.slice(1).every((rise, i) =>
    rise > 0.7 * Math.max(rises[i], rises[0]));
}

// `{ left, right }`, each a slope, null where the curve is not finite, or a jump; and
// `both`, the slope where the sides agree.
function slopesAt(out, at, about) {
  const [left, right] = [-1, 1].map((way) => sideSlope(out, at, way, about));
  const agree = left && right && !left.jump && !right.jump
    && Math.abs(left.slope - right.slope) <= left.bound + right.bound;
  return { left, right, both: agree ? (left.bound < right.bound ? left : right).slope : null };
}

// How large the numbers are whose rounding a result has.
function magnitudeOf({ data, grad }, root) {
  const sum = data.reduce((total, x, place) => total + (Math.abs(x * grad[place]) || 0), 0);
  return Math.max(Number.isFinite(sum) ? sum : 0, Math.abs(data[root]));
}

// In words: from both sides at a kink or a jump, from one at the edge of the domain.
function measured(out, at, value, about, root, name) {
  if (!Number.isFinite(value)) {
    return trParts("At {0} = {1} {2} is {3}: there is no slope to measure. ", name, short(at),
      named(root), full(value));
  }
  const { left, right, both } = slopesAt(out, at, about);
  const told = (side) => (side.jump ? tr("a jump") : num(side.slope));
  if (both !== null) return trParts("Measured slope: {0}. ", num(both));
  if (left && right) {
    return trParts("Measured slope: {0} on the left, {1} on the right. ", told(left), told(right));
  }
  if (left) {
    return trParts("Measured slope: {0} on the left; on the other side {1} is not finite. ",
      told(left), named(root));
  }
  return right
    ? trParts("Measured slope: {0} on the right; on the other side {1} is not finite. ",
      told(right), named(root))
    : trParts("Next to {0} = {1} {2} is not finite: there is no slope to measure. ", name,
      short(at), named(root));
}
