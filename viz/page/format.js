// How numbers and names are written, and how elements are made from them.
const TIMES = "\u00d7";
const MINUS = "\u2212";
const DASH = "\u2014";
const PARTIAL = "\u2202";

// The texts of the page in its language, by the English ones. What is not among them
// stays English; {0}, {1}, ... stand for what is put in.
let TEXTS = {};
const tr = (text, ...parts) => (TEXTS[text] ?? text).replace(/\{(\d)\}/g, (_, i) => parts[i]);

// The same with elements put in: a list of texts and elements.
const trParts = (text, ...parts) => (TEXTS[text] ?? text).split(/\{(\d)\}/)
  .map((piece, i) => (i % 2 ? parts[piece] : piece));

// Four significant digits, as viz writes them in Python, or fewer where room is short.
function short(x, digits = 4) {
  if (!Number.isFinite(x)) return full(x);
  const size = Math.abs(x);
  if (size !== 0 && !(size >= 1e-4 && size < 1e6)) return scientific(x, digits);
  if (Number.isInteger(x)) return full(x);
  const places = digits - 1 - Number(x.toExponential(digits - 1).split("e")[1]);
  const text = halfEven(x, Math.max(0, places));
  return text.includes(".") ? text.replace(/(\.\d+?)0+$/, "$1") : text;
}

function scientific(x, digits) {
  const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (Number(exponent) === -4) return short(Number(`${trimmed}e-4`), digits);
  return `${trimmed}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

// toFixed, but a tie goes to the even digit as in Python. Forty more digits show a tie.
function halfEven(x, decimals) {
  const long = x.toFixed(decimals + 40);
  const kept = long.slice(0, -40).replace(/\.$/, "");
  const tie = /^50*$/.test(long.slice(-40)) && /[02468]$/.test(kept);
  return tie ? kept : x.toFixed(decimals);
}

// All digits, as Python's repr.
function full(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  const text = String(x);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

// A number as it stands in a product: negative ones in parentheses.
const factor = (x) => (x < 0 || Object.is(x, -0) ? `(${short(x)})` : short(x));

// A name as it stands after a d: in parentheses unless it is one word.
const afterD = (name) => (/^[\p{L}_][\p{L}\p{N}_#]*$/u.test(name) ? name : `(${name})`);

// A name within a formula: in parentheses if it could be taken for one itself.
const inFormula = (name) => (/^[\p{L}\p{N}_.#[\]',]+$/u.test(name) ? name : `(${name})`);

// A text of a node with its marks #0, #1, ... filled in by what to write for that operand,
// #out by what to write for the node itself: a name, or a number.
const filled = (text, node, write) => text.replace(/#(\d+|out)/g,
  (_, mark) => write(mark === "out" ? node.place : node.operands[mark]));

// The expression that made a node, with names or with numbers for its operands.
const expression = (node, write) => filled(node.text, node, write);

// A node and how it was made: `n1 = w * x`.
const madeOf = (graph, node) => `${node.name} = ${expression(node, (at) => graph.nodes[at].name)}`;

// An element; text among the children is text, never markup.
function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === undefined) continue;
    if (key in element && key !== "role") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A number on the page: short, with all its digits on hover.
function num(x, kind) {
  return el("span", { className: `num ${kind || ""}`, title: full(x) }, short(x));
}

// A name on the page, kept apart from the writing direction of its neighbours.
const named = (name) => el("bdi", {}, name);
const byId = (id) => document.getElementById(id);
const plural = (n, thing, things = `${thing}s`) =>
  `${n.toLocaleString("en")} ${tr(n === 1 ? thing : things)}`;
const times = (n) =>
  (n === 1 ? tr("once") : n === 2 ? tr("twice")
    : tr("{0} times", n < 1e6 ? n.toLocaleString("en") : short(n)));
