// The modes by the buttons that choose them.
const MODES = { watch: "watch", "quiz-switch": "predict", "do-switch": "do" };

// What is shown now, and what the keys and buttons change.
class Page {
  constructor(record) {
    this.graph = compile(record);
    this.at = 0;
    this.naive = false;
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
    this.fillSelect();
    this.connect();
    this.recompute();
    this.warnIfStale(Number(record.result));
    this.picture.fit();
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

  // A step shows the end of the film, and at first the strip of losses.
  afterStep() {
    if (this.training.stack.length && !this.stepped) this.views.select("loss");
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

  makeFilm() {
    const passes = this.naive ? this.result.naive.passes : this.result.passes;
    this.film = filmOf(this.graph, passes);
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
    byId("compare").hidden = this.asking || !this.naive;
    if (this.asking) {
      this.showAsked(this.mode === "do" ? this.doing.state() : this.predict.state());
      return;
    }
    const state = stateAt(this.graph, this.film, this.at, this.naive);
    this.picture.show(this.filmView(state));
    this.showStep(state.step);
    this.showPanels(state, this.film.slice(0, this.at + 1).flatMap((step) => step.pass || []));
  }

  // What a question lets see: the numbers that are known without its answer.
  showAsked(state) {
    if (this.mode === "predict") this.at = this.predict.at ?? this.at;
    if (state.shown.length) [this.selected] = state.shown;
    this.picture.show(this.askedView(state));
    this.picture.reveal(state.shown);
    this.showBar(this.asker.title.textContent);
    const passed = this.result.passes.filter(({ edge }) => state.passed[edge]);
    this.showPanels({ ...state, known: this.graph.nodes.map(() => true) }, passed);
  }

  showStep(step) {
    const { title, rows, sentence, plain } =
      describeStep(this.graph, this.result, step, this.naive);
    if (this.naive && this.ended) rows.push(this.verdict());
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
    for (const id of ["play", "speed", "naive"]) byId(id).disabled = this.asking;
    scrubber.disabled = still;
    const play = byId("play");
    play.querySelector("span").textContent = tr(this.timer ? "Pause" : "Play");
    play.querySelector("path").setAttribute("d", this.timer ? "M8 5v14M16 5v14" : "M8 5l10 7-10 7z");
  }

  showPanels(state, passes) {
    this.code.show(this.asking ? state.pass && { kind: "pass", pass: state.pass } : state.step,
      this.selected, { naive: this.naive, hidden: this.asking && !this.asker.revealed });
    this.health.show(this.result, this.asking ? state.grad : this.result.grad,
      this.facts.selected === "health");
    byId("which").value = this.selected;
    this.training.show();
    this.surface.show(this.views.selected === "surface", this.asking);
    const ended = this.ended && !this.asking;
    this.sliders.show({ grad: state.grad, naive: this.naive, secret: this.asking,
      traces: this.training.traces(),
      settled: (place) => ended || state.final[place],
      standing: (place) => this.standing(state, place, true) });
    byId("ledger").replaceChildren(...nodePanel(this.graph, this.result, this.selected,
      { ...state, passes, naive: this.naive, standing: this.standing(state, this.selected) }));
    if (this.naive) byId("compare").replaceChildren(...comparison(this.graph, this.result));
  }

  // The end of the naive recursion: its wrong numbers beside the right ones.
  verdict() {
    const wrong = this.graph.nodes.filter(({ place }) => this.isWrong(place)).slice(0, 3);
    const { grad, naive } = this.result;
    return wrong.map(({ name, place }) => el("span", { className: "badge bad" },
      "\u2717 " + tr("naive {0}.grad = {1}, right {2}", name, short(naive.grad[place]),
        short(grad[place]))));
  }

  // How the gradient of a node stands at this step.
  standing({ final, grad }, place, brief = false) {
    if (final[place]) return brief ? " \u2713" : ` \u2713 ${tr("final")}`;
    if (grad[place] === null) return "";
    if (!this.ended || this.asking) return ` ${tr("so far")}`;
    return this.isWrong(place) ? ` \u2717 ${tr("right: {0}", short(this.result.grad[place]))}` : "";
  }

  showWhole() {
    byId("whole").lastElementChild.replaceChildren(wholeLedger(this.graph, this.result));
  }

  filmView({ known, grad, final, passed, step }) {
    const wrong = (place) => this.ended && this.isWrong(place);
    const state = (place) => {
      if (step.kind !== "start" && place === step.node) return "target";
      if (step.kind === "pass" && place === step.pass.child) return "source";
      if (wrong(place)) return "wrong";
      if (final[place]) return "final";
      return grad[place] !== null ? "partial" : known[place] ? "ready" : "idle";
    };
    return {
      blank: DASH,
      selected: this.selected,
      nodes: this.graph.nodes.map(({ place }) => ({
        data: known[place] ? this.result.data[place] : null,
        grad: grad[place],
        state: state(place),
        final: final[place],
        mark: wrong(place) ? "\u2717" : final[place] ? "\u2713" : "",
      })),
      edges: this.graph.edges.map(({ place, child }) => ({
        local: known[child] ? this.result.local[place] : null,
        state: step.kind === "pass" && step.pass.edge === place ? "current"
          : step.kind === "forward" && step.node === child ? "forward"
            : passed[place] ? "passed" : "idle",
      })),
    };
  }

  // Whether the naive recursion ends with another gradient than the right one.
  isWrong(place) {
    return this.naive
      && !near(this.result.naive.grad[place], this.result.grad[place], 1e-12);
  }

  // `{ grad, final, passed, pass, locals }` of a question: `pass` is what it is about.
  askedView({ grad, final, passed, pass, place, locals }) {
    const state = (at) => {
      if (at === place || at === pass?.parent) return "target";
      if (at === pass?.child) return "source";
      return final[at] ? "final" : grad[at] !== null ? "partial" : "ready";
    };
    return {
      blank: "?",
      selected: this.selected,
      nodes: this.graph.nodes.map(({ place: at }) => ({ data: this.result.data[at],
        grad: grad[at], state: state(at), final: final[at], mark: final[at] ? "\u2713" : "" })),
      edges: this.graph.edges.map(({ place: at, parent }) => ({
        local: locals || passed[at] ? this.result.local[at] : null,
        state: pass?.edge === at || (place !== undefined && parent === place) ? "current"
          : passed[at] ? "passed" : "idle",
      })),
    };
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
    if (node !== undefined) this.picture.reveal(pass ? [node, pass.child] : [node]);
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

  toggleNaive() {
    this.naive = !this.naive;
    byId("naive").setAttribute("aria-checked", String(this.naive));
    const { ended } = this;
    this.makeFilm();
    this.goTo(ended ? this.film.length - 1 : this.at);
  }

  askFor(place) {
    this.setMode("predict");
    this.choose(place);
  }

  setMode(mode) {
    this.pause();
    if (mode !== "watch" && this.naive) this.toggleNaive();
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

  // -- connecting ----------------------------------------------------------------------

  fillSelect() {
    const options = this.graph.nodes.map(({ name, place }) =>
      el("option", { value: place }, name));
    byId("which").append(...options.reverse());
  }

  connect() {
    const on = (id, event, action) => byId(id).addEventListener(event, action);
    on("first", "click", () => this.goTo(0));
    on("back", "click", () => this.goTo(this.at - 1));
    on("next", "click", () => this.goTo(this.at + 1));
    on("last", "click", () => this.goTo(this.film.length - 1));
    on("play", "click", () => (this.timer ? this.pause() : this.play()));
    on("scrubber", "input", () => this.goTo(Number(byId("scrubber").value)));
    on("speed", "change", () => {
      if (this.timer) { this.pause(); this.play(); }
    });
    on("naive", "click", () => this.toggleNaive());
    for (const [id, mode] of Object.entries(MODES)) on(id, "click", () => this.setMode(mode));
    on("which", "change", () => this.choose(Number(byId("which").value)));
    on("whole", "toggle", () => byId("whole").open && this.showWhole());
    on("zoom-in", "click", () => this.picture.zoomTo(this.picture.scale * 1.25));
    on("zoom-out", "click", () => this.picture.zoomTo(this.picture.scale * 0.8));
    on("zoom-fit", "click", () => this.picture.zoomTo(this.picture.whole()));
    on("share", "click", () => copyText(this.link.address, tr("Link")));
    on("python", "click", () =>
      copyText(pythonOf(this.graph, this.sliders.numbers), "Python"));
    on("present", "click", () => present());
    on("theme", "click", () => setTheme(dark() ? "light" : "dark"));
    // A page that another has replaced no longer fits anything.
    new ResizeObserver(() => page === this && this.picture.fit()).observe(byId("scroller"));
  }

  onKey(event) {
    const busy = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (busy || this.mode === "do" || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest("button, summary, a");
    const actions = {
      ArrowRight: () => this.goTo(this.at + 1),
      ArrowLeft: () => this.goTo(this.at - 1),
      Home: () => this.goTo(0),
      End: () => this.goTo(this.film.length - 1),
      s: () => this.training.steps(1),
      u: () => this.training.undo(),
      "?": () => present(),
      " ": onButton || this.asking ? null : () => (this.timer ? this.pause() : this.play()),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
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

// After a click the keys step on: what was clicked gives the focus back. Not where one
// types, and not where a key made the click.
function leaveByPointer({ detail, target }) {
  if (!detail || !target.closest("button, input[type=range], select, summary")) return;
  target.blur();
  page?.asker?.guess.focus();
}

const dark = () => (document.documentElement.dataset.theme
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = tr(dark() ? "Light" : "Dark");
}

// For a lecture: larger letters, no notes.
function present() {
  const on = document.documentElement.classList.toggle("presenting");
  byId("present").setAttribute("aria-pressed", String(on));
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
document.addEventListener("click", leaveByPointer);
window.addEventListener("hashchange", () => page?.link.read());
document.addEventListener("shown", () => page?.link?.write());
window.addEventListener("beforeprint", () => page?.beforePrint());
document.addEventListener("keydown", (event) => page?.onKey(event));
if (byId("record")) begin();
