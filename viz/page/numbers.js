// Numbers as people type them: 0.79, -3, .5, 1e-3, 0,5, 1/3, 0.5*2 - 1, inf. The quiz
// and the sliders read them by this, the quiz in the terminal by `viz.quizzes.answers`.
const LONGEST = 200;
const SUCH_AS = "such as 0.79, -3, 1e-3, 1/3 or 0.5*2";
const WORDS = { inf: Infinity, infinity: Infinity, "\u221e": Infinity, nan: NaN };
const DIGITS = /^(?:[.,]\d|\d)/;
const THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+$/;

// `{ value }`, or `{ fault }` with the reason why there is none.
function readNumber(text) {
  const plain = text.trim().toLowerCase().replace(/[\u2212\u2013]/g, "-")
    .replace(/[\u00d7\u00b7]/g, "*").replace(/\u00f7/g, "/");
  const word = WORDS[plain.replace(/^[-+]/, "")];
  if (word !== undefined) return { value: plain.startsWith("-") ? -word : word };
  const tokens = plain.slice(0, LONGEST + 1).match(
    /\d+(?:\.\d*|(?:,\d+)+)?(?:e[-+]?\d+)?|[.,]\d+(?:e[-+]?\d+)?|[-+*/()]|\S/g) || [];
  const unclear = tokens.find((token) => THOUSANDS.test(token));
  if (unclear) {
    return { fault: tr("{0} could be {1} or {2}: write a decimal point.", unclear,
      unclear.replace(",", "."), unclear.replaceAll(",", "")) };
  }
  const value = plain.length > LONGEST ? NaN : readSum(tokens);
  if (tokens.length || Number.isNaN(value)) return { fault: tr("Type a number, {0}.", tr(SUCH_AS)) };
  return Number.isFinite(value) ? { value } : { fault: tr("That divides by 0, or is too large.") };
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

// NaN is: not understood.
function readFactor(tokens) {
  const token = tokens.shift();
  if (token === "-") return -readFactor(tokens);
  if (token === "+") return readFactor(tokens);
  if (token === "(") {
    const result = readSum(tokens);
    return tokens.shift() === ")" ? result : NaN;
  }
  return DIGITS.test(token) ? Number(token.replace(",", ".")) : NaN;
}
