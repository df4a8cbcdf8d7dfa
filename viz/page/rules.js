// Rules that turn gradients into steps: those of `optim`, with its settings. A rule has
// the state of one number before its first step, and from the gradient and the state it
// makes the next state and a direction: number <- number - rate * direction.
const RULES = {
  SGD: {
    start: {},
    next: (g) => ({ state: {}, direction: g }),
  },
  Momentum: {
    settings: { momentum: 0.9 },
    start: { v: 0 },
    next(g, state) {
      const v = this.settings.momentum * state.v + g;
      return { state: { v }, direction: v };
    },
  },
  RMSprop: {
    settings: { alpha: 0.99, eps: 1e-8 },
    start: { s: 0 },
    next(g, state) {
      const { alpha, eps } = this.settings;
      const s = alpha * state.s + (1 - alpha) * g * g;
      return { state: { s }, direction: g / (Math.sqrt(s) + eps) };
    },
  },
  Adam: {
    settings: { beta1: 0.9, beta2: 0.999, eps: 1e-8 },
    start: { t: 0, m: 0, s: 0 },
    next(g, state) {
      const { beta1, beta2, eps } = this.settings;
      const t = state.t + 1;
      const m = beta1 * state.m + (1 - beta1) * g;
      const s = beta2 * state.s + (1 - beta2) * g * g;
      const root = Math.sqrt(s / (1 - beta2 ** t)) + eps;
      return { state: { t, m, s }, direction: m / (1 - beta1 ** t) / root };
    },
  },
};

// A step from given numbers: what becomes of each number that may move, and the states
// after it. `states` is a Map from place to state; a number without one has not moved yet.
function stepOf(graph, { numbers, states, rule, rate }, movable) {
  const { grad } = run(graph, numbers);
  const after = { numbers: new Map(numbers), states: new Map(states), rule, rate };
  const moves = new Map();
  for (const place of movable) {
    const { state, direction } = RULES[rule].next(grad[place],
      states.get(place) ?? RULES[rule].start);
    const [from, to] = [numbers.get(place), numbers.get(place) - rate * direction];
    after.numbers.set(place, to);
    after.states.set(place, state);
    moves.set(place, { from, to, direction, slope: grad[place] });
  }
  return { after, moves };
}

// The first node, in the order of computing, whose number is not finite; null if none.
const firstFault = (graph, data) =>
  graph.nodes.find(({ place }) => !Number.isFinite(data[place])) ?? null;
