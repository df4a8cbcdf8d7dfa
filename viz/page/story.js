// A story: cards beside the graph. Each dims all but some nodes, goes to a step, puts
// numbers into leaves, or asks for a gradient.
class Story {
  constructor(page, cards) {
    this.page = page;
    this.cards = cards;
    this.at = -1;
    if (!cards.length) return;
    this.text = el("p", { id: "story-text", "aria-live": "polite" });
    this.count = el("span", { className: "faint" });
    const button = (text, way) => el("button", { type: "button", onclick: () => this.go(way) }, text);
    [this.before, this.after] = [button(tr("Back"), -1), button(tr("Next"), 1)];
    byId("story").append(this.text,
      el("div", { className: "row" }, this.before, this.after, this.count));
    byId("story").hidden = false;
    this.go(1);
  }

  go(way) {
    this.at = Math.min(Math.max(this.at + way, 0), this.cards.length - 1);
    const { text, show, set, step, ask } = this.cards[this.at];
    const { page } = this;
    this.text.textContent = text;
    this.count.textContent = tr("{0} of {1}", this.at + 1, this.cards.length);
    this.before.disabled = this.at === 0;
    this.after.disabled = this.at === this.cards.length - 1;
    page.setMode("watch");
    if (set.length) {
      const numbers = new Map(page.sliders.numbers);
      for (const [place, number] of set) numbers.set(place, Number(number));
      page.training.forget();
      page.sliders.put(numbers);
      page.recompute();
    }
    if (step !== null) page.goTo(step < 0 ? page.film.length + step : step);
    this.dim(show);
    if (ask !== null) page.askFor(ask);
  }

  // `show`: places; null for all.
  dim(show) {
    const { graph, picture } = this.page;
    const lit = (place) => show === null || show.includes(place);
    for (const { place } of graph.nodes) picture.cards[place].group.classList.toggle("dim", !lit(place));
    for (const { place, parent, child } of graph.edges) {
      const { path, text } = picture.edges[place];
      for (const each of [path, text]) each.classList.toggle("dim", !(lit(parent) && lit(child)));
    }
  }
}
