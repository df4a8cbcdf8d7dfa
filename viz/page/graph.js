// The length of a number for which every edge has room, as `layout.py` has it.
const SHORT_NUMBER = 8;
// The room for a number on a card, in px of the picture.
const CARD_ROOM = 68;
// Below these scales a card has room for its name only, or for nothing.
const DETAIL = { all: 0.66, names: 0.45 };
const LINE = 16;
const SMALLEST = { screen: 0.15, phone: 0.8 };

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
    this.root.prepend(svg("svg", { class: "hits", "aria-hidden": "true" },
      ...this.edges.map(({ path }, place) => hitArea(path, () => onEdge(place)))));
  }

  // Each edge is a path and the text of its local derivative. There is room for that
  // number and for any short one.
  edge(path, edge, onEdge) {
    const text = path.nextElementSibling;
    for (const each of [path, text]) each.addEventListener("click", () => onEdge(edge.place));
    return { path, text, room: 7 * Math.max(text.textContent.length, SHORT_NUMBER) };
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
    const badge = svg("text", { class: "badge-mark", "aria-hidden": "true" });
    group.append(mark, badge);
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.addEventListener("click", () => onNode(node.place));
    group.addEventListener("keydown", (event) => this.onKey(event, node.place, onNode));
    const wide = widthOf(texts[0].textContent);
    this.widest = Math.max(this.widest ?? 0, wide);
    const beside = node.op ? 0 : wide;
    return { group, title, mark, badge, data, grad, name: node.full, beside };
  }

  // Rings around some nodes; none without.
  ring(places) {
    this.cards.forEach(({ group }, place) => group.toggleAttribute("data-lit", places.includes(place)));
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
    this.view = view;
    this.root.toggleAttribute("data-forward", view.below !== "grad {0}");
    const leaf = parseFloat(getComputedStyle(this.root).getPropertyValue("--leaf-width"));
    // A leaf's number stands beside its name; if a long name leaves no room, below it.
    const room = ({ beside }) =>
      (beside ? Math.min(CARD_ROOM, leaf - 20 - beside * this.letters) : CARD_ROOM);
    this.cards.forEach((card, place) => {
      const { data, grad, state, mark, final } = view.nodes[place];
      const text = data === null ? DASH : this.written(data, room(card));
      const tight = text.length * DIGIT_WIDTH * this.letters > room(card);
      card.group.toggleAttribute("data-tight", tight);
      card.data.textContent = tight ? this.written(data, leaf / 2 - 8) : text;
      card.grad.textContent = grad === null ? view.blank : this.written(grad, CARD_ROOM);
      card.mark.textContent = card.group.dataset.mark = mark;
      card.group.dataset.state = state;
      const told = [
        data === null ? tr("no data yet") : tr("data {0}", full(data)),
        grad === null ? tr("no gradient yet") : tr(view.below, full(grad)),
        ...(final ? [tr("final")] : []),
      ];
      card.title.textContent = [card.name, ...told].join("\n");
      card.group.setAttribute("aria-pressed", String(place === view.selected));
    });
    this.edges.forEach((edge, place) => {
      const { local, state } = view.edges[place];
      edge.text.textContent = local === null ? "" : this.written(local, edge.room);
      if (local !== null) edge.text.append(svg("title", {}, tr("local derivative {0}", full(local))));
      edge.path.dataset.state = edge.text.dataset.state = state;
    });
  }

  // A number with as many digits as there is room for: no letters get smaller.
  written(x, room) {
    const most = Math.floor(room / (DIGIT_WIDTH * this.letters));
    const texts = [4, 3, 2, 1].map((digits) => short(x, digits));
    return texts.find((text) => text.length <= most) ?? texts[3];
  }

  // The scale at which the whole picture can be seen. Names and numbers are larger than
  // cards that are mere shapes: there is room for them at the ends.
  whole() {
    const [width, height] = this.natural;
    const { clientWidth, clientHeight } = byId("scroller");
    const scale = Math.min(clientWidth / width, clientHeight / height);
    return scale >= DETAIL.names ? scale
      : Math.min((clientWidth - this.widest) / width, (clientHeight - 2 * LINE) / height);
  }

  // Whole, but on a phone never so small that it cannot be read: there it scrolls.
  fit() {
    const least = onPhone() ? SMALLEST.phone : SMALLEST.screen;
    this.scaleTo(this.zoom ?? Math.min(Math.max(this.whole(), least), 1.7));
  }

  zoomTo(scale) {
    this.zoom = Math.min(Math.max(scale, 0.05), 4);
    this.scaleTo(this.zoom);
  }

  // No letter is smaller than 12 px on the screen, however small the picture.
  scaleTo(scale) {
    const [width, height] = this.natural.map((size) => Math.floor(size * scale));
    this.scale = scale;
    this.letters = Math.max(1, this.natural[0] / width, this.natural[1] / height);
    this.root.style.setProperty("--text", this.letters);
    this.root.dataset.detail =
      scale >= DETAIL.all ? "all" : scale >= DETAIL.names ? "names" : "shapes";
    this.root.setAttribute("width", width);
    this.root.setAttribute("height", height);
    if (this.view) this.show(this.view);
  }

  // Scroll so that a node, and the edge that leads to it, can be seen.
  reveal(places) {
    if (!places.length) return;
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

const onPhone = () => matchMedia("(max-width: 900px)").matches;

// How wide a text is in bold letters of 12 px.
const widthOf = (() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  return (text) => context.measureText(text).width;
})();
const DIGIT_WIDTH = widthOf("0");

// How far to scroll for [from, to] to lie inside [0, size], the nearest end first.
function offset(from, to, size) {
  if (from >= 0 && to <= size) return 0;
  if (to - from > size) return from;
  return (from + to - size) / 2;
}

// Around a thin line, where a click means it, too.
function hitArea(path, action) {
  const area = svg("path", { d: path.getAttribute("d") });
  area.addEventListener("click", action);
  return area;
}
