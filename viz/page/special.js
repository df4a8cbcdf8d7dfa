// The error function, which JavaScript's Math lacks.
const ROOT_PI = Math.sqrt(Math.PI);

// For |x| < 1: Kummer's series. All its terms have one sign, so no digits cancel.
function erfSeries(x) {
  let term = x;
  let sum = x;
  for (let n = 0; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 3);
    sum += term;
  }
  return (2 / ROOT_PI) * Math.exp(-x * x) * sum;
}

// erfc for x >= 1: Laplace's continued fraction, from its far end.
function erfcTail(x) {
  let fraction = x;
  for (let k = 250; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (ROOT_PI * fraction);
}

function erf(x) {
  if (x >= 1) return 1 - erfcTail(x);
  return x <= -1 ? erfcTail(-x) - 1 : erfSeries(x);
}

function erfc(x) {
  if (x >= 1) return erfcTail(x);
  return x <= -1 ? 2 - erfcTail(-x) : 1 - erfSeries(x);
}
