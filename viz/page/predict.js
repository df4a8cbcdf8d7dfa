// Predict: the numbers of the backward pass as questions, step by step, or the whole
// gradient of a node that was clicked.

// The sums of a gradient as far as some passes have come.
const upTo = (result, pass) => ({
  ...result,
  passes: result.passes.slice(0, result.passes.indexOf(pass) + 1),
  grad: result.grad.map((grad, place) => (place === pass.parent ? pass.after : grad)),
});

// What a guess of a gradient is worth; at a kink every subgradient is right.
function judgeGradient(graph, result, place, kinks, guess) {
  const kink = kinks.find((each) => each && holds(each, guess));
  if (!kink) return diagnose(graph, result, place, guess);
  const [of, by] = [graph.root, place].map((at) => graph.nodes[at].name);
  const name = derivative(graph, place);
  return { kind: "right",
    text: tr("Right: {0}", kinkText(kink, { of, by, name, taken: result.grad[place] }, guess)) };
}

// The question of one step of the film: what the gradient is after it.
function stepQuestion(graph, whole, pass, helper) {
  const result = pass.left ? upTo(whole, pass) : whole;
  const [above, place] = [graph.nodes[pass.child], pass.parent];
  const name = derivative(graph, place);
  const uses = usesOf(graph, result, place);
  const kink = localKink(graph, whole, graph.edges[pass.edge]);
  const shifted = kink && {
    left: pass.before + pass.upstream * kink.left,
    right: pass.before + pass.upstream * kink.right,
  };
  const kinks = [pass.left ? null : kinkOf(graph, whole, place), shifted];
  return {
    key: pass.left ? `${name} via ${above.name}` : name,
    title: tr(pass.left ? "What is {0} so far?" : "What is {0}?", name),
    given: tr("{0} passes its gradient on to {1}. A number, a fraction or a product; Enter alone "
      + "shows it.", madeOf(graph, above), graph.nodes[place].name),
    rows: (revealed) => passRows(graph, pass, { local: revealed || helper.checked,
      amount: revealed, after: revealed }).slice(0, pass.before || pass.left ? 2 : 1),
    hints: gradientHints(graph, result, place, uses),
    judge: (guess) => {
      const answer = judgeGradient(graph, result, place, kinks, guess);
      if (answer.kind === "right" || !near(guess, whole.grad[place])) return answer;
      return { kind: "whole", text: tr("That is what it will be in the end; {0} of {1} will come later.",
        plural(pass.left, "use"), graph.nodes[place].name) };
    },
  };
}

// The question of a node: its whole gradient.
function nodeQuestion(graph, result, place) {
  const node = graph.nodes[place];
  const name = derivative(graph, place);
  const uses = usesOf(graph, result, place);
  const hints = gradientHints(graph, result, place, uses);
  const texts = [...new Set(uses.map(({ via }) => madeOf(graph, via)))];
  return {
    key: name,
    title: tr("What is {0}?", name),
    given: uses.length === 0 ? tr("{0} is the result itself.", node.name)
      : tr("{0} has {1}: {2}. The gradients further up are in the graph. A number, a fraction or "
        + "a product will do.", node.name, plural(uses.length, "use"), texts.join("; ")),
    hints,
    judge: (guess) =>
      judgeGradient(graph, result, place, [kinkOf(graph, result, place)], guess),
    solution: () => {
      const parts = uses.map((use) => `${factor(use.upstream)} ${TIMES} ${factor(use.local)}`);
      const sum = uses.length ? `${parts.join(" + ")} = ` : "";
      return [el("p", { className: "code" }, `${name} = ${sum}`, num(result.grad[place], "grad"))];
    },
  };
}

class Predict {
  constructor(graph, { onChange, onShuffle, onStep }) {
    this.graph = graph;
    this.onStep = onStep;
    this.asker = new Asker("predict", { result: graph.nodes[graph.root].name, onChange, onShuffle,
      onNext: () => this.next() });
  }

  // The questions of new numbers, from the first step or from where the old ones stood.
  start(result, film) {
    this.result = result;
    this.film = film;
    this.first = film.findIndex((step) => step.kind === "pass");
    this.asker.score.renew();
    if (this.place !== undefined) this.askNode(this.place);
    else this.askStep(this.at ?? this.first);
  }

  get last() {
    return this.film.length - 1;
  }

  // Step `at` of the film; a graph of one leaf has none to ask for.
  askStep(at) {
    if (this.first < 0) return this.askNode(this.graph.root);
    this.place = undefined;
    this.at = Math.min(Math.max(at, this.first), this.last);
    const { pass } = this.film[this.at];
    this.selected = pass.parent;
    return this.asker.pose(stepQuestion(this.graph, this.result, pass, this.asker.helper));
  }

  askNode(place) {
    this.place = this.selected = place;
    this.asker.pose(nodeQuestion(this.graph, this.result, place));
  }

  // After a node comes the step behind its last one.
  next() {
    if (this.place !== undefined) {
      const steps = this.film.map(({ pass }, at) => (pass?.parent === this.place ? at : -1));
      this.at = Math.max(...steps, this.first - 1);
    }
    const at = this.at === this.last ? this.first : this.at + 1;
    this.onStep(at);
    this.asker.guess.focus();
  }

  // What may be seen: the film up to the step that is asked for, with it once answered;
  // of the question about a node the gradients further up.
  state() {
    const { graph, film, place, asker } = this;
    if (place !== undefined) {
      const shows = graph.nodes.map(({ place: at }) => at > place || at === graph.root
        || (at === place && asker.revealed));
      return {
        grad: this.result.grad.map((grad, at) => (shows[at] ? grad : null)),
        final: shows,
        passed: graph.edges.map(({ parent }) => shows[parent]),
        place, shown: [place], locals: asker.helper.checked,
      };
    }
    const { pass } = film[this.at];
    const state = stateAt(graph, film, this.at - (asker.revealed ? 0 : 1));
    return { ...state, pass, shown: [pass.parent, pass.child], locals: asker.helper.checked };
  }
}
