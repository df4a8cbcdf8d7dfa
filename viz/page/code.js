// Code: the lines of the program that made the graph, and the loop of the backward pass
// as it runs, with its variables.
const LOOP = [
  "for node in order: node.grad = 0.0",
  "RESULT.grad = 1.0",
  "for node in reversed(order):",
  "    for parent, local in zip(node.parents, node.local_grads):",
  "        contribution = node.grad * local",
  "        parent.grad += contribution",
];

class Code {
  // `source` is `{ file, lines, numbers }` or null; `onNode` selects a node.
  constructor(graph, source, picture, onNode) {
    Object.assign(this, { graph, source, picture, onNode });
    this.numbers = source ? source.numbers : [];
    const line = ([number, text]) => {
      const places = graph.nodes.map(({ place }) => place).filter((place) => this.numbers[place] === number);
      const shown = [el("span", { className: "number" }, String(number)), el("code", {}, text || " ")];
      if (!places.length) return el("li", {}, ...shown);
      const button = el("button", { type: "button", onclick: () => onNode(places[places.length - 1]) }, ...shown);
      for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
        button.addEventListener(event, () => picture.ring(on ? places : []));
      }
      return el("li", {}, button);
    };
    this.rows = new Map((source ? source.lines : []).map((each) => [each[0], line(each)]));
    this.loop = el("ol", { className: "lines", tabIndex: 0, "aria-label": tr("The loop of the derivatives") });
    this.variables = el("p", { className: "faint code" });
    byId("code").replaceChildren(
      ...(source ? [el("p", { className: "faint" }, named(source.file)),
        el("ol", { className: "lines", tabIndex: 0, "aria-label": tr("The program") }, ...this.rows.values())] : []),
      el("p", { className: "faint" }, tr("The derivatives as a loop:")), this.loop, this.variables);
    if (source) picture.cards.forEach(({ group }, place) => this.follow(group, place));
  }

  // The line of a node lights up while the pointer is on the node.
  follow(group, place) {
    group.addEventListener("mouseenter", () => this.light(place));
    group.addEventListener("mouseleave", () => this.light(null));
  }

  light(place) {
    for (const [number, row] of this.rows) {
      row.toggleAttribute("data-lit", place !== null && this.numbers[place] === number);
    }
  }

  // `step` of the film; `pass` what is on its way, `hidden` that its numbers are asked for.
  show(step, selected, { naive, leaf, hidden }) {
    for (const [number, row] of this.rows) {
      row.toggleAttribute("data-now", step?.kind === "forward" && this.numbers[step.node] === number);
      row.toggleAttribute("data-mine", this.numbers[selected] === number);
    }
    const result = this.graph.nodes[this.graph.root].name;
    const lines = naive ? NAIVE_CODE.split("\n")
      : leaf !== null ? FORWARD_LOOP.map((text) => text.replace("LEAF", this.graph.nodes[leaf].name))
        : LOOP.map((text) => text.replace("RESULT", result));
    const at = { seed: naive ? -1 : 1, pass: naive ? 2 : 5 }[step?.kind] ?? -1;
    this.loop.replaceChildren(...lines.map((text, i) => {
      const row = el("li", {}, el("code", {}, text));
      row.toggleAttribute("data-now", i === at);
      return row;
    }));
    this.variables.replaceChildren(...this.live(step, hidden, leaf));
  }

  live(step, hidden, leaf) {
    const { graph } = this;
    const forward = leaf !== null;
    const kind = forward ? "tangent" : "grad";
    if (step?.kind === "seed") return [`${graph.nodes[step.node].name}.${kind} = 1.0`];
    if (step?.kind !== "pass") {
      return [tr("node, parent and local get their values in the steps of the derivatives.")];
    }
    const { from, to, upstream, local, amount, before, after } = step.pass;
    const [source, target] = forward ? ["parent", "node"] : ["node", "parent"];
    const number = (x) => (hidden ? "?" : short(x));
    return [
      `${source} = ${graph.nodes[from].name}   ${source}.${kind} = ${short(upstream)}\n`,
      `${target} = ${graph.nodes[to].name}   local = ${number(local)}\n`,
      `contribution = ${number(amount)}\n`,
      `${target}.${kind} = ${short(before)} -> ${number(after)}`,
    ];
  }
}
