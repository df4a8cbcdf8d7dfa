// Beside the prompt: the page follows the Python that serves it.
const RETRY = 2000;
const SHOWN = 1300;
const MOVES = 60;

class Live {
  constructor() {
    this.window = crypto.randomUUID();
    this.state = null;
    this.known = null;
    this.work = Promise.resolve();
    this.moves = null;
    this.line = null;
    byId("send").addEventListener("click", () => this.send());
    byId("watched").addEventListener("change", () =>
      this.post("watch", { name: byId("watched").value || null }));
    document.addEventListener("shown", () => this.onShown());
    document.addEventListener("points", async ({ detail: { action, content } }) => {
      const { fault } = await this.post(action, content);
      if (fault) this.say(fault);
    });
    document.addEventListener("pointerover", (event) => this.onPoint(event));
    this.listen();
  }

  // -- the line to Python ----------------------------------------------------------------

  listen() {
    const source = new EventSource("events");
    source.addEventListener("open", () => this.link("here", tr("connected")));
    source.addEventListener("state", (event) => {
      this.state = JSON.parse(event.data);
      this.work = this.work.then(() => this.follow());
    });
    source.addEventListener("moved", (event) => this.onMoved(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      this.link("gone", tr("Python is gone: numbers stay"));
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), RETRY);
    });
  }

  link(state, text) {
    const link = byId("link");
    if (link.dataset.state === state) return;
    link.dataset.state = state;
    link.textContent = text;
    if (state === "gone") this.say(`${text}.`);
    byId("send").disabled = state !== "here" || !this.moved().length;
  }

  async post(action, content) {
    try {
      const answer = await fetch(action, { method: "POST",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify(content) });
      return await answer.json();
    } catch {
      return { fault: tr("Python does not answer.") };
    }
  }

  say(text) {
    byId("told").textContent = text;
  }

  // -- what Python says -------------------------------------------------------------------

  async follow() {
    const { state } = this;
    if (state === this.known) return;
    const before = page && this.numbersByKey();
    const had = this.known;
    try {
      if (state.shape !== this.shape()) await this.replace();
    } catch {
      return; // Python has gone meanwhile; it will say all again
    }
    this.known = state;
    this.fill(state);
    if (!page) this.say("");
    if (!page || state.shape !== this.shape()) return;
    const isNew = !had || had.shape !== state.shape;
    const numbers = state.numbers.map(([place, x]) => [place, Number(x)]);
    if (state.points && points) this.followPoints(state.points);
    if (isNew || differs(numbers, page.sliders.start) || had.held !== state.held
      || had.backward !== state.backward || String(had.grads) !== String(state.grads)) {
      if (differs(numbers, page.sliders.start)) page.training.forget();
      page.sliders.take(numbers);
      // The loss of an example is always computed anew from its leaves.
      if (state.points) byId("stale").hidden = true;
      else page.warnIfStale(Number(state.held));
      if (!page.asking) page.goTo(state.backward || state.points ? page.film.length - 1 : this.forwardEnd());
      this.tell(had, before);
    }
  }

  followPoints(state) {
    const now = JSON.stringify(state);
    if (now === this.points) return;
    this.points = now;
    points.take(state);
    points.draw();
  }

  shape() {
    return document.body.dataset.shape || (page ? this.record().shape : "");
  }

  record() {
    return page.graph.live;
  }

  forwardEnd() {
    return page.film.findLastIndex((step) => step.kind === "forward" || step.kind === "start");
  }

  // Another graph: the body of the page as Python has it now. The panel stays.
  async replace() {
    const text = await (await fetch("./")).text();
    // This document has its style, and its policy knows of no other: only the widths at
    // its beginning are the graph's own.
    const [bare, style] = [text.replace(/<style>[^]*?<\/style>/, ""),
      /<style>:root\{([^}]*)\}/.exec(text)];
    const doc = new DOMParser().parseFromString(bare, "text/html");
    const panel = byId("beside");
    const focus = document.activeElement?.id;
    if (page?.timer) page.pause();
    const parts = [...doc.body.children].filter((each) => each.tagName !== "SCRIPT" || each.id);
    document.body.replaceChildren(...parts.map((each) => (each.id === "beside" ? panel : each)));
    document.title = doc.title;
    page = null;
    if (byId("record")) {
      for (const [, name, width] of (style?.[1] || "").matchAll(/(--[a-z-]+):(\d+px)/g)) {
        document.documentElement.style.setProperty(name, width);
      }
      begin();
    }
    document.body.dataset.shape = this.state.shape;
    if (focus) byId(focus)?.focus();
  }

  numbersByKey() {
    const { keys } = this.record();
    return new Map(keys.map((key, place) => [key,
      { data: page.result.data[place], grad: page.ended ? page.result.grad[place] : null }]));
  }

  // Glow, and one sentence of what happened.
  tell(had, before) {
    const { keys } = this.record();
    const { data, grad } = page.result;
    const arrived = [];
    const changed = [];
    keys.forEach((key, place) => {
      const old = before?.get(key);
      if (!old) arrived.push(place);
      else if (!Object.is(old.data, data[place])
        || (page.ended && !Object.is(old.grad, grad[place]))) changed.push([place, old]);
    });
    if (before) this.mark(arrived, "new");
    this.mark(changed.map(([place]) => place), "changed");
    if (!had) return;
    const { nodes, root } = page.graph;
    const name = (place) => nodes[place].name;
    const told = [];
    // While training goes on the numbers change too fast to be told.
    if (JSON.stringify(had.training) !== JSON.stringify(this.known.training)) return;
    if (arrived.length && before) {
      told.push(tr("{0} has {1}: {2}.", nodes[root].name, plural(arrived.length, "new node"),
        arrived.slice(0, 6).map(name).join(", ")));
    }
    const moved = changed.filter(([place, old]) => !Object.is(old.data, data[place]));
    const [leaves, results] = [moved.filter(([place]) => !nodes[place].op),
      moved.filter(([place]) => place === root)];
    for (const [place, old] of [...leaves.slice(0, 4), ...results]) {
      told.push(tr("{0} was {1}, is {2}.", name(place), short(old.data), short(data[place])));
    }
    if (this.known.backward && !had.backward) told.push(tr("backward() has run: gradients are known."));
    this.say([...told, ...this.accumulated()].join(" "));
  }

  // Leaves that hold another gradient than this graph gives them.
  accumulated() {
    if (!page.ended || this.known.points || !byId("stale").hidden) return [];
    const wrong = this.known.grads.map(([place, x]) => [place, Number(x)])
      .filter(([place, x]) => !near(x, page.result.grad[place], 1e-9));
    if (!wrong.length) return [];
    const [place, x] = wrong[0];
    const right = page.result.grad[place];
    const ratio = timesAsMuch(x, right);
    const by = ratio > 1 ? tr(", {0} times as much: backward() adds up, "
      + "so set gradients to 0 between two calls", ratio) : "";
    return [tr("{0}.grad holds {1} in Python, {2} here is {3}{4}.", page.graph.nodes[place].name,
      short(x), derivative(page.graph, place), short(right), by)];
  }

  mark(places, kind) {
    for (const place of places) page.picture.cards[place]?.group.classList.add(kind);
    setTimeout(() => {
      for (const each of document.querySelectorAll(`#graph > .${kind}`)) {
        each.classList.remove(kind);
      }
    }, SHOWN);
  }

  // -- the panel --------------------------------------------------------------------------

  fill({ name, names, watched, lines, training, held, points: examples }) {
    const option = (value, text) => el("option", { value, selected: value === (watched || "") }, text);
    byId("watched").replaceChildren(option("", tr("the last result")),
      ...names.map((each) => option(each, each)));
    byId("held").replaceChildren(...(held === undefined || examples ? []
      : [named(name), " = ", num(Number(held), "data")]));
    byId("watched").parentElement.hidden = Boolean(examples);
    byId("typed").parentElement.hidden = !lines.length;
    byId("typed").replaceChildren(...lines.map(([code, keys]) => this.typed(code, keys)));
    byId("typed").scrollTop = byId("typed").scrollHeight;
    byId("training").hidden = !training;
    if (training) fillTraining(training);
    this.onShown();
  }

  typed(code, keys) {
    const places = page ? keys.map((key) => this.record().keys.indexOf(key)) : [];
    const names = places.map((place) => page.graph.nodes[place]?.name).filter(Boolean);
    const told = names.length ? [" ", el("span", { className: "nodes" },
      `\u2192 ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", \u2026" : ""}`)] : [];
    const light = (on) => () => this.light(places, on);
    const button = el("button", { type: "button", onfocus: light(true), onblur: light(false),
      onmouseenter: light(true), onmouseleave: light(false) }, named(code), ...told);
    button.dataset.places = ` ${places.join(" ")} `;
    return el("li", {}, button);
  }

  light(places, on) {
    for (const place of places) page?.picture.cards[place]?.group.classList.toggle("made", on);
  }

  // From a card to the line that made it.
  onPoint({ target }) {
    const group = target.closest?.("#graph > g");
    const place = group && page ? page.picture.cards.findIndex((card) => card.group === group) : -1;
    for (const each of document.querySelectorAll("#typed button")) {
      each.classList.toggle("made", place >= 0 && each.dataset.places.includes(` ${place} `));
    }
  }

  // -- what the user moves ------------------------------------------------------------------

  // The sliders that stand elsewhere than the leaves in Python.
  moved() {
    if (!page || !this.known?.numbers) return [];
    const { numbers } = page.sliders;
    return this.known.numbers.filter(([place, x]) => !Object.is(Number(x), numbers.get(place)))
      .map(([place]) => [place, full(numbers.get(place))]);
  }

  onShown() {
    const moved = this.moved();
    const here = byId("link").dataset.state === "here";
    byId("send").disabled = !here || !moved.length;
    if (!page || !here || this.shape() !== this.known?.shape) return;
    const now = JSON.stringify([page.at, [...page.sliders.numbers]]);
    if (now === this.line) return;
    const first = this.line === null || this.quiet;
    this.line = now;
    if (!first && !this.moves) this.moves = setTimeout(() => this.move(), MOVES);
  }

  move() {
    this.moves = null;
    if (!page) return;
    const numbers = [...page.sliders.numbers].filter(([, x]) => Number.isFinite(x))
      .map(([place, x]) => [place, String(x)]);
    this.post("move", { sender: this.window, shape: this.shape(), at: page.at, numbers });
  }

  // Another window has moved: so does this one.
  onMoved({ sender, shape, at, numbers }) {
    if (sender === this.window || !page || shape !== this.shape()) return;
    this.quiet = true;
    for (const [place, x] of numbers) {
      page.sliders.numbers.set(place, Number(x));
      page.sliders.write(place);
    }
    page.recompute();
    if (!page.asking) page.goTo(at);
    this.quiet = false;
  }

  async send() {
    const numbers = this.moved();
    const { said, fault } = await this.post("send", { shape: this.shape(), numbers });
    this.say(fault || said);
  }
}

// Of how many equal gradients one is the sum, up to rounding; 0 if of none.
function timesAsMuch(sum, one) {
  const ratio = Math.round(sum / one);
  return near(sum, ratio * one, 1e-9) ? ratio : 0;
}

const differs = (numbers, known) => numbers.some(([place, x]) => !Object.is(x, known.get(place)));

// A page that waits has no record with its texts.
if (byId("texts")) TEXTS = JSON.parse(byId("texts").textContent);
const live = new Live();
