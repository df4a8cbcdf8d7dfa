// What is shown now, and what the keys and buttons change.
class Page {
  constructor(record) {
    this.graph = compile(record);
    this.at = 0;
    this.naive = false;
    this.asking = false;
    this.timer = null;
    this.selected = this.graph.root;
    this.sliders = new Sliders(this.graph, record.sliders, (moved) => this.recompute(moved));
    this.picture = new Picture(this.graph, (place) => this.choose(place),
      (edge) => this.goToEdge(edge));
    this.quiz = new Quiz(this.graph, () => this.show());
    this.training = new Training(this.graph, this.sliders, record.params ?? this.graph.leaves,
      () => this.afterStep());
    this.sliders.onRow = (place) => this.training.showLock(place);
    this.sliders.onReset = () => this.training.forget();
    for (const id of ["whatif", "views", "train"]) byId(id).hidden = this.sliders.active === null;
    this.facts = new Tabs(byId("facts"));
    this.views = new Tabs(byId("views"), () => this.result && this.show());
    this.fillSelect();
    this.connect();
    this.recompute();
    this.warnIfStale(Number(record.result));
    this.picture.fit();
  }

  // A slider that moves before the film has begun shows its end: there is more to see.
  recompute(moved = false) {
    this.result = run(this.graph, this.sliders.numbers);
    this.quiz.result = this.result;
    this.makeFilm();
    if (moved && this.at === 0) this.at = this.film.length - 1;
    if (byId("whole").open) this.showWhole();
    if (this.asking) this.quiz.ask(this.quiz.place);
    else this.show();
  }

  // A step shows the end of the film, and at first the strip of losses.
  afterStep() {
    if (this.training.stack.length && !this.stepped) this.views.select("loss");
    this.stepped = this.training.stack.length > 0;
    this.recompute();
    this.goTo(this.film.length - 1);
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
    const state = stateAt(this.graph, this.film, this.at, this.naive);
    this.picture.show(this.asking ? this.quizView() : this.filmView(state));
    document.body.dataset.mode = this.asking ? "quiz" : "film";
    byId("question").hidden = !this.asking;
    byId("compare").hidden = this.asking || !this.naive;
    if (this.asking) {
      this.picture.reveal([this.quiz.place]);
      return;
    }
    this.showStep(state.step);
    this.showPanels(state);
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
    const scrubber = byId("scrubber");
    scrubber.value = this.at;
    scrubber.setAttribute("aria-valuetext",
      `Step ${this.at} of ${this.film.length - 1}: ${sentence}`);
    for (const id of ["first", "back"]) byId(id).disabled = this.at === 0;
    for (const id of ["next", "last"]) byId(id).disabled = this.ended;
    const play = byId("play");
    play.querySelector("span").textContent = this.timer ? "Pause" : "Play";
    play.querySelector("path").setAttribute("d", this.timer ? "M8 5v14M16 5v14" : "M8 5l10 7-10 7z");
  }

  showPanels(state) {
    const passes = this.film.slice(0, this.at + 1).flatMap((step) => step.pass || []);
    byId("which").value = this.selected;
    this.training.show();
    this.sliders.show({ grad: state.grad, naive: this.naive, traces: this.training.traces(),
      settled: (place) => this.ended || state.final[place],
      standing: (place) => this.standing(state, place) });
    byId("ledger").replaceChildren(...nodePanel(this.graph, this.result, this.selected,
      { ...state, passes, naive: this.naive, standing: this.standing(state, this.selected) }));
    if (this.naive) byId("compare").replaceChildren(...comparison(this.graph, this.result));
  }

  // The end of the naive recursion: its wrong numbers beside the right ones.
  verdict() {
    const wrong = this.graph.nodes.filter(({ place }) => this.isWrong(place)).slice(0, 3);
    const { grad, naive } = this.result;
    return wrong.map(({ name, place }) => el("span", { className: "badge bad" },
      `\u2717 naive ${name}.grad = ${short(naive.grad[place])}, right ${short(grad[place])}`));
  }

  // How the gradient of a node stands at this step.
  standing({ final, grad }, place) {
    if (final[place]) return " \u2713 final";
    if (grad[place] === null) return "";
    if (!this.ended) return " so far";
    return this.isWrong(place) ? ` \u2717 right: ${short(this.result.grad[place])}` : "";
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

  quizView() {
    const { quiz, result } = this;
    return {
      blank: "?",
      selected: quiz.place,
      nodes: this.graph.nodes.map(({ place }) => ({
        data: result.data[place],
        grad: quiz.shows(place) ? result.grad[place] : null,
        state: place === quiz.place ? "target" : quiz.shows(place) ? "final" : "ready",
        final: false,
        mark: "",
      })),
      edges: this.graph.edges.map(({ place, parent }) => ({
        local: quiz.helper.checked || quiz.shows(parent) ? result.local[place] : null,
        state: parent === quiz.place ? "current" : "idle",
      })),
    };
  }

  // -- moving --------------------------------------------------------------------------

  goTo(at) {
    this.at = Math.min(Math.max(at, 0), this.film.length - 1);
    if (this.timer && this.ended) this.pause();
    const { node, pass } = this.film[this.at];
    if (node !== undefined) this.selected = node;
    this.show();
    if (node !== undefined) this.picture.reveal(pass ? [node, pass.child] : [node]);
  }

  goToEdge(edge) {
    if (this.asking) return;
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
    if (this.asking) this.quiz.ask(place);
    else this.show();
  }

  toggleNaive() {
    this.naive = !this.naive;
    byId("naive").setAttribute("aria-checked", String(this.naive));
    const { ended } = this;
    this.makeFilm();
    this.goTo(ended ? this.film.length - 1 : this.at);
  }

  toggleQuiz() {
    this.pause();
    this.asking = !this.asking;
    byId("quiz-switch").setAttribute("aria-pressed", String(this.asking));
    byId("watch").setAttribute("aria-pressed", String(!this.asking));
    if (!this.asking) return this.show();
    const sliders = this.sliders.active !== null;
    this.quiz.start(sliders ? () => this.shuffle() : null);
    return this.quiz.guess.focus();
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
    on("quiz-switch", "click", () => this.toggleQuiz());
    on("watch", "click", () => this.asking && this.toggleQuiz());
    on("which", "change", () => this.choose(Number(byId("which").value)));
    on("whole", "toggle", () => byId("whole").open && this.showWhole());
    on("zoom-in", "click", () => this.picture.zoomTo(this.picture.scale * 1.25));
    on("zoom-out", "click", () => this.picture.zoomTo(this.picture.scale * 0.8));
    on("zoom-fit", "click", () => this.picture.zoomTo(this.picture.whole()));
    on("theme", "click", () => setTheme(dark() ? "light" : "dark"));
    new ResizeObserver(() => this.picture.fit()).observe(byId("scroller"));
  }

  onKey(event) {
    const busy = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (busy || this.asking || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest("button, summary, a");
    const actions = {
      ArrowRight: () => this.goTo(this.at + 1),
      ArrowLeft: () => this.goTo(this.at - 1),
      Home: () => this.goTo(0),
      End: () => this.goTo(this.film.length - 1),
      s: () => this.training.steps(1),
      u: () => this.training.undo(),
      " ": onButton ? null : () => (this.timer ? this.pause() : this.play()),
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
    byId("stale").textContent = "The leaves have changed since this graph was computed: "
      + `it holds ${short(held)}, from the numbers of the leaves it is ${short(computed)}. `
      + "The page goes by the leaves.";
  }
}

// After a click the keys step on: what was clicked gives the focus back. Not where one
// types, and not where a key made the click.
function leaveByPointer({ detail, target }) {
  if (detail > 0 && target.closest("button, input[type=range], select, summary")) target.blur();
}

const dark = () => (document.documentElement.dataset.theme
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = dark() ? "Light" : "Dark";
}

// A live page begins anew with each new graph; what listens to the window stays.
let page = null;
function begin() {
  byId("theme").textContent = dark() ? "Light" : "Dark";
  document.documentElement.classList.add("live");
  page = new Page(JSON.parse(byId("record").textContent));
}

window.addEventListener("resize", () => page?.show());
document.addEventListener("click", leaveByPointer);
window.addEventListener("beforeprint", () => page?.beforePrint());
document.addEventListener("keydown", (event) => page?.onKey(event));
if (byId("record")) begin();
