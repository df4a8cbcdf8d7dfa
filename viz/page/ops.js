// The ops the page can recompute: the value, then for each operand the local derivative
// as a function of (out, x, y, z). Same forms and conventions as in autograd_core.
const TWO_OVER_ROOT_PI = 2 / ROOT_PI;
const ROOT_2PI = Math.sqrt(2 * Math.PI);
const cut = (x, lo, hi) => Math.min(Math.max(x, lo), hi);
const sigmoid = (x) => {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small) / (1 + small);
};
const sigmoidSlope = (x) => (1 / (2 * Math.cosh(cut(0.5 * x, -400, 400)))) ** 2;
const tanhSlope = (o, x) => {
  const small = Math.exp(-2 * Math.abs(x));
  return (4 * small) / ((1 + small) * (1 + small));
};
const bell = (x) => TWO_OVER_ROOT_PI * Math.exp(-x * x);
const share = (x, part) => (part === 0 ? 0 : x * part);
const xDensity = (x) => {
  const near = cut(x, -40, 40);
  return (near * Math.exp(-0.5 * near * near)) / ROOT_2PI;
};
// Math.pow gives nan where IEEE 754 gives 1.
const power = (x, y) =>
  x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
const oneMinusSquare = (x) =>
  Math.abs(x) < 0.5 ? 1 - x * x : (1 - x) * (1 + x);
const shareOfHypot = (o, x, y) => {
  const far = o === Infinity && Number.isFinite(x) !== Number.isFinite(y);
  return far ? (x === Infinity) - (x === -Infinity) : x / (o === 0 ? 1 : o);
};
const isNan = Number.isNaN;

const ELEMENTWISE = {
  add: [(x, y) => x + y, () => 1, () => 1],
  subtract: [(x, y) => x - y, () => 1, () => -1],
  multiply: [(x, y) => x * y, (o, x, y) => y, (o, x) => x],
  divide: [(x, y) => x / y, (o, x, y) => 1 / y, (o, x, y) => -o / y],
  power: [power,
    (o, x, y) => y * power(x, y - (x === 0 && y === 0 ? 0 : 1)),
    (o, x) => o * Math.log(x === 0 ? 1 : x)],
  negative: [(x) => -x, () => -1],
  reciprocal: [(x) => 1 / x, (o) => -o * o],
  square: [(x) => x * x, (o, x) => 2 * x],
  sqrt: [Math.sqrt, (o) => 0.5 / o],
  hypot: [Math.hypot, shareOfHypot, (o, x, y) => shareOfHypot(o, y, x)],
  exp: [Math.exp, (o) => o],
  expm1: [Math.expm1, (o, x) => Math.exp(x)],
  log: [Math.log, (o, x) => 1 / x],
  log1p: [Math.log1p, (o, x) => 1 / (1 + x)],
  erf: [erf, (o, x) => bell(x)],
  erfc: [erfc, (o, x) => -bell(x)],
  absolute: [Math.abs, (o, x) => Math.sign(x)],
  sign: [Math.sign, () => 0],
  step: [(x) => (isNan(x) ? x : +(x > 0)), () => 0],
  maximum: [(x, y) => (x >= y || isNan(x) ? x : y),
    (o, x, y) => (isNan(o) ? 1 : 0.5 * (x > y) + 0.5 * (x >= y)),
    (o, x, y) => (isNan(o) ? 1 : 0.5 * (y > x) + 0.5 * (y >= x))],
  minimum: [(x, y) => (x <= y || isNan(x) ? x : y),
    (o, x, y) => (isNan(o) ? 1 : 0.5 * (x < y) + 0.5 * (x <= y)),
    (o, x, y) => (isNan(o) ? 1 : 0.5 * (y < x) + 0.5 * (y <= x))],
  clip: [(x, lo, hi) => (isNan(lo) || isNan(hi) ? lo + hi : isNan(x) ? x : cut(x, lo, hi)),
    (o, x, lo, hi) => +(x > lo && x < hi),
    (o, x, lo, hi) => +(x <= lo && lo < hi),
    (o, x, lo, hi) => +(x >= hi || lo >= hi)],
  where: [(condition, x, y) => (condition !== 0 ? x : y), () => 0,
    (o, condition) => +(condition !== 0), (o, condition) => +(condition === 0)],
  sigmoid: [sigmoid, (o, x) => sigmoidSlope(x)],
  softplus: [(x) => (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (o, x) => sigmoid(x)],
  relu: [(x) => (x <= 0 ? 0 : x), (o, x) => +(x > 0)],
  leaky_relu: [(x, slope) => (x > 0 ? x : slope * x),
    (o, x, slope) => (x > 0 ? 1 : slope), (o, x) => (x > 0 ? 0 : x)],
  elu: [(x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
    (o, x, alpha) => (x > 0 ? 1 : alpha * Math.exp(x)),
    (o, x) => (x > 0 ? 0 : Math.expm1(x))],
  gelu: [(x) => share(x, 0.5 * erfc(-x * Math.SQRT1_2)),
    (o, x) => 0.5 * erfc(-x * Math.SQRT1_2) + xDensity(x)],
  silu: [(x) => share(x, sigmoid(x)),
    (o, x) => sigmoid(x) + cut(x, -800, 800) * sigmoidSlope(x)],
  hard_tanh: [(x) => (isNan(x) ? x : cut(x, -1, 1)), (o, x) => +(x > -1 && x < 1)],
  sin: [Math.sin, (o, x) => Math.cos(x)],
  cos: [Math.cos, (o, x) => -Math.sin(x)],
  tan: [Math.tan, (o) => 1 + o * o],
  arcsin: [Math.asin, (o, x) => 1 / Math.sqrt(oneMinusSquare(x))],
  arccos: [Math.acos, (o, x) => -1 / Math.sqrt(oneMinusSquare(x))],
  arctan: [Math.atan, (o, x) => 1 / (1 + x * x)],
  sinh: [Math.sinh, (o, x) => Math.cosh(x)],
  cosh: [Math.cosh, (o, x) => Math.sinh(x)],
  tanh: [Math.tanh, tanhSlope],
  arcsinh: [Math.asinh, (o, x) => 1 / Math.hypot(x, 1)],
  arccosh: [Math.acosh, (o, x) => 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1))],
  arctanh: [Math.atanh, (o, x) => 1 / oneMinusSquare(x)],
};

const total = (numbers) => numbers.reduce((sum, each) => sum + each, 0);

function extreme(xs, pick) {
  const out = xs.some(isNan) ? total(xs) : pick(...xs);
  const isTop = (x) => x === out || (isNan(x) && isNan(out));
  const tied = xs.filter(isTop).length;
  return [out, xs.map((x) => (isTop(x) ? 1 / tied : 0))];
}

function logsumexp(xs) {
  const top = xs.some(isNan) ? NaN : Math.max(...xs);
  if (!Number.isFinite(top)) return [top, xs.map(() => NaN)];
  const parts = xs.map((x) => Math.exp(x - top));
  const whole = total(parts);
  return [top + Math.log(whole), parts.map((part) => part / whole)];
}

// The operands are all weights, all inputs, then perhaps a bias.
function dot(xs) {
  const n = Math.floor(xs.length / 2);
  let out = xs.length % 2 ? xs[2 * n] : 0;
  for (let i = 0; i < n; i++) out += xs[i] * xs[n + i];
  return [out, xs.map((_, i) => (i === 2 * n ? 1 : xs[i < n ? n + i : i - n]))];
}

// Ops over a sequence: `xs -> [value, local derivatives]`.
const NARY = {
  sum: (xs) => [total(xs), xs.map(() => 1)],
  mean: (xs) => [total(xs) / xs.length, xs.map(() => 1 / xs.length)],
  dot,
  logsumexp,
  max: (xs) => extreme(xs, Math.max),
  min: (xs) => extreme(xs, Math.min),
};

// The value of an op at `xs` and its local derivative for each operand.
function applyOp(op, xs) {
  if (op in NARY) return NARY[op](xs);
  const [value, ...rules] = ELEMENTWISE[op];
  const out = value(...xs);
  return [out, xs.map((_, i) => rules[i](out, ...xs))];
}
