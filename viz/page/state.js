// The state of the page as a link: `#step=7&w=0.5&rate=0.1&mode=predict`.
const RESERVED = ["step", "mode", "rate", "rule", "moves", "naive", "forward", "over", "node", "view"];

// The key of a leaf: its name, unless that says something else already.
const leafKey = (name) => (RESERVED.includes(name) ? `leaf.${name}` : name);

class Link {
  constructor(page) {
    this.page = page;
    this.text = this.written();
    // A page without a place of its own, as in a notebook, has no link to share.
    byId("share").hidden = location.protocol === "about:";
    this.read();
  }

  // What is as it was at the start is left out.
  written() {
    const { page } = this;
    const { sliders, training, graph } = page;
    const parts = new URLSearchParams();
    const put = (key, value, usual) => String(value) !== String(usual) && parts.set(key, value);
    put("step", page.at, 0);
    put("mode", page.mode, "watch");
    for (const [place, number] of sliders.numbers) {
      put(leafKey(graph.nodes[place].name), full(number), full(sliders.start.get(place)));
    }
    put("rate", training.rate, FIRST_RATE);
    put("rule", training.rule, "SGD");
    const namesOf = (places) => [...places].map((place) => graph.nodes[place].name);
    const [moves, usual] = [training.movable, training.first].map(namesOf);
    // One "moves" for each leaf: a name may have any sign in it.
    if (String(moves) !== String(usual)) {
      for (const name of moves.length ? moves : [""]) parts.append("moves", name);
    }
    put("naive", page.naive ? 1 : 0, 0);
    put("forward", graph.nodes[page.leaf]?.name ?? "", "");
    put("over", graph.nodes[sliders.active]?.name, graph.nodes[sliders.chosen]?.name);
    put("node", graph.nodes[page.selected].name, graph.nodes[page.film[page.at].node ?? graph.root].name);
    put("view", page.views.selected, "curve");
    return parts.toString();
  }

  write() {
    const text = this.written();
    if (text === this.text) return;
    this.text = text;
    try {
      history.replaceState(null, "", `#${text}`);
    } catch {
      // A page without a place of its own has no link to change.
    }
  }

  // Puts the page into the state of its link; what cannot be read stays as it is.
  read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    if (![...parts].length || parts.toString() === this.text) return;
    const { page } = this;
    const { sliders, training, graph } = page;
    page.setMode("watch");
    const placeOf = (name) => graph.nodes.find((node) => node.name === name || node.full === name)?.place;
    const numbers = new Map(sliders.start);
    for (const place of graph.leaves) {
      const { name, full: whole } = graph.nodes[place];
      const text = parts.get(leafKey(name)) ?? parts.get(leafKey(whole));
      const { value, fault } = text === null ? { fault: true } : readNumber(text);
      if (!fault) numbers.set(place, value);
    }
    sliders.put(numbers);
    training.forget();
    training.set({ rate: parts.get("rate"), rule: parts.get("rule"),
      movable: this.movable(parts.getAll("moves"), placeOf) });
    const over = placeOf(parts.get("over"));
    sliders.active = sliders.ranges.has(over) ? over : sliders.chosen;
    const leaf = placeOf(parts.get("forward")) ?? null;
    page.walkBy({ naive: leaf === null && parts.get("naive") === "1",
      leaf: graph.leaves.includes(leaf) ? leaf : null });
    page.recompute();
    if (parts.has("view")) page.views.offer(parts.get("view"));
    const step = Number(parts.get("step") ?? 0);
    page.goTo(Number.isFinite(step) ? Math.round(step) : 0);
    const mode = parts.get("mode");
    if (mode === "predict" || mode === "do") page.setMode(mode);
    if (mode === "predict" && step) page.goTo(step);
    const node = placeOf(parts.get("node"));
    if (node !== undefined) page.choose(node);
    this.text = this.written();
  }

  // Leaves by name; what names none leaves them as they were at the start.
  movable(names, placeOf) {
    const places = names.flatMap((name) => (placeOf(name) === undefined ? name.split(/[+ ]/) : [name]))
      .map(placeOf).filter((place) => place !== undefined);
    return places.length || (names.length === 1 && names[0] === "") ? places : this.page.training.first;
  }

  get address() {
    return `${location.href.split("#")[0]}${this.text ? `#${this.text}` : ""}`;
  }
}

// Into the clipboard; where there is none, as a text to copy by hand.
async function copyText(text, what) {
  const say = (...content) => byId("copied").replaceChildren(...content);
  try {
    await navigator.clipboard.writeText(text);
    say(tr("{0} copied.", what));
  } catch {
    const field = el("textarea", { readOnly: true, rows: 3, "aria-label": what }, text);
    say(tr("{0}, to copy by hand:", what), field);
    field.select();
  }
  byId("copied").hidden = false;
}
