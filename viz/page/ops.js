// The ops that the page can compute, by the op table's names. Their local derivatives are
// not written here: Python prints them from the op table, as DERIVATIVES.
const isNan = Number.isNaN;
const cut = (x, lo, hi) => Math.min(Math.max(x, lo), hi);
const sigmoid = (x) => {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small) / (1 + small);
};
const share = (x, part) => (part === 0 ? 0 : x * part);

// The remainder with the sign of y, and the quotient that goes with it.
const remainder = (x, y) => {
  const rest = x % y;
  if (rest === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
  return rest < 0 === y < 0 ? rest : rest + y;
};
const floorDivide = (x, y) => {
  if (Math.abs(y) === Infinity && Number.isFinite(x)) {
    return x !== 0 && x < 0 !== y < 0 ? -1 : x / y;
  }
  const quotient = (x - remainder(x, y)) / y;
  return y === 0 ? x / y : Math.round(quotient);
};
const even = (x) => {
  const below = Math.floor(x);
  const rest = x - below;
  if (!(rest > 0)) return x;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
};
const logaddexp = (x, y) =>
  x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));

const VALUES = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  divide: (x, y) => x / y,
  // Math.pow gives nan where IEEE 754 gives 1.
  power: (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y)),
  negative: (x) => -x,
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  hypot: Math.hypot,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  erf: erf,
  erfc: erfc,
  absolute: Math.abs,
  sign: Math.sign,
  step: (x) => (isNan(x) ? x : +(x > 0)),
  maximum: (x, y) => (x >= y || isNan(x) ? x : y),
  minimum: (x, y) => (x <= y || isNan(x) ? x : y),
  clip: (x, lo, hi) => (isNan(lo) || isNan(hi) ? lo + hi : isNan(x) ? x : cut(x, lo, hi)),
  where: (condition, x, y) => (condition !== 0 ? x : y),
  sigmoid: sigmoid,
  softplus: (x) => (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => (x <= 0 ? 0 : x),
  leaky_relu: (x, slope) => (x > 0 ? x : slope * x),
  elu: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
  gelu: (x) => share(x, 0.5 * erfc(-x * Math.SQRT1_2)),
  silu: (x) => share(x, sigmoid(x)),
  hard_tanh: (x) => (isNan(x) ? x : cut(x, -1, 1)),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  exp2: (x) => Math.pow(2, x),
  log2: Math.log2,
  log10: Math.log10,
  cbrt: Math.cbrt,
  logaddexp: logaddexp,
  logaddexp2: (x, y) => logaddexp(x * Math.LN2, y * Math.LN2) / Math.LN2,
  arctan2: Math.atan2,
  heaviside: (x, y) => (isNan(x) ? x : x === 0 ? y : +(x > 0)),
  fmax: (x, y) => (x >= y || isNan(y) ? x : y),
  fmin: (x, y) => (x <= y || isNan(y) ? x : y),
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  rint: even,
  floor_divide: floorDivide,
  remainder: remainder,
  fmod: (x, y) => x % y,
};

const total = (numbers) => numbers.reduce((sum, x) => sum + x, 0);

function extreme(xs, pick) {
  const out = xs.some(isNan) ? total(xs) : pick(...xs);
  const isTop = (x) => x === out || (isNan(x) && isNan(out));
  const tied = xs.filter(isTop).length;
  return [out, xs.map((x) => (isTop(x) ? 1 / tied : 0))];
}

function logsumexp(xs) {
  const top = xs.some(isNan) ? NaN : Math.max(...xs);
  if (!Number.isFinite(top)) return [top, xs.map((x) => Math.exp(x - top))];
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
  const out = VALUES[op](...xs);
  return [out, DERIVATIVES[op].map((derivative) => derivative(out, ...xs))];
}
