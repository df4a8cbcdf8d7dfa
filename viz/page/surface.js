// Surface: the loss over two leaves as contours, the path of the steps, and the next step
// taken apart.
const SURFACE = { height: 150, coarse: 41, fine: 81, levels: 12, arrow: 34 };

class Surface {
  // `pair` are two leaves or null; `onMove` shows other numbers of the leaves.
  constructor(graph, sliders, training, pair, onMove) {
    Object.assign(this, { graph, sliders, training, pair, onMove, fields: new Map() });
    this.offered = [...sliders.ranges.keys()];
    byId("tab-surface").hidden = this.offered.length < 2;
    if (this.offered.length < 2) return;
    this.pickers = [0, 1].map((axis) => el("select", {
      "aria-label": tr(axis ? "Leaf of the vertical axis" : "Leaf of the horizontal axis"),
      onchange: () => this.pick(axis) },
    ...this.offered.map((place) => el("option", { value: place }, graph.nodes[place].name))));
    this.picture = el("div", {});
    this.apart = el("div", {});
    byId("surface").replaceChildren(el("div", { className: "row small" }, this.pickers[0], tr(" and "),
      this.pickers[1]), this.picture, this.apart);
  }

  // The two leaves: those that were picked; else the two whose padlocks are open; else
  // the first two.
  get axes() {
    const open = this.offered.filter((place) => this.training.movable.has(place));
    return this.pair ?? (open.length === 2 ? open : this.offered.slice(0, 2));
  }

  pick(axis) {
    const pair = [...this.axes];
    const place = Number(this.pickers[axis].value);
    if (pair[1 - axis] === place) pair[1 - axis] = pair[axis];
    pair[axis] = place;
    this.pair = pair;
    this.onMove();
  }

  // -- the field ---------------------------------------------------------------------------

  // The ends of an axis: those of the slider, with all points of the path inside.
  range(place) {
    const [low, high] = this.sliders.ranges.get(place);
    const at = [...this.training.stack.map(({ numbers }) => numbers), this.sliders.numbers]
      .map((numbers) => numbers.get(place)).filter(Number.isFinite);
    return [Math.min(low, ...at), Math.max(high, ...at)];
  }

  // The losses on a grid, rows from below; a fine one comes when there is time.
  field(axes, ranges, points) {
    const numbers = new Map(this.sliders.numbers);
    const at = ([low, high], i) => low + ((high - low) * i) / (points - 1);
    return Array.from({ length: points }, (_, row) => Array.from({ length: points }, (__, column) => {
      numbers.set(axes[0], at(ranges[0], column)).set(axes[1], at(ranges[1], row));
      return evaluate(this.graph, numbers).data[this.graph.root];
    }));
  }

  show(on, secret) {
    if (!on || this.offered.length < 2) return;
    const { axes } = this;
    const ranges = axes.map((place) => this.range(place));
    this.pickers.forEach((picker, axis) => { picker.value = axes[axis]; });
    const others = [...this.sliders.numbers].filter(([place]) => !axes.includes(place));
    const key = [axes, ranges, others].join(";");
    if (key !== this.key) {
      this.key = key;
      this.grid = this.field(axes, ranges, SURFACE.coarse);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        if (key !== this.key || page?.surface !== this) return;
        this.grid = this.field(axes, ranges, SURFACE.fine);
        this.draw(axes, ranges, this.secret);
      }, 250);
    }
    this.secret = secret;
    this.draw(axes, ranges, secret);
  }

  // -- drawing -----------------------------------------------------------------------------

  draw(axes, ranges, secret) {
    const { graph, sliders, training } = this;
    const width = widthIn(byId("surface"));
    const frame = new Frame(ranges[0], ranges[1], { width, height: SURFACE.height });
    const spot = (numbers) => axes.map((place) => numbers.get(place));
    const here = spot(sliders.numbers);
    const path = [...training.stack.map(({ numbers }) => spot(numbers)), here];
    const [root, ...names] = [graph.root, ...axes].map((place) => graph.nodes[place].name);
    const levels = levelsOf(this.grid);
    const contours = levels.map((level, i) => svg("path", { class: "contour",
      d: contourPath(this.grid, level, ranges, frame), "stroke-opacity": 0.35 + (0.6 * i) / levels.length }));
    const shown = frame.picture({ class: "curve surface",
      "aria-label": tr("{0} over {1} across and {2} up, as contours", root, ...names) }, [
      ...contours, frame.line("steps", path), ...path.slice(0, -1).map(([x, y]) => frame.dot(x, y, { r: 2.5 })),
      ...(secret ? [] : this.arrows(axes, here, frame)),
      frame.dot(...here, { r: 7, class: "here" }),
    ]);
    shown.addEventListener("pointerdown", (event) => this.drag(event, frame, axes));
    const span = levels.length ? tr("{0} to {1}", short(levels[0]), short(levels[levels.length - 1]))
      : tr("none is finite");
    this.picture.replaceChildren(shown, el("p", { className: "faint" }, ...trParts("{0} over {1} (across) and "
      + "{2} (up); contours {3}. Drag the point.", named(root), ...names.map(named), span)));
    this.apart.replaceChildren(...(secret ? [] : this.takenApart(axes)));
  }

  // Uphill, the gradient; and the step that the rule would take from here.
  arrows(axes, here, frame) {
    const grad = run(this.graph, this.sliders.numbers).grad;
    const [x, y] = [frame.x(here[0]), frame.y(here[1])];
    const per = [frame.x(1) - frame.x(0), frame.y(1) - frame.y(0)];
    const slope = axes.map((place, axis) => grad[place] * Math.abs(per[axis]) * (axis ? -1 : 1));
    const size = Math.hypot(...slope);
    const { moves } = stepOf(this.graph, this.training.present, this.training.movable);
    const to = axes.map((place, axis) => moves.get(place)?.to ?? here[axis]);
    return [
      ...(size > 0 && Number.isFinite(size) ? [arrow("gradient", [x, y],
        [x + (slope[0] / size) * SURFACE.arrow, y + (slope[1] / size) * SURFACE.arrow])] : []),
      ...(to.every(Number.isFinite) ? [arrow("step", [x, y], [frame.x(to[0]), frame.y(to[1])])] : []),
    ];
  }

  // The point under the pointer becomes the numbers of both leaves. Each move draws anew.
  drag(event, frame, axes) {
    event.preventDefault();
    const move = ({ clientX, clientY }) => {
      const box = this.picture.firstElementChild.getBoundingClientRect();
      const scale = frame.width / box.width;
      const inverse = (px, [low, high], from, to) => cut(low + ((px - from) / (to - from)) * (high - low), low, high);
      const x = inverse((clientX - box.left) * scale, frame.xs, frame.x(frame.xs[0]), frame.x(frame.xs[1]));
      const y = inverse((clientY - box.top) * scale, frame.ys, frame.y(frame.ys[0]), frame.y(frame.ys[1]));
      this.sliders.put(new Map(this.sliders.numbers).set(axes[0], x).set(axes[1], y));
      this.onMove();
    };
    const stop = () => window.removeEventListener("pointermove", move);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", stop, { once: true });
    move(event);
  }

  // -- one step, taken apart ---------------------------------------------------------------

  takenApart(axes) {
    const { graph, training } = this;
    const { grad } = run(graph, this.sliders.numbers);
    const places = axes.filter((place) => training.movable.has(place));
    if (!places.length) return [el("p", { className: "faint" }, tr("Both padlocks are closed: no step moves these."))];
    const parts = places.map((place) => {
      const before = training.states.get(place) ?? RULES[training.rule].start;
      const { state, direction } = RULES[training.rule].next(grad[place], before);
      return { name: graph.nodes[place].name, g: grad[place], before, state, step: -training.rate * direction };
    });
    return [
      el("p", { className: "faint" }, tr("The next step by {0}:", training.rule)),
      ...(parts.length === 2 ? [cartoon(parts)] : []),
      ...parts.flatMap((part) => formulaOf(training.rule, training.rate, part).map((line) =>
        el("p", { className: "code small" }, line))),
    ];
  }
}

// The rule with its numbers: what it keeps, and the step.
function formulaOf(rule, rate, { name, g, before, state, step }) {
  const { momentum, alpha, eps, beta1, beta2 } = RULES[rule].settings ?? {};
  const f = factor;
  const end = `= ${short(step)}`;
  if (rule === "SGD") return [`${name}: step = -${short(rate)} ${TIMES} g = -${short(rate)} ${TIMES} ${f(g)} ${end}`];
  if (rule === "Momentum") {
    return [`${name}: v = ${momentum} ${TIMES} ${f(before.v)} + ${f(g)} = ${short(state.v)}`,
      `  step = -${short(rate)} ${TIMES} v ${end}`];
  }
  const rest = (share) => short(1 - share);
  if (rule === "RMSprop") {
    return [`${name}: s = ${alpha} ${TIMES} ${f(before.s)} + ${rest(alpha)} ${TIMES} ${f(g)}\u00b2 = ${short(state.s)}`,
      `  step = -${short(rate)} ${TIMES} ${f(g)} / (\u221as + ${eps}) ${end}`];
  }
  const { t, m, s } = state;
  return [
    `${name}: m = ${beta1} ${TIMES} ${f(before.m)} + ${rest(beta1)} ${TIMES} ${f(g)} = ${short(m)}`,
    `  s = ${beta2} ${TIMES} ${f(before.s)} + ${rest(beta2)} ${TIMES} ${f(g)}\u00b2 = ${short(s)}`,
    `  m\u0302 = m / (1 - ${beta1}^${t}) = ${short(m / (1 - beta1 ** t))}, `
      + `s\u0302 = s / (1 - ${beta2}^${t}) = ${short(s / (1 - beta2 ** t))}`,
    `  step = -${short(rate)} ${TIMES} m\u0302 / (\u221as\u0302 + ${eps}) ${end}`,
  ];
}

// Arrows of g, m (or v) and the step, the box of root s: each of its own scale.
function cartoon(parts) {
  const centre = [60, 50];
  const vector = (pick) => parts.map(pick);
  const scaled = ([x, y], most) => {
    const size = Math.hypot(x, y);
    return size > 0 && Number.isFinite(size) ? [centre[0] + (x / size) * most, centre[1] - (y / size) * most] : centre;
  };
  const kinds = [["gradient", "g", vector(({ g }) => g), 40], ["momentum", "m",
    vector(({ state }) => state.m ?? state.v ?? NaN), 32], ["step", tr("step"), vector(({ step }) => step), 40]];
  const shown = kinds.filter(([, , xy]) => xy.every(Number.isFinite));
  const roots = vector(({ state }) => Math.sqrt(state.s ?? NaN));
  const top = Math.max(...roots);
  const box = top > 0 ? [svg("rect", { class: "box", x: centre[0] - (24 * roots[0]) / top,
    y: centre[1] - (24 * roots[1]) / top, width: (48 * roots[0]) / top, height: (48 * roots[1]) / top })] : [];
  const legend = [...shown.map(([kind, text]) => [kind, text]), ...(box.length ? [["box", "\u221as"]] : [])];
  return svg("svg", { class: "curve cartoon", viewBox: "0 0 240 100", width: 240, height: 100, role: "img",
    "aria-label": `${tr("Directions of")} ${legend.map(([, text]) => text).join(", ")}` },
  ...box, ...shown.map(([kind, , xy, most]) => arrow(kind, centre, scaled(xy, most))),
  ...legend.flatMap(([kind, text], i) => [
    svg("path", { class: `arrow ${kind}`, d: `M130 ${18 + 20 * i}h22` }),
    svg("text", { x: 160, y: 22 + 20 * i }, text)]));
}

function arrow(kind, [x, y], [toX, toY]) {
  const angle = Math.atan2(toY - y, toX - x);
  const head = [2.6, -2.6].map((turn) =>
    `L${(toX + 7 * Math.cos(angle + turn)).toFixed(1)} ${(toY + 7 * Math.sin(angle + turn)).toFixed(1)}`);
  const at = `${toX.toFixed(1)} ${toY.toFixed(1)}`;
  return svg("path", { class: `arrow ${kind}`,
    d: `M${x.toFixed(1)} ${y.toFixed(1)}L${at}${head[0]}M${at}${head[1]}` });
}

// -- contours ------------------------------------------------------------------------------

// Levels between the smallest and the largest loss, close where there is much of it.
function levelsOf(grid) {
  const all = grid.flat().filter(Number.isFinite).sort((a, b) => a - b);
  if (!all.length || all[0] === all[all.length - 1]) return [];
  const levels = Array.from({ length: SURFACE.levels }, (_, i) =>
    all[Math.floor(((i + 0.5) / SURFACE.levels) * (all.length - 1))]);
  return [...new Set(levels)];
}

// Where the losses of a grid cross a level: a piece in each cell, by marching squares.
function contourPath(grid, level, [xs, ys], frame) {
  const n = grid.length - 1;
  const at = ([low, high], i) => low + ((high - low) * i) / n;
  const pieces = [];
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const values = corners.map(([x, y]) => grid[y][x]);
      if (!values.every(Number.isFinite)) continue;
      const crossings = [];
      for (let i = 0; i < 4; i++) {
        const [a, b] = [values[i], values[(i + 1) % 4]];
        if ((a < level) === (b < level)) continue;
        const part = (level - a) / (b - a);
        const [from, to] = [corners[i], corners[(i + 1) % 4]];
        crossings.push([0, 1].map((axis) => from[axis] + part * (to[axis] - from[axis])));
      }
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        pieces.push([crossings[i], crossings[i + 1]].map(([x, y]) =>
          `${frame.x(at(xs, x)).toFixed(1)} ${frame.y(at(ys, y)).toFixed(1)}`).join("L"));
      }
    }
  }
  return pieces.map((piece) => `M${piece}`).join("");
}
