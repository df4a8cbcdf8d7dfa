// Planes coloured by numbers: of the model, and of one neuron while the pointer or the
// focus is on its card.
const FIELD = { model: 41, neuron: 25, side: 120 };
const HUES = [[18, 58, 122], [217, 80, 11], [0, 130, 110], [140, 60, 160]];

// The middles of the cells of a square grid, row by row from above.
function cellsOf(count, [left, right], [low, high]) {
  return Array.from({ length: count * count }, (_, i) => [
    left + ((right - left) * ((i % count) + 0.5)) / count,
    high - ((high - low) * (Math.floor(i / count) + 0.5)) / count]);
}

// A canvas of such cells, `[hue, weight]` each.
function planeOf(count, colours) {
  const canvas = el("canvas", { width: count, height: count });
  const context = canvas.getContext("2d");
  const image = context.createImageData(count, count);
  colours.forEach(([hue, weight], i) =>
    image.data.set([...HUES[hue % HUES.length], Math.round(255 * (weight || 0))], 4 * i));
  context.putImageData(image, 0, 0);
  return canvas;
}

// How strongly a number is coloured, on which side of a boundary.
const shade = (x, boundary, most) => [Number(x > boundary),
  0.15 + 0.45 * (Math.abs(x - boundary) / most)];

class Fields {
  constructor() {
    this.box = el("div", { id: "neuron-field", role: "img", hidden: true });
    for (const [event, on] of [["pointerover", true], ["focusin", true],
      ["pointerout", false], ["focusout", false]]) {
      document.addEventListener(event, ({ target }) => this.follow(target, on));
    }
  }

  follow(target, on) {
    const card = target.closest?.("#graph > g");
    const place = card && points ? page.picture.cards.findIndex(({ group }) => group === card) : -1;
    if (on && place >= 0 && points.isHidden(place)) this.show(place, card);
    else this.box.hidden = true;
  }

  show(place, card) {
    const { name } = page.graph.nodes[place];
    const { xs, ys } = points.frame();
    const picture = points.flat ? this.line(place, xs) : this.plane(place, xs, ys);
    const [low, high] = this.ends.map((x) => short(x, 3));
    this.box.setAttribute("aria-label", tr("{0} over the inputs: {1} to {2}", name, low, high));
    this.box.replaceChildren(picture, el("span", {}, named(name), `: ${tr("{0} to {1}", low, high)}`));
    this.box.hidden = false;
    document.body.append(this.box);
    this.stand(card.getBoundingClientRect());
  }

  // Its numbers over the inputs; their ends are kept.
  numbers(rows, place) {
    const numbers = rows.map((row) => points.dataAt(row)[place]);
    const known = numbers.filter(Number.isFinite);
    this.ends = [Math.min(...known), Math.max(...known)];
    return numbers;
  }

  plane(place, xs, ys) {
    const numbers = this.numbers(cellsOf(FIELD.neuron, xs, ys), place);
    const most = Math.max(1e-12, ...this.ends.map(Math.abs));
    return planeOf(FIELD.neuron, numbers.map((x) => shade(x, 0, most)));
  }

  line(place, [low, high]) {
    const rows = Array.from({ length: FIELD.model }, (_, i) => [low + ((high - low) * i) / (FIELD.model - 1)]);
    const numbers = this.numbers(rows, place);
    const frame = new Frame([low, high], this.ends, { width: FIELD.side, height: FIELD.side });
    return frame.picture({ class: "curve" }, [frame.line("path",
      rows.map(([x], i) => [x, numbers[i]]).filter(([, y]) => Number.isFinite(y)))]);
  }

  // Below the card, or above it where there is no room.
  stand(card) {
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const below = card.bottom + 6;
    const y = below + height <= innerHeight ? below : card.top - height - 6;
    const x = cut((card.left + card.right - width) / 2, 4, Math.max(4, innerWidth - width - 4));
    this.box.style.transform = `translate(${Math.round(x)}px, ${Math.round(Math.max(4, y))}px)`;
  }
}
