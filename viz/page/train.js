// Take a step: gradient descent in the page. What is kept is a stack of numbers of the
// leaves; every loss and every step that is shown is computed again from it.
const FIRST_RATE = 0.1;
const MOST_STEPS = 2000;

class Training {
  // `numbers` is the present Map of leaves; `onStep` puts other numbers in its place.
  constructor(graph, sliders, movable, onStep) {
    Object.assign(this, { graph, sliders, onStep, rule: "SGD", rate: FIRST_RATE });
    this.first = [...movable];
    this.movable = new Set(movable);
    this.stack = [];
    this.states = new Map();
    this.kept = null;
    this.build();
  }

  build() {
    const button = (id, text, action, label) => el("button", { type: "button", id,
      onclick: action, "aria-label": label }, text);
    this.fault = el("p", { className: "bad", id: "rate-fault", role: "alert" });
    this.field = el("input", { type: "text", id: "rate", value: String(this.rate),
      autocomplete: "off", "aria-describedby": "rate-fault", onchange: () => this.typeRate() });
    this.choice = el("select", { id: "rule", "aria-label": tr("Rule"),
      onchange: () => this.changeRule(this.choice.value) },
    ...Object.keys(RULES).map((name) => el("option", { value: name }, name)));
    byId("train").replaceChildren(this.choice, el("label", { htmlFor: "rate" }, tr("rate")),
      this.field, button("one", tr("Step"), () => this.steps(1), tr("Take a step")),
      button("ten", `${TIMES}10`, () => this.steps(10), tr("Take 10 steps")),
      button("undo", tr("Undo"), () => this.undo(), tr("Undo a step")), this.fault);
    this.strip = el("div", {});
    this.keeping = button("keep", tr("Keep this run"), () => this.keep());
    byId("loss").replaceChildren(this.strip, el("div", { className: "row" }, this.keeping));
    for (const place of this.sliders.rows.keys()) this.showLock(place);
  }

  get present() {
    const { states, rule, rate } = this;
    return { numbers: this.sliders.numbers, states, rule, rate };
  }

  lossOf(numbers) {
    return evaluate(this.graph, numbers).data[this.graph.root];
  }

  // -- stepping --------------------------------------------------------------------------

  steps(count) {
    if (!this.typeRate()) return;
    if (!this.movable.size) return this.say(tr("Every padlock is closed: no leaf may move."), true);
    let told = "";
    for (let i = 0; i < count && !told; i++) told = this.step();
    this.onStep();
    this.say(told || this.summary(count), Boolean(told));
  }

  // One step; in words why it was not taken, or why no other should follow.
  step() {
    const { present } = this;
    const before = run(this.graph, present.numbers);
    const { after, moves } = stepOf(this.graph, present, this.movable);
    const { data } = evaluate(this.graph, after.numbers);
    const fault = this.faultOf(before, data, moves);
    if (fault) return fault;
    this.stack.push({ ...present, numbers: new Map(present.numbers), movable: new Set(this.movable) });
    if (this.stack.length > MOST_STEPS) this.stack.shift();
    this.states = after.states;
    this.sliders.put(after.numbers);
    return this.riseOf(before.data[this.graph.root], data[this.graph.root], moves);
  }

  faultOf(before, data, moves) {
    const { nodes } = this.graph;
    const bad = firstFault(this.graph, before.data);
    if (bad) return tr("No step: {0} is {1}.", this.madeBy(bad), full(before.data[bad.place]));
    const [place] = [...moves].find(([, { direction }]) => !Number.isFinite(direction)) ?? [];
    if (place !== undefined) {
      const edge = before.local.findIndex((slope) => !Number.isFinite(slope));
      const at = edge >= 0 ? nodes[this.graph.edges[edge].child] : nodes[this.graph.root];
      return tr("No step: the slope of {0} is {1}, by {2}.", nodes[place].name,
        full(before.grad[place]), this.madeBy(at));
    }
    const next = firstFault(this.graph, data);
    if (!next) return "";
    return tr("Stopped: the next step, of rate {0}, would make {1} = {2}.", short(this.rate),
      this.madeBy(next), full(data[next.place]));
  }

  madeBy(node) {
    return node.op ? `${madeOf(this.graph, node)} (${node.op})` : node.name;
  }

  riseOf(before, after, moves) {
    if (!(after > before)) return "";
    const [place, move] = [...moves].reduce((most, each) =>
      (Math.abs(each[1].slope) > Math.abs(most[1].slope) ? each : most));
    const name = this.graph.nodes[place].name;
    const told = [short(before), short(after), short(this.rate), short(move.slope), name];
    return this.rule === "SGD"
      ? tr("The loss rose from {0} to {1}: the rate {2} is too large for the slope {3} of {4}.", ...told)
      : tr("The loss rose from {0} to {1}: the rate {2} is too large for the slope {3} of {4}, or "
        + "{5} carried on too far.", ...told, this.rule);
  }

  summary(count) {
    const [first] = this.stack.slice(-count);
    const losses = [first.numbers, this.sliders.numbers].map((each) => short(this.lossOf(each)));
    return count === 1 ? tr("One step: the loss went from {0} to {1}.", ...losses)
      : tr("{0} steps: the loss went from {1} to {2}.", count, ...losses);
  }

  undo() {
    const before = this.stack.pop();
    if (!before) return;
    Object.assign(this, { states: before.states, rule: before.rule, rate: before.rate });
    this.choice.value = this.rule;
    this.field.value = String(this.rate);
    this.sliders.put(before.numbers);
    this.onStep();
    this.say(tr("Undone: the loss is {0} again.", short(this.lossOf(before.numbers))));
  }

  // The leaves begin anew, and so does the run.
  forget() {
    this.stack = [];
    this.states = new Map();
    this.say("");
  }

  // -- settings --------------------------------------------------------------------------

  typeRate() {
    const { value, fault } = readNumber(this.field.value);
    const wrong = fault ?? (value > 0 && Number.isFinite(value) ? "" : tr("The rate is a number above 0."));
    this.field.setAttribute("aria-invalid", String(Boolean(wrong)));
    this.fault.textContent = wrong;
    if (!wrong) this.rate = value;
    return !wrong;
  }

  // Another rule knows nothing of the steps before it.
  changeRule(rule) {
    this.rule = this.choice.value = rule;
    this.states = new Map();
  }

  // From elsewhere: what is no rate, rule or leaf leaves all as it is.
  set({ rate, rule, movable }) {
    this.field.value = rate ?? String(FIRST_RATE);
    if (!this.typeRate()) this.field.value = String(this.rate);
    this.typeRate();
    this.changeRule(Object.hasOwn(RULES, rule) ? rule : "SGD");
    this.movable = new Set(movable.filter((place) => this.graph.leaves.includes(place)));
    for (const place of this.sliders.rows.keys()) this.showLock(place);
  }

  toggle(place) {
    if (!this.movable.delete(place)) this.movable.add(place);
    this.showLock(place);
    this.onStep(false);
  }

  showLock(place) {
    const { lock } = this.sliders.rows.get(place);
    const open = this.movable.has(place);
    const { name } = this.graph.nodes[place];
    lock.onclick = () => this.toggle(place);
    lock.setAttribute("aria-checked", String(open));
    lock.title = open ? tr("Step moves {0}", name) : tr("Step leaves {0} as it is", name);
    lock.querySelector("path").setAttribute("d",
      open ? "M6 11h12v9H6zM8 11V7a4 4 0 0 1 7.5-2" : "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3");
  }

  keep() {
    this.kept = this.kept ? null : [...this.stack.map(({ numbers }) => numbers),
      new Map(this.sliders.numbers)];
    this.keeping.textContent = tr(this.kept ? "Drop the kept run" : "Keep this run");
    this.onStep();
  }

  // -- showing ---------------------------------------------------------------------------

  say(text, bad = false) {
    byId("train-told").textContent = text;
    byId("train-told").className = bad ? "bad" : "faint";
  }

  show() {
    byId("undo").disabled = !this.stack.length;
    this.showMoves();
    if (!byId("loss").hidden) this.showStrip();
  }

  // In the row of each leaf: old -> new, and the sum that made it, as long as it holds.
  showMoves() {
    const last = this.stack[this.stack.length - 1];
    const moves = last ? stepOf(this.graph, last, last.movable).moves : new Map();
    for (const [place, row] of this.sliders.rows) {
      const move = moves.get(place);
      const holds = move && Object.is(move.to, this.sliders.numbers.get(place));
      row.sum.replaceChildren(...(holds ? this.sumOf(last, move) : []));
    }
  }

  sumOf({ rule, rate }, { from, to, direction }) {
    return [num(from), ` \u2192 `, num(to, "data"), " = ", num(from), ` ${MINUS} ${short(rate)} `,
      `${TIMES} `, num(direction, rule === "SGD" ? "grad" : "")];
  }

  showStrip() {
    const lossesOf = (maps) => maps.map((numbers) => this.lossOf(numbers));
    const now = lossesOf([...this.stack.map(({ numbers }) => numbers), this.sliders.numbers]);
    const twin = this.kept && lossesOf(this.kept);
    this.strip.replaceChildren(...lossDiagram(now, twin));
  }

  // Where the run was before its last step, for the curve; and the end of the kept run.
  traces() {
    const last = this.stack[this.stack.length - 1];
    const numbers = this.sliders.numbers;
    const ghost = last && [...this.movable].some((place) =>
      !Object.is(last.numbers.get(place), numbers.get(place))) ? last.numbers : null;
    return { ghost, twin: this.kept ? this.kept[this.kept.length - 1] : null };
  }
}

// The losses of a run by step, the last one marked; in grey those of a kept run.
function lossDiagram(losses, twin) {
  const pairs = (ys) => ys.map((y, step) => [step, y]).filter(([, y]) => Number.isFinite(y));
  const [now, kept] = [pairs(losses), pairs(twin ?? [])];
  const all = [...now, ...kept].map(([, y]) => y);
  const told = (text) => el("p", { className: "faint" }, text);
  if (!all.length) return [told(tr("No loss is finite."))];
  const last = Math.max(losses.length, (twin ?? []).length) - 1;
  const frame = new Frame([0, Math.max(last, 1)], [Math.min(...all), Math.max(...all)],
    { width: widthIn(byId("loss")), height: CURVE.height - 24, whole: true });
  const text = losses.length > 1
    ? tr("Step {0}: {1} \u2192 {2}.", losses.length - 1, short(losses[0]), short(losses[losses.length - 1]))
    : tr("Loss {0}; press Step.", short(losses[0]));
  const few = (points) => (points.length <= 40 ? points : []);
  return [
    frame.picture({ class: "curve", "aria-label": `${tr("Losses of the run")}: ${losses.map((x) => short(x)).slice(-20).join(", ")}` }, [
      frame.line("twin", kept), ...few(kept).map(([x, y]) => frame.dot(x, y, { class: "twin", r: 3 })),
      frame.line("path", now), ...few(now).map(([x, y]) => frame.dot(x, y, { class: "past", r: 3 })),
      ...now.slice(-1).map(([x, y]) => frame.dot(x, y)),
    ]),
    told(twin ? [text, tr("Kept run, grey: {0} after {1}.", short(twin[twin.length - 1]),
      plural(twin.length - 1, "step"))].join(" ") : text),
  ];
}
