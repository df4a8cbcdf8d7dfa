// Health: sizes of gradients at a glance. Widths by powers of ten, sign by dash and
// colour, badges on what blocks a gradient, a bar for each layer. The same badges and
// layers as in `viz.checkup`.
const SIZES = [1e-4, 1e-2, 1, 10];
const sizeName = (size) => ["< 1e-4", ...SIZES.slice(1).map((end) => tr("to {0}", end)), "> 10"][size];
const BAND = [1e-4, 10];
const BAR = { low: -8, high: 2 };
const OTHERS = "inputs and others";
const SATURATED = 0.05;
const SQUASHING = new Set(["tanh", "sigmoid", "arctan", "erf", "elu", "gelu", "silu", "softplus",
  "leaky_relu"]);
const FLAT = new Set(["sign", "step", "heaviside", "floor", "ceil", "trunc", "rint"]);
const CLOSED = {
  relu: "relu is closed: its input is not above 0",
  hard_tanh: "hard_tanh is outside (-1, 1)",
  clip: "clip is outside its bounds",
  multiply: "the other factors are 0",
  dot: "the other factors are 0",
};
const BADGE_SIGNS = { "not finite": "!", blocked: "0", saturated: "~", shared: "\u2211" };

// The class of a size: 0 to 4; "bad" if it is not finite.
const sizeClass = (x) => (Number.isFinite(x)
  ? String(SIZES.filter((end) => Math.abs(x) >= end).length) : "bad");

// The badges of a node, `[kind, reason]` each.
function badgesOf(graph, result, place) {
  const node = graph.nodes[place];
  const locals = node.inputs.map((edge) => result.local[edge]);
  const numbers = { data: result.data[place], grad: result.grad[place] };
  const wrong = Object.keys(numbers).filter((name) => !Number.isFinite(numbers[name]));
  if (!locals.every(Number.isFinite)) wrong.push("local derivative");
  const badges = [];
  if (wrong.length) {
    const names = wrong.map((name) => tr(name)).join(tr(" and "));
    badges.push(["not finite", tr(wrong.length > 1 ? "its {0} are inf or nan"
      : "its {0} is inf or nan", names)]);
  } else if (locals.length && locals.every((each) => each === 0)) {
    badges.push(["blocked", FLAT.has(node.op) ? tr("{0} is flat: its slope is 0", node.op)
      : tr(CLOSED[node.op] ?? "all its local derivatives are 0")]);
  } else if (SQUASHING.has(node.op) && locals.length && Math.abs(locals[0]) < SATURATED) {
    badges.push(["saturated", tr("|local derivative| of {0} is {1}, below {2}", node.op,
      short(Math.abs(locals[0])), SATURATED)]);
  }
  if (node.uses.length > 1) {
    badges.push(["shared", tr("{0} uses: their contributions add up", node.uses.length)]);
  }
  return badges;
}

// The root of the mean of squares of what is known; null if nothing is.
function sizeOf(numbers) {
  const known = numbers.filter((x) => x !== null);
  const top = Math.max(...known.map(Math.abs));
  if (!known.length) return null;
  if (!(top > 0) || !Number.isFinite(top)) return top;
  return top * Math.sqrt(sumOf(known, (x) => (x / top) ** 2) / known.length);
}

class Health {
  // `layers`: `[name, places]` each, those of its leaves.
  constructor(graph, layers, picture) {
    Object.assign(this, { graph, layers, picture, chosen: null });
  }

  // `grad` has null for what is not known yet; without `on` the picture is as ever.
  show(result, grad, on) {
    const { picture, graph } = this;
    picture.root.toggleAttribute("data-health", on);
    if (!on) return;
    const secret = grad.includes(null);
    const badges = graph.nodes.map(({ place }) => (secret ? [] : badgesOf(graph, result, place)));
    picture.cards.forEach(({ group, badge }, place) => {
      const x = grad[place];
      Object.assign(group.dataset, this.marks(x));
      group.toggleAttribute("data-ring", Boolean(this.chosen?.includes(place)));
      badge.textContent = badges[place].map(([kind]) => BADGE_SIGNS[kind]).join("");
      badge.dataset.kind = badges[place][0]?.[0] ?? "";
    });
    picture.edges.forEach(({ path }, place) => {
      const { child } = graph.edges[place];
      const x = grad[child] === null || (secret && grad[graph.edges[place].parent] === null)
        ? null : grad[child] * result.local[place];
      Object.assign(path.dataset, this.marks(x));
    });
    byId("health").replaceChildren(...this.panel(grad, badges));
  }

  marks(x) {
    return x === null ? { size: "", sign: "" } : { size: sizeClass(x), sign: x < 0 ? "-" : "+" };
  }

  panel(grad, badges) {
    return [
      el("ul", { className: "bars" }, ...this.layers.map((layer) => this.row(layer, grad))),
      this.legend(),
      ...this.told(badges),
    ];
  }

  // A bar on a log scale, its healthy band marked; a press rings the nodes.
  row([name, places], grad) {
    const size = sizeOf(places.map((place) => grad[place]));
    const at = (x) => 100 * cut((Math.log10(x) - BAR.low) / (BAR.high - BAR.low), 0.01, 1);
    const healthy = size === null || (size >= BAND[0] && size <= BAND[1]);
    const bar = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "band", x: at(BAND[0]), y: 0, width: at(BAND[1]) - at(BAND[0]), height: 10 }),
      svg("rect", { class: healthy ? "size" : "size bad", x: 0, y: 3, height: 4,
        width: size > 0 ? at(size) : 0 }));
    const pressed = this.chosen === places;
    const text = size === null ? DASH : short(size);
    return el("li", {}, el("button", { type: "button", "aria-pressed": String(pressed),
      onclick: () => this.choose(pressed ? null : places) },
    el("bdi", {}, name === OTHERS ? tr(name) : name), bar, el("span", { className: healthy ? "num" : "num bad" }, text,
      el("span", { className: "hidden" }, healthy ? "" : tr(", out of the band")))));
  }

  choose(places) {
    this.chosen = places;
    this.onChange();
    if (places) this.picture.reveal(places.slice(0, 1));
  }

  legend() {
    const line = (data) => svg("svg", { viewBox: "0 0 26 10", width: 26, height: 10, "aria-hidden": "true" },
      Object.entries(data).reduce((path, [key, value]) => {
        path.dataset[key] = value;
        return path;
      }, svg("path", { d: "M1 5h24" })));
    return el("p", { className: "widths faint" }, `${tr("width: |gradient|")} `,
      ...[0, ...SIZES].flatMap((_, size) =>
        [el("span", {}, line({ size, sign: "+" }), ` ${sizeName(size)}`), " "]),
      el("span", {}, line({ size: 2, sign: "-" }), ` ${tr("below 0")}`), "; ",
      tr("bars: root mean square, 1e-8 to 100; band {0} to {1}", ...BAND));
  }

  // A sentence for each node that is in the way of gradients.
  told(badges) {
    const lines = badges.flatMap((own, place) => own.map(([kind, reason]) => [kind, reason, place]));
    const order = Object.keys(BADGE_SIGNS);
    lines.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]));
    return lines.slice(0, 20).map(([kind, reason, place]) =>
      el("p", { className: "faint" }, el("span", { className: "sign-of", "aria-hidden": "true" }, BADGE_SIGNS[kind]),
        " ", named(this.graph.nodes[place].name), ` ${tr(kind)}: ${reason}`));
  }
}
