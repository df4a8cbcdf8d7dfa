// The quiz: asks for gradients in the order of the backward pass, and diagnoses.
class Quiz {
  constructor(graph, onChange) {
    this.graph = graph;
    this.onChange = onChange;
    this.order = graph.nodes.map((node) => node.place).reverse().slice(1);
    this.place = null;
    this.score = { right: 0, asked: 0 };
    this.build();
  }

  build() {
    this.title = el("h2", { id: "question-title" });
    this.given = el("p", {});
    this.guess = el("input", { type: "text", id: "guess", autocomplete: "off",
      inputMode: "text", "aria-describedby": "given answer" });
    this.given.id = "given";
    this.answer = el("p", { id: "answer", role: "status" });
    this.solution = el("div", { id: "solution" });
    this.points = el("p", { id: "score", className: "faint" });
    const button = (text, action, className = "") =>
      el("button", { type: "button", className, onclick: action }, text);
    this.other = button("New numbers", () => this.shuffle());
    this.helper = el("input", { type: "checkbox", id: "locals",
      onchange: () => this.onChange() });
    byId("question").append(
      this.title, this.given,
      el("form", { className: "row", onsubmit: (event) => this.submit(event) },
        el("label", { htmlFor: "guess" }, "Your prediction"), this.guess,
        el("button", { type: "submit", className: "primary" }, "Check")),
      this.answer, this.solution,
      el("div", { className: "row" },
        button("Show the answer", () => this.reveal(false)),
        button("Next node", () => this.next()),
        this.other,
        el("label", {}, this.helper, " show local derivatives")),
      this.points);
  }

  // `shuffle` puts new numbers into the leaves; null where none has a slider.
  start(shuffle) {
    this.shuffleNumbers = shuffle;
    this.other.hidden = shuffle === null;
    this.ask(this.place ?? this.order[0] ?? this.graph.root);
  }

  ask(place) {
    this.place = place;
    this.revealed = false;
    this.tried = false;
    this.guess.value = "";
    this.guess.setAttribute("aria-invalid", "false");
    this.answer.textContent = "";
    this.answer.dataset.kind = "";
    this.solution.replaceChildren();
    const { name, uses } = this.graph.nodes[place];
    this.title.textContent = `What is ${derivative(this.graph, place)}?`;
    const via = uses.map((each) => this.graph.nodes[this.graph.edges[each].child]);
    const texts = [...new Set(via.map((node) => madeOf(this.graph, node)))];
    this.given.textContent = uses.length === 0 ? `${name} is the result itself.`
      : `${name} has ${plural(uses.length, "use")}: ${texts.join("; ")}. The gradients `
        + "further up are in the graph. A number, a fraction or a product will do.";
    this.onChange();
  }

  // What the picture may show: nodes asked before this one, and this one once answered.
  shows(place) {
    return place > this.place || (place === this.place && this.revealed)
      || place === this.graph.root;
  }

  submit(event) {
    event.preventDefault();
    const { value, fault } = readNumber(this.guess.value);
    this.guess.setAttribute("aria-invalid", String(Boolean(fault)));
    if (fault) return this.say("not a number", fault);
    const { kind, text } = diagnose(this.graph, this.result, this.place, value);
    if (!this.tried && !this.revealed) {
      this.score.asked += 1;
      if (kind === "right") this.score.right += 1;
    }
    this.tried = true;
    if (kind === "right") this.reveal(true);
    return this.say(kind, text);
  }

  say(kind, text) {
    this.answer.dataset.kind = kind;
    this.answer.textContent = `${kind === "right" ? "\u2713" : "\u2717"} ${text}`;
    this.points.textContent = this.score.asked
      ? `${this.score.right} of ${this.score.asked} right at the first try` : "";
  }

  reveal(solved) {
    if (!solved && !this.tried) this.score.asked += 1;
    this.tried = true;
    this.revealed = true;
    const uses = usesOf(this.graph, this.result, this.place);
    const parts = uses.map((use) => `${factor(use.upstream)} ${TIMES} ${factor(use.local)}`);
    const sum = uses.length ? `${parts.join(" + ")} = ` : "";
    this.solution.replaceChildren(
      el("p", { className: "code" }, `${derivative(this.graph, this.place)} = ${sum}`,
        num(this.result.grad[this.place], "grad")),
      uses.length ? ledgerTable(this.graph, this.place, uses, []) : "");
    if (!solved) this.say("shown", "This is how it comes about:");
    this.onChange();
  }

  next() {
    const at = this.order.indexOf(this.place);
    this.ask(this.order[(at + 1) % this.order.length] ?? this.graph.root);
    this.guess.focus();
  }

  shuffle() {
    this.shuffleNumbers();
    this.ask(this.order[0] ?? this.graph.root);
  }
}
