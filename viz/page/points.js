// The examples of a data set: points, what the model makes of the plane or the line, and
// the example whose graph this is.

class Points {
  constructor({ X, y, example, inputs, target, outputs, boundary }) {
    Object.assign(this, { inputs, target, outputs, boundary: Number(boundary) });
    this.panel = el("div", { role: "tabpanel", id: "points" });
    this.panel.setAttribute("aria-labelledby", "tab-points");
    const tab = el("button", { type: "button", role: "tab", id: "tab-points" }, tr("Data"));
    tab.setAttribute("aria-controls", "points");
    page.views.list.prepend(tab);
    page.views.list.after(this.panel);
    this.kind = el("select", { ariaLabel: tr("Class of a new point") });
    this.told = el("p", { className: "faint" });
    this.take({ X, y, example });
    page.views.select("points");
    this.draw();
  }

  // The examples, as Python or the record has them.
  take({ X, y, example }) {
    this.X = X.map((row) => row.map(Number));
    this.y = y.map(Number);
    this.example = example;
    this.classes = [...new Set(this.y)].sort((a, b) => a - b);
    this.flat = this.inputs.length === 1;
    const chosen = this.kind.value;
    this.kind.replaceChildren(...this.classes.slice(0, 10).map((each) =>
      el("option", { value: each, selected: String(each) === chosen }, tickText(each))));
    this.drawn = null;
  }

  // -- what the model makes of it -------------------------------------------------------

  // All numbers of the graph for other inputs.
  dataAt(row) {
    const numbers = new Map(page.sliders.numbers);
    this.inputs.forEach((place, i) => place >= 0 && numbers.set(place, row[i]));
    return evaluate(page.graph, numbers).data;
  }

  outputsAt(row) {
    const data = this.dataAt(row);
    return this.outputs.map((place) => data[place]);
  }

  // Whether a result follows the inputs and not the target.
  isHidden(place) {
    const results = (leaves) => {
      const found = new Set(leaves);
      for (const { place: at, operands } of page.graph.nodes) {
        if (operands?.some((each) => found.has(each))) found.add(at);
      }
      return found;
    };
    return Boolean(page.graph.nodes[place].operands) && results(this.inputs).has(place)
      && !results([this.target]).has(place);
  }

  // The loss and the gradients of all examples, where a target is a leaf.
  means() {
    const { graph } = page;
    if (this.target < 0) return null;
    let loss = 0;
    const grad = graph.nodes.map(() => 0);
    this.X.forEach((row, i) => {
      const numbers = new Map(page.sliders.numbers);
      this.inputs.forEach((place, j) => place >= 0 && numbers.set(place, row[j]));
      numbers.set(this.target, this.y[i]);
      const { data, local } = evaluate(graph, numbers);
      loss += data[graph.root] / this.X.length;
      backward(graph, local).grad.forEach((x, place) => { grad[place] += x / this.X.length; });
    });
    return { loss, grad };
  }

  // -- showing --------------------------------------------------------------------------

  draw() {
    if (this.panel.hidden || page.asking) return;
    const now = JSON.stringify([...page.sliders.numbers, page.sliders.active, this.panel.clientWidth]);
    if (now === this.drawn) return;
    this.drawn = now;
    const frame = this.frame();
    const shapes = this.flat ? [frame.line("path", this.line(frame))] : [this.field(frame)];
    const marks = this.X.map((_, i) => this.mark(frame, i));
    const picture = frame.picture({ class: "curve points", role: "group",
      "aria-label": tr("{0}; arrow keys go from one to the next", plural(this.X.length, "example")) },
    [...shapes, ...marks]);
    picture.addEventListener("click", (event) => this.onClick(event, frame, picture));
    const focus = this.panel.contains(document.activeElement)
      && document.activeElement.dataset?.example;
    const adding = this.flat ? [tr("Click adds a point; Alt-click removes one.")]
      : trParts("Click adds class {0}; Alt-click removes one.", this.kind);
    this.panel.replaceChildren(picture, this.told,
      el("div", { className: "faint" }, ...adding));
    if (focus) this.panel.querySelector(`[data-example="${focus}"]`)?.focus();
    this.tell();
  }

  frame() {
    const ends = (xs) => {
      const [low, high] = [Math.min(...xs), Math.max(...xs)];
      const room = (high - low || 2) * 0.12;
      return [low - room, high + room];
    };
    const columns = [0, 1].map((j) => this.X.map((row) => row[j]));
    const size = { width: widthIn(this.panel), height: 122 };
    return new Frame(ends(columns[0]), this.flat ? ends(this.y) : ends(columns[1]), size);
  }

  line({ xs: [low, high] }) {
    return Array.from({ length: CURVE.points }, (_, i) => {
      const x = low + ((high - low) * i) / (CURVE.points - 1);
      return [x, this.outputsAt([x])[0]];
    }).filter(([, out]) => Number.isFinite(out));
  }

  // The plane, coloured by what the model gives: paler towards the boundary.
  field(frame) {
    const outs = cellsOf(FIELD.model, frame.xs, frame.ys).map((row) => this.outputsAt(row));
    const most = Math.max(1e-12, ...outs.map(([out]) => Math.abs(out - this.boundary)).filter(Number.isFinite));
    const canvas = planeOf(FIELD.model, outs.map((out) => (out.length === 1
      ? shade(out[0], this.boundary, most) : [out.indexOf(Math.max(...out)), 0.4])));
    const [x, y] = [frame.x(frame.xs[0]), frame.y(frame.ys[1])];
    return svg("image", { href: canvas.toDataURL(), x, y, width: frame.x(frame.xs[1]) - x,
      height: frame.y(frame.ys[0]) - y, preserveAspectRatio: "none" });
  }

  mark(frame, i) {
    const [x, y] = [frame.x(this.X[i][0]), frame.y(this.flat ? this.y[i] : this.X[i][1])];
    const kind = this.flat ? 0 : Math.max(0, this.classes.indexOf(this.y[i]));
    const size = i === this.example ? 7 : 4.5;
    const shape = kind % 2
      ? svg("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size })
      : svg("circle", { cx: x, cy: y, r: size });
    const names = this.flat ? ["x"] : ["x1", "x2"];
    const told = `${tr("Example {0}", i + 1)}: `
      + `${names.map((name, j) => `${name} ${short(this.X[i][j])}`).join(", ")}, `
      + `y ${short(this.y[i])}${i === this.example ? tr(", shown") : ""}`;
    const group = svg("g", { class: `point kind${kind % HUES.length}`, role: "button",
      "aria-label": told, tabindex: i === this.example ? 0 : -1, "data-example": i,
      "aria-pressed": String(i === this.example) }, shape, svg("title", {}, told));
    group.addEventListener("keydown", (event) => this.onKey(event, i));
    return group;
  }

  tell() {
    const { graph, result, sliders: { active } } = page;
    const place = active === null || active === this.target || this.inputs.includes(active)
      ? graph.leaves.find((each) => each !== this.target && !this.inputs.includes(each)) : active;
    const all = this.means();
    const part = (of, x) => [of, num(x, "grad")];
    const mean = `; ${tr("mean of all")} `;
    this.told.replaceChildren(`${tr("Example {0} of {1}: loss", this.example + 1, this.X.length)} `,
      num(result.data[graph.root], "data"), ...(all ? [mean, num(all.loss, "data")] : []),
      ". ", ...(place === undefined ? [] : [...part(`${derivative(graph, place)} `, result.grad[place]),
        ...(all ? part(mean, all.grad[place]) : []), "."]));
  }

  // -- what the user does ----------------------------------------------------------------

  onClick(event, frame, picture) {
    const point = event.target.closest(".point");
    if (point) {
      const i = Number(point.dataset.example);
      if (event.altKey) this.remove(i);
      else this.pick(i);
      return;
    }
    const box = picture.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) * frame.width) / box.width,
      ((event.clientY - box.top) * frame.height) / box.height];
    const [x0, x1, y0, y1] = [frame.x(frame.xs[0]), frame.x(frame.xs[1]),
      frame.y(frame.ys[0]), frame.y(frame.ys[1])];
    if (px < x0 || px > x1 || py < y1 || py > y0) return;
    const x = frame.xs[0] + ((frame.xs[1] - frame.xs[0]) * (px - x0)) / (x1 - x0);
    const y = frame.ys[0] + ((frame.ys[1] - frame.ys[0]) * (py - y0)) / (y1 - y0);
    this.add(this.flat ? [x] : [x, y], this.flat ? y : Number(this.kind.value));
  }

  onKey(event, i) {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (way) this.panel.querySelector(`[data-example="${(i + way + this.X.length) % this.X.length}"]`).focus();
    else if (event.key === "Enter" || event.key === " ") this.pick(i);
    else if (event.key === "Delete") this.remove(i);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Another example: its numbers go into the leaves.
  pick(i) {
    if (this.target < 0 && this.y[i] !== this.y[this.example]) {
      this.told.textContent = tr("This class has another graph: its target is no leaf. In Python: {0}.",
        `viz.play(model, data=(X, y), loss=..., example=${i})`);
      this.changed("pick", { example: i });
      return;
    }
    this.example = i;
    const { sliders } = page;
    const set = (place, x) => {
      if (place < 0) return;
      sliders.start.set(place, x);
      sliders.numbers.set(place, x);
      sliders.write(place);
    };
    this.inputs.forEach((place, j) => set(place, this.X[i][j]));
    set(this.target, this.y[i]);
    this.drawn = null;
    page.recompute(true);
    this.changed("pick", { example: i });
  }

  add(row, y) {
    this.take({ X: [...this.X, row], y: [...this.y, y], example: this.example });
    this.draw();
    this.changed("add", { x: row.map(String), y: String(y) });
  }

  remove(i) {
    if (this.X.length === 1) return;
    const without = (list) => list.filter((_, j) => j !== i);
    const { example } = this;
    this.take({ X: without(this.X), y: without(this.y), example: example > i ? example - 1 : example });
    if (example === i) this.pick(Math.min(i, this.X.length - 1));
    this.draw();
    this.changed("remove", { example: i });
  }

  // A live page tells Python.
  changed(action, content) {
    document.dispatchEvent(new CustomEvent("points", { detail: { action, content } }));
  }
}

let points = null;
const fields = new Fields();
function beginPoints() {
  const record = JSON.parse(byId("record").textContent).points;
  points = record ? new Points(record) : null;
}
document.addEventListener("begun", beginPoints);
document.addEventListener("shown", () => points?.draw());
if (page) beginPoints();
