// The length of a number for which every edge has room, as `layout.py` has it.
const SHORT_NUMBER = 8;
// The room for a number on a card, as the font size at which one character would fill it.
const CARD_ROOM = 126;

// The picture: Python drew it, this restyles it and fills in the numbers of a step.
class Picture {
  constructor(graph, onNode, onEdge) {
    this.root = byId("graph");
    this.natural = [this.root.width.baseVal.value, this.root.height.baseVal.value];
    const paths = this.root.querySelectorAll(":scope > path");
    this.edges = graph.edges.map((edge) => this.edge(paths[edge.place], edge, onEdge));
    const groups = this.root.querySelectorAll(":scope > g");
    this.cards = graph.nodes.map((node) => this.card(groups[node.place], node, onNode));
    this.cards[graph.root].group.setAttribute("tabindex", "0");
    this.zoom = null;
  }

  // Each edge is a path and the text of its local derivative. There is room for that
  // number and for any short one.
  edge(path, edge, onEdge) {
    const text = path.nextElementSibling;
    for (const each of [path, text]) each.addEventListener("click", () => onEdge(edge.place));
    return { path, text, room: Math.max(text.textContent.length, SHORT_NUMBER) };
  }

  // Each node is a group, with the texts name, data and grad in this order.
  card(group, node, onNode) {
    const texts = group.querySelectorAll("text");
    const [title, mark] = [svg("title", {}), svg("text", { class: "mark" })];
    const [, data, grad] = texts;
    // The title is the name of the button, and it has all of this.
    for (const text of [...texts, mark]) text.setAttribute("aria-hidden", "true");
    group.id = `n${node.place}`;
    group.prepend(title);
    group.append(mark);
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.addEventListener("click", () => onNode(node.place));
    group.addEventListener("keydown", (event) => this.onKey(event, node.place, onNode));
    return { group, title, mark, data, grad, name: node.name };
  }

  onKey(event, place, onNode) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") onNode(place);
    else if (step) this.focus((place + step + this.cards.length) % this.cards.length);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  focus(place) {
    for (const { group } of this.cards) group.setAttribute("tabindex", "-1");
    this.cards[place].group.setAttribute("tabindex", "0");
    this.cards[place].group.focus();
  }

  // `view` says for each node its numbers (null: not known yet) and its state.
  show(view) {
    this.cards.forEach((card, place) => {
      const { data, grad, state, mark, final } = view.nodes[place];
      card.data.textContent = data === null ? DASH : short(data);
      card.grad.textContent = grad === null ? view.blank : short(grad);
      for (const text of [card.data, card.grad]) limit(text, CARD_ROOM);
      card.mark.textContent = card.group.dataset.mark = mark;
      card.group.dataset.state = state;
      const told = [
        data === null ? "no data yet" : `data ${full(data)}`,
        grad === null ? "no gradient yet" : `grad ${full(grad)}`,
        ...(final ? ["final"] : []),
      ];
      card.title.textContent = [card.name, ...told].join("\n");
      card.group.setAttribute("aria-pressed", String(place === view.selected));
    });
    this.edges.forEach((edge, place) => {
      const { local, state } = view.edges[place];
      const shown = local === null ? "" : short(local);
      edge.text.textContent = shown;
      limit(edge.text, 13.5 * edge.room);
      if (local !== null) edge.text.append(svg("title", {}, `local derivative ${full(local)}`));
      edge.path.dataset.state = edge.text.dataset.state = state;
    });
  }

  // The scale at which the whole picture can be seen.
  whole() {
    const [width, height] = this.natural;
    const tallest = Math.max(240, window.innerHeight * 0.45);
    return Math.min((byId("scroller").clientWidth - 8) / width, tallest / height);
  }

  // Whole where it fits, but never so small that it cannot be read: then it scrolls.
  fit() {
    this.scaleTo(this.zoom ?? Math.min(Math.max(this.whole(), 0.8), 1.7));
  }

  zoomTo(scale) {
    this.zoom = Math.min(Math.max(scale, 0.05), 4);
    this.scaleTo(this.zoom);
  }

  scaleTo(scale) {
    this.scale = scale;
    this.root.setAttribute("width", Math.round(this.natural[0] * scale));
    this.root.setAttribute("height", Math.round(this.natural[1] * scale));
  }

  // Scroll so that a node, and the edge that leads to it, can be seen.
  reveal(places) {
    const box = byId("scroller");
    const frame = box.getBoundingClientRect();
    const shapes = places.map((place) => this.cards[place].group.getBoundingClientRect());
    const left = Math.min(...shapes.map((each) => each.left)) - frame.left;
    const right = Math.max(...shapes.map((each) => each.right)) - frame.left;
    const top = Math.min(...shapes.map((each) => each.top)) - frame.top;
    const bottom = Math.max(...shapes.map((each) => each.bottom)) - frame.top;
    box.scrollBy(offset(left, right, frame.width), offset(top, bottom, frame.height));
  }
}

// No letters so large that the text would need more room; the style looks at it.
function limit(text, room) {
  text.style.setProperty("--most", `${room / (text.textContent.length || 1)}px`);
}

// How far to scroll for [from, to] to lie inside [0, size], the nearest end first.
function offset(from, to, size) {
  if (from >= 0 && to <= size) return 0;
  if (to - from > size) return from;
  return (from + to - size) / 2;
}
