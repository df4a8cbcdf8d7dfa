// What is shown now, and what the keys and buttons change.
class Page {
  constructor(record) {
    this.graph = compile(record);
    this.at = 0;
    this.naive = false;
    this.leaf = null;
    this.mode = "watch";
    this.timer = null;
    this.selected = this.graph.root;
    this.sliders = new Sliders(this.graph, record.sliders, (moved) => this.recompute(moved));
    this.picture = new Picture(this.graph, (place) => this.choose(place),
      (edge) => this.goToEdge(edge));
    const asked = { onChange: () => this.show(), onShuffle: () => this.shuffle() };
    this.predict = new Predict(this.graph, { ...asked, onStep: (at) => this.goTo(at) });
    this.doing = new Doing(this.graph, asked);
    this.training = new Training(this.graph, this.sliders, record.params ?? this.graph.leaves,
      (stepped = true) => (stepped ? this.afterStep() : this.show()));
    this.sliders.onRow = (place) => this.training.showLock(place);
    this.sliders.onReset = () => this.training.forget();
    for (const id of ["whatif", "views", "train"]) byId(id).hidden = this.sliders.active === null;
    this.health = new Health(this.graph, record.layers, this.picture);
    this.health.onChange = () => this.show();
    this.code = new Code(this.graph, record.code, this.picture, (place) => this.choose(place));
    this.surface = new Surface(this.graph, this.sliders, this.training, record.surface,
      () => this.recompute(true));
    this.facts = new Tabs(byId("facts"), () => this.result && this.show());
    this.views = new Tabs(byId("views"), () => this.result && this.show());
    fillSelects(this);
    connect(this);
    this.recompute();
    this.warnIfStale(Number(record.result));
    this.picture.fit();
    // A page that another has replaced no longer fits anything.
    new ResizeObserver(() => page === this && this.picture.fit()).observe(byId("scroller"));
    this.story = new Story(this, record.story ?? []);
    this.link = new Link(this);
  }

  // A slider that moves before the film has begun shows its end: there is more to see.
  recompute(moved = false) {
    this.result = run(this.graph, this.sliders.numbers);
    this.makeFilm();
    if (moved && this.at === 0) this.at = this.film.length - 1;
    if (byId("whole").open) this.showWhole();
    if (this.asking) this.askAnew();
    else this.show();
  }

  // A step shows the end of the film, and at first, in place of the curve, the strip of
  // losses. Points and surface show by themselves what a step does.
  afterStep() {
    const first = this.training.stack.length && !this.stepped;
    if (first && this.views.selected === "curve") this.views.select("loss");
    this.stepped = this.training.stack.length > 0;
    this.recompute();
    if (!this.asking) this.goTo(this.film.length - 1);
  }

  get asking() {
    return this.mode !== "watch";
  }

  // The form of the questions that are asked, if any are.
  get asker() {
    return { do: this.doing, predict: this.predict }[this.mode]?.asker;
  }

  // The questions of these numbers.
  askAnew() {
    if (this.mode === "do") this.doing.start(this.result);
    else this.predict.start(this.result, this.film);
  }

  get ended() {
    return this.at === this.film.length - 1;
  }

  // The walk that the film shows: forward mode from `leaf`, the naive recursion, or
  // reverse mode.
  makeFilm() {
    const { graph, result, naive, leaf } = this;
    this.walk = leaf !== null ? forwardMode(graph, result.local, leaf)
      : naive ? result.naive : result;
    this.film = filmOf(graph, this.walk.passes, leaf);
    this.at = Math.min(this.at, this.film.length - 1);
    byId("scrubber").max = this.film.length - 1;
  }

  // -- showing -------------------------------------------------------------------------

  show() {
    this.fill();
    document.dispatchEvent(new Event("shown"));
  }

  fill() {
    document.body.dataset.mode = this.mode;
    byId("question").hidden = !this.asking;
    byId("step").hidden = byId("whole").hidden = this.asking;
    byId("compare").hidden = this.asking || (!this.naive && this.leaf === null);
    byId("below").textContent = this.leaf === null ? tr("below it: gradient of the result")
      : tr("below it: derivative by {0}", this.graph.nodes[this.leaf].name);
    if (this.asking) {
      this.showAsked(this.mode === "do" ? this.doing.state() : this.predict.state());
      return;
    }
    const state = stateAt(this.graph, this.film, this.at, this);
    this.picture.show(filmView(this, state));
    this.showStep(state.step);
    this.showPanels(state, this.film.slice(0, this.at + 1).flatMap((step) => step.pass || []));
  }

  // What a question lets see: the numbers that are known without its answer.
  showAsked(state) {
    if (this.mode === "predict") this.at = this.predict.at ?? this.at;
    if (state.shown.length) [this.selected] = state.shown;
    this.picture.show(askedView(this, state));
    this.picture.reveal(state.shown);
    this.showBar(this.asker.title.textContent);
    const passed = this.result.passes.filter(({ edge }) => state.passed[edge]);
    this.showPanels({ ...state, known: this.graph.nodes.map(() => true) }, passed);
  }

  showStep(step) {
    const { title, rows, sentence, plain } = describeStep(this.graph, this.result, step, this);
    if (this.naive && this.ended) rows.push(verdict(this));
    if (this.leaf !== null && this.ended) rows.push(forwardVerdict(this.graph, this.result));
    byId("step-title").textContent = title;
    byId("equation").className = step.kind === "pass" ? "pass" : "";
    byId("equation").replaceChildren(...rows.map((row) =>
      el("div", { className: "equation" }, ...row)));
    const numbers = [...document.querySelectorAll("#equation .num")];
    byId("equation").classList.toggle("long",
      numbers.some((each) => each.textContent.length > SHORT_NUMBER));
    byId("sentence").textContent = sentence;
    byId("sentence").classList.toggle("hidden", Boolean(plain));
    this.showBar(sentence);
  }

  // The bar steps from question to question, too; what is done by hand has no film.
  showBar(sentence) {
    const still = this.mode === "do";
    const scrubber = byId("scrubber");
    scrubber.value = this.at;
    scrubber.setAttribute("aria-valuetext",
      `${tr("Step {0} of {1}", this.at, this.film.length - 1)}: ${sentence}`);
    for (const id of ["first", "back"]) byId(id).disabled = still || this.at === 0;
    for (const id of ["next", "last"]) byId(id).disabled = still || this.ended;
    for (const id of ["play", "speed", "naive", "forward"]) byId(id).disabled = this.asking;
    scrubber.disabled = still;
    const play = byId("play");
    play.querySelector("span").textContent = tr(this.timer ? "Pause" : "Play");
    play.querySelector("path").setAttribute("d", this.timer ? "M8 5v14M16 5v14" : "M8 5l10 7-10 7z");
  }

  showPanels(state, passes) {
    this.code.show(this.asking ? state.pass && { kind: "pass", pass: state.pass } : state.step,
      this.selected, { naive: this.naive, leaf: this.leaf, hidden: this.asking && !this.asker.revealed });
    this.health.show(this.result, this.asking ? state.grad : this.result.grad,
      this.facts.selected === "health");
    byId("which").value = this.selected;
    this.training.show();
    this.surface.show(this.views.selected === "surface", this.asking);
    const ended = this.ended && !this.asking;
    const slopes = this.slopesOf(state);
    this.sliders.show({ grad: slopes.grad, by: this.method, secret: this.asking,
      traces: this.training.traces(),
      settled: (place) => ended || slopes.final[place],
      standing: (place) => standingOf(this, slopes, place, true) });
    byId("ledger").replaceChildren(...nodePanel(this.graph, this.result, this.selected,
      { ...state, passes, naive: this.naive, leaf: this.leaf, reached: this.walk.reached,
        standing: standingOf(this, state, this.selected) }));
    if (this.naive) byId("compare").replaceChildren(...comparison(this.graph, this.result));
    if (this.leaf !== null) byId("compare").replaceChildren(...bothModes(this.graph, this.result, this.leaf));
  }

  // What is known of the result's slopes: in forward mode that of one leaf, at the result.
  slopesOf(state) {
    if (this.leaf === null) return state;
    const { root } = this.graph;
    const only = (numbers, none) => numbers.map((_, place) => (place === this.leaf ? numbers[root] : none));
    return { grad: only(state.grad, null), final: only(state.final, false) };
  }

  get method() {
    if (this.leaf !== null) return tr("forward mode");
    return this.naive ? tr("the naive recursion") : tr("backpropagation");
  }

  showWhole() {
    byId("whole").lastElementChild.replaceChildren(wholeLedger(this.graph, this.result));
  }

  // -- moving --------------------------------------------------------------------------

  goTo(at) {
    if (this.mode === "do") return;
    if (this.mode === "predict") {
      this.predict.askStep(at);
      this.selected = this.predict.selected;
      this.show();
      return;
    }
    this.at = Math.min(Math.max(at, 0), this.film.length - 1);
    if (this.timer && this.ended) this.pause();
    const { node, pass } = this.film[this.at];
    if (node !== undefined) this.selected = node;
    this.show();
    if (node !== undefined) this.picture.reveal(pass ? [node, pass.from] : [node]);
  }

  goToEdge(edge) {
    if (this.mode === "do") {
      this.doing.choose(edge);
      return;
    }
    const at = this.film.findIndex((step) => step.kind === "pass" && step.pass.edge === edge);
    if (at >= 0) this.goTo(at);
  }

  play() {
    if (this.ended) this.at = 0;
    this.timer = setInterval(() => this.goTo(this.at + 1), Number(byId("speed").value));
    this.goTo(this.at + 1);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.show();
  }

  choose(place) {
    this.selected = place;
    if (this.mode === "predict") this.predict.askNode(place);
    else this.show();
  }

  // Show the naive recursion, or forward mode from a leaf, or neither.
  walkBy({ naive = false, leaf = null }) {
    const { ended } = this;
    Object.assign(this, { naive, leaf });
    byId("naive").setAttribute("aria-checked", String(naive));
    byId("forward").value = leaf ?? "";
    if (this.sliders.ranges.has(leaf)) this.sliders.active = leaf;
    this.makeFilm();
    this.goTo(ended ? this.film.length - 1 : this.at);
  }

  askFor(place) {
    this.setMode("predict");
    this.choose(place);
  }

  setMode(mode) {
    this.pause();
    if (mode !== "watch" && this.walk !== this.result) this.walkBy({});
    this.mode = mode;
    for (const [id, each] of Object.entries(MODES)) {
      byId(id).setAttribute("aria-pressed", String(mode === each));
    }
    if (!this.asking) return this.show();
    const quiz = mode === "do" ? this.doing : this.predict;
    quiz.asker.enter(this.sliders.active !== null);
    if (quiz.result === this.result) quiz.asker.redraw();
    else this.askAnew();
    return quiz.asker.guess.focus();
  }

  // New numbers for the quiz, within the domain of every op if that can be had.
  shuffle() {
    for (let tries = 0; tries < 100; tries++) {
      this.sliders.shuffle();
      const { data, grad } = this.result;
      if ([...data, ...grad].every(Number.isFinite)) return;
    }
  }

  // Paper has room for everything, except for the answers of a quiz.
  beforePrint() {
    if (!this.asking) byId("whole").open = true;
    if (!this.asking) this.showWhole();
  }

  warnIfStale(held) {
    const computed = this.result.data[this.graph.root];
    byId("stale").hidden = near(computed, held, 1e-9);
    if (byId("stale").hidden) return;
    byId("stale").textContent = tr("The leaves have changed since this graph was computed: it holds "
      + "{0}, from the numbers of the leaves it is {1}. The page goes by the leaves.",
    short(held), short(computed));
  }
}

// A live page begins anew with each new graph; what listens to the window stays.
let page = null;
function begin() {
  const record = JSON.parse(byId("record").textContent);
  TEXTS = record.texts ?? {};
  byId("theme").textContent = tr(dark() ? "Light" : "Dark");
  document.documentElement.classList.add("live");
  page = new Page(record);
  document.dispatchEvent(new Event("begun"));
}

window.addEventListener("resize", () => page?.show());
document.addEventListener("click", (event) => leaveByPointer(page, event));
window.addEventListener("hashchange", () => page?.link.read());
document.addEventListener("shown", () => page?.link?.write());
window.addEventListener("beforeprint", () => page?.beforePrint());
document.addEventListener("keydown", (event) => page && onKey(page, event));
if (byId("record")) begin();
