// Do: the learner is the backward pass. Any edge whose result is final may be next.
const PART_QUESTIONS = {
  upstream: "{0}: what is the upstream gradient?",
  local: "{0}: what is the local derivative?",
  contribution: "{0}: what is the contribution?",
};

class Doing {
  constructor(graph, { onChange, onShuffle }) {
    this.graph = graph;
    this.asker = new Asker("do", { result: graph.nodes[graph.root].name, onChange, onShuffle,
      onNext: () => this.ask() });
  }

  // From the beginning, with these numbers.
  start(result) {
    this.result = result;
    this.passed = new Set();
    this.given = new Map();
    this.grad = this.graph.nodes.map(({ place }) => (place === this.graph.root ? 1 : null));
    this.edge = null;
    this.asker.score.renew();
    this.ask();
  }

  // What may be seen: the gradients so far, the edge that is being passed.
  state() {
    const { graph, grad, edge } = this;
    const { parent, child } = edge === null ? {} : graph.edges[edge];
    return {
      grad,
      final: graph.nodes.map(({ place, uses }) =>
        grad[place] !== null && uses.every((each) => this.passed.has(each))),
      passed: graph.edges.map(({ place }) => this.passed.has(place)),
      pass: edge === null ? undefined : this.passOf(edge),
      shown: edge === null ? [] : [parent, child],
    };
  }

  // -- edges ---------------------------------------------------------------------------

  // The edges that have to come before one; none: it may be passed.
  waiting(edge) {
    return this.graph.nodes[this.graph.edges[edge].child].uses
      .filter((each) => !this.passed.has(each));
  }

  get remaining() {
    return this.result.passes.map(({ edge }) => edge).filter((edge) => !this.passed.has(edge));
  }

  nameOf(edge) {
    const { child, parent, position } = this.graph.edges[edge];
    const [above, below] = [child, parent].map((place) => this.graph.nodes[place].name);
    const twins = this.graph.nodes[child].operands.filter((each) => each === parent);
    return `${above} -> ${below}${twins.length > 1 ? tr(", operand {0}", position + 1) : ""}`;
  }

  passOf(edge) {
    const pass = this.result.passes.find((each) => each.edge === edge);
    const before = this.grad[pass.parent] ?? 0;
    const left = this.graph.nodes[pass.parent].uses
      .filter((each) => each !== edge && !this.passed.has(each)).length;
    return { ...pass, before, after: before + pass.amount, left };
  }

  // A click on an edge, or on its button.
  choose(edge) {
    if (this.edge !== null || this.passed.has(edge)) return;
    const { child } = this.graph.edges[edge];
    if (this.waiting(edge).length) this.asker.reply("too early", this.early(edge));
    else this.accept(edge, tr("Right: {0} is final.", this.graph.nodes[child].name));
  }

  accept(edge, text) {
    this.edge = edge;
    this.asker.reply("right", text);
    this.askPart("upstream", text);
  }

  // Why an edge has to wait, and what the naive recursion makes of it.
  early(edge) {
    const { graph, result } = this;
    const { child, parent } = graph.edges[edge];
    const [above, below] = [graph.nodes[child], graph.nodes[parent]];
    const waiting = this.waiting(edge);
    const rest = waiting.map((each) => this.nameOf(each)).join(tr(" and "));
    if (waiting.length === above.uses.length) {
      return tr("Too early: nothing has arrived at {0} yet, so there is nothing to pass on to "
        + "{1}. It waits for {2}.", above.name, below.name, rest);
    }
    const arrived = this.grad[child];
    const local = result.local[edge];
    const text = tr("Too early: {0} of the {1} uses of {2} have contributed, {3} not yet. The naive "
      + "recursion does not wait: it passes {4} on to {5} now, and again when the rest has arrived",
    above.uses.length - waiting.length, above.uses.length, above.name, rest,
    `${short(arrived)} ${TIMES} ${factor(local)} = ${short(arrived * local)}`, below.name);
    if (!result.naive.complete) return `${text}.`;
    const naive = result.naive.grad[parent];
    const ends = `${derivative(graph, parent)} = ${short(naive)}`;
    return text + (near(naive, result.grad[parent], 1e-9)
      ? tr("; it ends with {0}, by luck the right number.", ends)
      : tr("; it ends with {0}, which is wrong.", ends));
  }

  // -- questions -----------------------------------------------------------------------

  ask() {
    const { remaining } = this;
    if (!remaining.length) {
      this.asker.pose({ title: tr("All gradients are final"),
        given: tr("Every result has passed its gradient on, each edge once: this is what "
          + "backward() does."), choices: [[tr("Start again"), () => this.start(this.result)]] });
      return;
    }
    const ready = remaining.filter((edge) => !this.waiting(edge).length);
    const counts = new Map(remaining.map((edge) =>
      [this.graph.nodes[this.graph.edges[edge].child].name, this.waiting(edge).length]));
    const { child } = this.graph.edges[ready[0]];
    this.asker.pose({
      key: `edge ${this.passed.size + 1}`,
      title: tr("Which edge is next?"),
      given: tr("A result passes its gradient on along an edge. Click the edge in the graph, "
        + "or here:"),
      choices: remaining.map((edge) => [this.nameOf(edge), () => this.choose(edge)]),
      hints: [
        tr("Look for a result that all its uses have contributed to: its edges may be passed, "
          + "in any order."),
        tr("An edge may be passed when no use of its result is still to come."),
        tr("Uses still to come: {0}.",
          [...counts].map(([name, count]) => `${name} ${count}`).join(", ")),
        tr("{0}: {1} is final.", this.nameOf(ready[0]), this.graph.nodes[child].name),
      ],
      onShown: () => {
        this.edge = ready[0];
        this.askPart("upstream", tr("It is {0}.", this.nameOf(ready[0])));
      },
    });
  }

  askPart(part, told) {
    const { graph, edge } = this;
    const pass = this.passOf(edge);
    const done = PARTS.slice(0, PARTS.indexOf(part));
    const go = (text) => this.after(part, text);
    this.asker.pose({
      key: `${this.nameOf(edge)}: ${part}`,
      title: tr(PART_QUESTIONS[part], this.nameOf(edge)),
      given: madeOf(graph, graph.nodes[pass.child]),
      rows: () => passRows(graph, pass, { upstream: done.length > 0, local: done.length > 1,
        amount: false }).slice(0, 1),
      hints: partHints(graph, this.result, pass, part),
      judge: (guess) => judgePart(graph, this.result, pass, part, guess),
      onRight: go,
      onShown: () => go(this.asker.answer.textContent),
    });
    this.asker.say("told", told);
    this.asker.guess.focus();
  }

  // The next part of the edge; behind the last one the edge is passed.
  after(part, told) {
    const next = PARTS[PARTS.indexOf(part) + 1];
    if (next) return this.askPart(next, told);
    const { parent, before, amount, after, left } = this.passOf(this.edge);
    this.grad[parent] = after;
    this.passed.add(this.edge);
    this.edge = null;
    const { name } = this.graph.nodes[parent];
    this.ask();
    return this.asker.say("told", `${told} ` + tr("grad of {0}: {1}, {2}.", name,
      `${short(before)} + ${factor(amount)} = ${short(after)}`,
      left ? tr("{0} still to come", plural(left, "use")) : tr("final")));
  }
}

// What a guess of one part of a pass is worth; any subgradient will do at a kink.
function judgePart(graph, result, pass, part, guess) {
  const right = { upstream: pass.upstream, local: pass.local, contribution: pass.amount }[part];
  const kink = part === "upstream" ? null : localKink(graph, result, graph.edges[pass.edge]);
  if (kink && part === "local" && holds(kink, guess)) {
    const [of, by] = [pass.child, pass.parent].map((place) => graph.nodes[place].name);
    return { kind: "right",
      text: tr("Right: {0}", kinkText(kink, { of, by, name: tr("local"), taken: right }, guess)) };
  }
  const scaled = kink && { left: kink.left * pass.upstream, right: kink.right * pass.upstream };
  if (scaled && part === "contribution" && holds(scaled, guess)) {
    return { kind: "right", text: tr("Right: a subgradient times the upstream one; backward() "
      + "takes contribution = {0}.", short(right)) };
  }
  if (near(guess, right)) {
    return { kind: "right", text: tr("Right: {0} = {1}.", tr(part), short(right)) };
  }
  if (part === "upstream") return diagnose(graph, result, pass.child, guess);
  if (part === "local") return diagnoseLocal(graph, result, pass, guess);
  const grad = result.grad.map((each, place) => (place === pass.parent ? right : each));
  const passes = result.passes.filter(({ edge, parent }) =>
    parent !== pass.parent || edge === pass.edge);
  return diagnose(graph, { ...result, grad, passes }, pass.parent, guess);
}

// What a wrong local derivative mixed up.
function diagnoseLocal(graph, result, pass, guess) {
  const use = { ...pass, via: graph.nodes[pass.child] };
  const mistakes = [
    ["sign", -pass.local, tr("The size is right, the sign is not.")],
    ...[...others(graph, pass.parent, [use])].map(({ at, text }) =>
      ["other operand", result.local[at], text]),
    ["upstream", pass.upstream, tr("That is the upstream gradient, not the local derivative.")],
    ["product", pass.amount, tr("That is the product already: the local derivative alone.")],
    ...[pass.parent, pass.child].map((place) =>
      ["value", result.data[place], tr("That is the value of {0}.", graph.nodes[place].name)]),
    ["factor 2", pass.local / 2, tr("That is half the right number: a factor 2 is missing.")],
    ["factor 2", pass.local * 2, tr("That is twice the right number: a factor 2 too much.")],
  ];
  const fits = mistakes.find(([, value]) => Number.isFinite(value) && near(guess, value));
  if (fits) return { kind: fits[0], text: fits[2] };
  return { kind: "other", text: tr("Not yet. A hint shows its formula.") };
}
