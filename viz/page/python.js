// The graph and its present numbers as lines of Python.
const INFIX = { add: "+", subtract: "-", multiply: "*", divide: "/", power: "**" };
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const KEYWORDS = new Set(("False None True and as assert async await break class continue def del elif "
  + "else except finally for from global if import in is lambda nonlocal not or pass raise "
  + "return try while with yield Value float").split(" "));

function pythonNumber(x) {
  return Number.isFinite(x) ? full(x) : `float("${full(x)}")`;
}

// Variables for the nodes: their names where Python takes them.
function variablesOf(graph, reserved) {
  const taken = new Set([...reserved, ...KEYWORDS]);
  return graph.nodes.map(({ name, place }) => {
    let variable = WORD.test(name) && !taken.has(name) ? name : `v${place}`;
    while (taken.has(variable)) variable += "_";
    taken.add(variable);
    return variable;
  });
}

function pythonOf(graph, numbers) {
  const ops = new Set(graph.nodes.filter(({ op }) => op && !(op in INFIX) && op !== "negative")
    .map(({ op }) => op));
  const variables = variablesOf(graph, ops);
  const write = (operand) => (typeof operand === "string" ? pythonNumber(Number(operand)) : variables[operand]);
  const signed = (text) => (text.startsWith("-") ? `(${text})` : text);
  const call = ({ op, operands }) => {
    const texts = operands.map(write);
    if (op in INFIX) return `${signed(texts[0])} ${INFIX[op]} ${signed(texts[1])}`;
    if (op === "negative") return `-${signed(texts[0])}`;
    if (op === "dot") {
      const n = Math.floor(texts.length / 2);
      const bias = texts.length % 2 ? `, bias=${texts[2 * n]}` : "";
      return `dot([${texts.slice(0, n).join(", ")}], [${texts.slice(n, 2 * n).join(", ")}]${bias})`;
    }
    return op in NARY ? `${op}([${texts.join(", ")}])` : `${op}(${texts.join(", ")})`;
  };
  const lines = graph.nodes.map((node) => {
    const variable = variables[node.place];
    return node.op ? `${variable} = ${call(node)}`
      : `${variable} = Value(${pythonNumber(numbers.get(node.place))}, label=${JSON.stringify(node.full)})`;
  });
  return [`from autograd_core import ${["Value", ...[...ops].sort()].join(", ")}`, "", ...lines,
    `${variables[graph.root]}.backward()`, ""].join("\n");
}
