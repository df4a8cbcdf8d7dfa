// Sliders on the leaves, each with a box for the exact number.
const FEW_SLIDERS = 8;
const LARGEST_END = 1e300;

// A round range that has the number in its middle part, and 0 in its middle.
function rangeOf(x) {
  if (!Number.isFinite(x)) return [-2, 2];
  const wanted = Math.min(Math.max(2, 2 * Math.abs(x)), LARGEST_END);
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
      onclick: () => this.addAll(more) }, plural(more.length, "more slider"));
    const reset = el("button", { type: "button", onclick: () => this.reset() }, tr("Reset"));
    this.ranges = new Map(chosen.map(([place, low, high]) => [place,
      low === undefined ? rangeOf(this.start.get(place)) : [Number(low), Number(high)]]));
    byId("sliders").append(this.list, el("div", { className: "row" }, this.rest, reset));
    this.addAll(few);
    this.active = this.chosen = chosen.length ? chosen[0][0] : null;
  }

  addAll(chosen) {
    for (const [place] of chosen) this.add(place);
    if (this.rows.size > FEW_SLIDERS) this.rest.hidden = true;
  }

  add(place) {
    const { name, full } = this.graph.nodes[place];
    const [min, max] = this.ranges.get(place);
    const range = el("input", { type: "range", min, max, step: "any",
      "aria-label": name, oninput: () => this.set(place, Number(range.value)) });
    const fault = el("p", { className: "bad", id: `fault${place}`, role: "alert" });
    const exact = el("input", { type: "text", autocomplete: "off", spellcheck: false,
      "aria-label": tr("{0}, exactly", name), "aria-describedby": fault.id,
      onchange: () => this.type(place) });
    const slope = el("span", { className: "slope" });
    const sum = el("span", { className: "sum" });
    const lock = el("button", { type: "button", className: "lock", role: "switch",
      "aria-label": tr("{0} may move", name) },
    svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "" })));
    const row = el("div", { className: "slider" },
      lock, el("label", { title: full }, named(name)), range, exact, slope, sum, fault);
    this.rows.set(place, { range, exact, slope, fault, sum, lock });
    this.list.append(row);
    this.onRow?.(place);
    this.write(place);
  }

  set(place, number) {
    this.numbers.set(place, number);
    this.active = place;
    this.write(place);
    this.onChange(true);
  }

  // What stands in the box: the leaf keeps its number where it is none.
  type(place) {
    const { exact } = this.rows.get(place);
    const { value, fault } = readNumber(exact.value);
    if (fault) return this.refuse(place, fault);
    if (!Number.isFinite(value)) return this.refuse(place, tr("Type a finite number, {0}.", tr(SUCH_AS)));
    return this.set(place, value);
  }

  refuse(place, fault) {
    const row = this.rows.get(place);
    row.exact.setAttribute("aria-invalid", "true");
    const stays = tr("{0} stays {1}.", this.graph.nodes[place].name,
      short(this.numbers.get(place)));
    row.fault.textContent = `${fault} ${stays}`;
  }

  write(place) {
    const row = this.rows.get(place);
    if (!row) return;
    const number = this.numbers.get(place);
    row.range.value = number;
    row.range.setAttribute("aria-valuetext", short(number));
    row.exact.value = Number.isFinite(number) ? String(Number(number.toPrecision(6))) : full(number);
    row.exact.title = full(number);
    row.exact.setAttribute("aria-invalid", "false");
    row.fault.textContent = "";
  }

  reset() {
    this.onReset?.();
    this.numbers = new Map(this.start);
    for (const place of this.rows.keys()) this.write(place);
    this.onChange(false);
  }

  // Other numbers, as after a step; the caller shows them.
  put(numbers) {
    this.numbers = new Map(numbers);
    for (const place of this.rows.keys()) this.write(place);
  }

  // New numbers from elsewhere, by place: Reset goes back to these.
  take(numbers) {
    for (const [place, number] of numbers) {
      this.start.set(place, number);
      this.numbers.set(place, number);
      this.write(place);
    }
    this.onChange(false);
  }

  // Halves between the ends of each slider: numbers for mental arithmetic.
  shuffle() {
    for (const [place, [low, high]] of this.ranges) {
      const halves = Math.round((low + Math.random() * (high - low)) * 2) / 2;
      const number = Math.min(Math.max(halves, low), high);
      this.numbers.set(place, number === 0 ? Math.min(high, 0.5) : number);
      this.write(place);
    }
    this.onChange(false);
  }

  // The gradients as far as the film has come. `grad` has null where there is none yet;
  // `settled` says whether it is the one that the film ends with, `standing` in words;
  // `secret` that it is asked for, and the curve must not tell; `by` which method gives it.
  show({ grad, by, secret, settled, standing, traces }) {
    for (const [place, row] of this.rows) {
      row.slope.title = derivative(this.graph, place);
      row.slope.replaceChildren(
        grad[place] === null ? DASH : num(grad[place], "grad"), standing(place));
    }
    if (this.active === null) return;
    const slope = settled(this.active) ? grad[this.active] : null;
    // Most steps of the film leave the curve as it is.
    if (byId("curve").hidden) return;
    const { clientWidth } = byId("curve");
    const others = Object.values(traces).flatMap((each) => [...(each ?? new Map()).values(), ";"]);
    const drawn = [this.active, slope, by, secret, clientWidth, ...this.numbers.values(),
      ...others].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    byId("curve").replaceChildren(...curve(this.graph, this.numbers, this.active,
      { range: this.ranges.get(this.active), slope, by, secret: secret && slope === null, ...traces }));
  }
}
