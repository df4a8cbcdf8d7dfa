// What the picture and the panels show of a step of the film, or of a question.

// Whether the naive recursion ends with another gradient than the right one.
const isWrong = (page, place) => page.naive
  && !near(page.result.naive.grad[place], page.result.grad[place], 1e-12);

// The end of the naive recursion: its wrong numbers beside the right ones.
function verdict(page) {
  const wrong = page.graph.nodes.filter(({ place }) => isWrong(page, place)).slice(0, 3);
  const { grad, naive } = page.result;
  return wrong.map(({ name, place }) => el("span", { className: "badge bad" },
    "\u2717 " + tr("naive {0}.grad = {1}, right {2}", name, short(naive.grad[place]),
      short(grad[place]))));
}

// How the gradient of a node stands at this step.
function standingOf(page, { final, grad }, place, brief = false) {
  if (final[place]) return brief ? " \u2713" : ` \u2713 ${tr("final")}`;
  if (grad[place] === null) return "";
  if (!page.ended || page.asking) return ` ${tr("so far")}`;
  return isWrong(page, place) ? ` \u2717 ${tr("right: {0}", short(page.result.grad[place]))}` : "";
}

function filmView(page, { known, grad, final, passed, step }) {
  const { graph, result } = page;
  const wrong = (place) => page.ended && isWrong(page, place);
  const state = (place) => {
    if (step.kind !== "start" && place === step.node) return "target";
    if (step.kind === "pass" && place === step.pass.from) return "source";
    if (wrong(place)) return "wrong";
    if (final[place]) return "final";
    return grad[place] !== null ? "partial" : known[place] ? "ready" : "idle";
  };
  return {
    blank: DASH,
    below: page.leaf === null ? "grad {0}" : "tangent {0}",
    selected: page.selected,
    nodes: graph.nodes.map(({ place }) => ({
      data: known[place] ? result.data[place] : null,
      grad: grad[place],
      state: state(place),
      final: final[place],
      mark: wrong(place) ? "\u2717" : final[place] ? "\u2713" : "",
    })),
    edges: graph.edges.map(({ place, child }) => ({
      local: known[child] ? result.local[place] : null,
      state: step.kind === "pass" && step.pass.edge === place ? "current"
        : step.kind === "forward" && step.node === child ? "forward"
          : passed[place] ? "passed" : "idle",
    })),
  };
}

// `{ grad, final, passed, pass, locals }` of a question: `pass` is what it is about.
function askedView(page, { grad, final, passed, pass, place, locals }) {
  const { graph, result } = page;
  const state = (at) => {
    if (at === place || at === pass?.parent) return "target";
    if (at === pass?.child) return "source";
    return final[at] ? "final" : grad[at] !== null ? "partial" : "ready";
  };
  return {
    blank: "?",
    below: "grad {0}",
    selected: page.selected,
    nodes: graph.nodes.map(({ place: at }) => ({ data: result.data[at], grad: grad[at],
      state: state(at), final: final[at], mark: final[at] ? "\u2713" : "" })),
    edges: graph.edges.map(({ place: at, parent }) => ({
      local: locals || passed[at] ? result.local[at] : null,
      state: pass?.edge === at || (place !== undefined && parent === place) ? "current"
        : passed[at] ? "passed" : "idle",
    })),
  };
}
