// Sliders on the leaves, and the curve of the result over one of them.
const FEW_SLIDERS = 8;
const CURVE = { width: 340, height: 170, points: 121, margin: 10 };

// A round range that has the number in its middle part, and 0 in its middle.
function rangeOf(x) {
  if (!Number.isFinite(x)) return [-2, 2];
  const wanted = Math.max(2, 2 * Math.abs(x));
  const unit = 10 ** Math.floor(Math.log10(wanted));
  const half = unit * [1, 2, 5, 10].find((each) => each * unit >= wanted);
  return [-half, half];
}

class Sliders {
  constructor(graph, chosen, onChange) {
    this.graph = graph;
    this.onChange = onChange;
    this.start = new Map(graph.leaves.map((place) => [place, graph.nodes[place].start]));
    this.numbers = new Map(this.start);
    this.rows = new Map();
    this.list = el("div", {});
    const [few, more] = [chosen.slice(0, FEW_SLIDERS), chosen.slice(FEW_SLIDERS)];
    this.rest = el("button", { type: "button", hidden: !more.length,
      onclick: () => this.addAll(more) }, `${plural(more.length, "more slider")}`);
    const reset = el("button", { type: "button", onclick: () => this.reset() }, "Reset");
    this.ranges = new Map(chosen.map(([place, low, high]) => [place,
      low === undefined ? rangeOf(this.start.get(place)) : [Number(low), Number(high)]]));
    byId("sliders").append(this.list, el("div", { className: "row" }, this.rest, reset));
    this.addAll(few);
    this.active = chosen.length ? chosen[0][0] : null;
  }

  addAll(chosen) {
    for (const [place] of chosen) this.add(place);
    if (this.rows.size > FEW_SLIDERS) this.rest.hidden = true;
  }

  add(place) {
    const { name } = this.graph.nodes[place];
    const [min, max] = this.ranges.get(place);
    const range = el("input", { type: "range", min, max, step: "any",
      "aria-label": name, oninput: () => this.set(place, Number(range.value)) });
    const exact = el("input", { type: "number", step: "any", "aria-label": `${name}, exactly`,
      onchange: () => this.set(place, Number(exact.value)) });
    const slope = el("span", { className: "slope" });
    const row = el("div", { className: "slider" },
      el("label", {}, named(name)), range, exact, slope);
    this.rows.set(place, { range, exact, slope });
    this.list.append(row);
    this.write(place);
  }

  set(place, number) {
    if (!Number.isFinite(number)) return this.write(place);
    this.numbers.set(place, number);
    this.active = place;
    this.write(place);
    return this.onChange();
  }

  write(place) {
    const row = this.rows.get(place);
    if (!row) return;
    const number = this.numbers.get(place);
    row.range.value = number;
    row.exact.value = Number.isFinite(number) ? Number(number.toPrecision(6)) : "";
    row.exact.title = full(number);
  }

  reset() {
    this.numbers = new Map(this.start);
    for (const place of this.rows.keys()) this.write(place);
    this.onChange();
  }

  // Halves between the ends of each slider: numbers for mental arithmetic.
  shuffle() {
    for (const [place, [low, high]] of this.ranges) {
      const halves = Math.round((low + Math.random() * (high - low)) * 2) / 2;
      const number = Math.min(Math.max(halves, low), high);
      this.numbers.set(place, number === 0 ? Math.min(high, 0.5) : number);
      this.write(place);
    }
    this.onChange();
  }

  show(result) {
    for (const [place, row] of this.rows) {
      row.slope.replaceChildren(`${derivative(this.graph, place)} = `,
        num(result.grad[place], "grad"));
    }
    if (this.active !== null) {
      byId("curve").replaceChildren(...curve(this.graph, this.numbers, result, this.active,
        this.ranges.get(this.active)));
    }
  }
}

// The result as one leaf goes through its range, with the tangent that the gradient is.
function curve(graph, numbers, result, place, [low, high]) {
  const at = numbers.get(place);
  const out = (x) => evaluate(graph, new Map(numbers).set(place, x)).data[graph.root];
  const [from, to] = [Math.min(low, at), Math.max(high, at)];
  const xs = Array.from({ length: CURVE.points },
    (_, i) => from + ((to - from) * i) / (CURVE.points - 1));
  const points = xs.map((x) => [x, out(x)]).filter(([, y]) => Number.isFinite(y));
  const value = result.data[graph.root];
  const slope = result.grad[place];
  const [name, root] = [graph.nodes[place].name, graph.nodes[graph.root].name];
  if (points.length < 2 || !Number.isFinite(value) || !Number.isFinite(slope)) return [];
  const ys = points.map(([, y]) => y);
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const tall = top - bottom || 1;
  const { width, height, margin } = CURVE;
  const px = (x) => margin + ((x - from) / (to - from)) * (width - 2 * margin);
  const py = (y) => height - margin - ((y - bottom) / tall) * (height - 2 * margin);
  const line = (pairs) => pairs.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(" ");
  const reach = (to - from) * 0.16;
  const ends = [-reach, reach].map((d) => [at + d, value + slope * d]);
  const h = (to - from) * 1e-5;
  return [
    svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img",
      "aria-label": `${root} as ${name} goes from ${short(from)} to ${short(to)}; `
        + `the tangent at ${short(at)} has slope ${short(slope)}` },
    svg("polyline", { points: line(points), class: "path" }),
    svg("polyline", { points: line(ends), class: "tangent" }),
    svg("circle", { cx: px(at), cy: py(value), r: 5 })),
    el("p", { className: "faint" }, named(root), " over ", named(name),
      `, from ${short(from)} to ${short(to)}. Slope of the curve, measured: `,
      num((out(at + h) - out(at - h)) / (2 * h)), "; of the tangent, by backpropagation: ",
      num(slope, "grad"), "."),
  ];
}
