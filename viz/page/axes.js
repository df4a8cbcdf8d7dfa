// Axes for the small diagrams: round ticks, their numbers, the line of 0.

// Round numbers between the ends, about as many as wanted.
function ticksOf([low, high], wanted) {
  const rough = (high - low) / wanted;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((each) => each * unit >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)));
  return ticks.length ? ticks : [low];
}

// A tick's number: without the .0 that tells a float from an integer in Python.
const tickText = (x) => short(x).replace(/\.0$/, "");

// How wide a diagram can be in a box: whole px, rounded down, or its letters would shrink.
const widthIn = (box) =>
  Math.min(box.clientWidth, Math.floor(box.getBoundingClientRect().width)) || CURVE.width;

let frames = 0;

// Places in px for numbers: from `xs` across and from `ys` up, with room for the ticks.
class Frame {
  constructor(xs, ys, { width, height, whole = false }) {
    const [low, high] = ys;
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    Object.assign(this, { xs, ys: [low - room, high + room], width, height });
    this.up = ticksOf(this.ys, Math.max(2, height / 40));
    this.across = ticksOf(xs, Math.max(2, width / 70))
      .filter((tick) => !whole || Number.isInteger(tick));
    const letters = Math.max(...this.up.map((tick) => tickText(tick).length));
    this.left = MARGIN.left + letters * DIGIT_WIDTH;
  }

  x(number) {
    const [low, high] = this.xs;
    return this.left + ((number - low) / (high - low)) * (this.width - this.left - MARGIN.right);
  }

  y(number) {
    const [low, high] = this.ys;
    const tall = this.height - MARGIN.top - MARGIN.bottom;
    return cut(this.height - MARGIN.bottom - ((number - low) / (high - low)) * tall, -1e4, 1e4);
  }

  line(kind, pairs) {
    return svg("polyline", { class: kind,
      points: pairs.map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join(" ") });
  }

  dot(x, y, attributes = {}) {
    return svg("circle", { cx: this.x(x), cy: this.y(y), r: 5, ...attributes });
  }

  // The whole diagram: axes first, what it shows above them.
  picture(attributes, shapes) {
    const { width, height, left } = this;
    const [bottom, right] = [height - MARGIN.bottom, width - MARGIN.right];
    const text = (x, y, anchor, number) =>
      svg("text", { x, y, "text-anchor": anchor }, tickText(number));
    const id = `inside${frames++}`;
    const rule = (kind, d) => svg("path", { class: kind, d });
    const [low, high] = this.ys;
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", ...attributes },
      svg("clipPath", { id }, svg("rect", { x: left, y: MARGIN.top,
        width: right - left, height: bottom - MARGIN.top })),
      ...this.up.flatMap((tick) => [
        rule(tick === 0 ? "zero" : "grid", `M${left} ${this.y(tick)}H${right}`),
        text(left - 4, this.y(tick) + 4, "end", tick)]),
      ...this.across.flatMap((tick) => [
        rule("axis", `M${this.x(tick)} ${bottom}v4`),
        text(this.x(tick), height - 4, "middle", tick)]),
      ...(low < 0 && high > 0 && !this.up.includes(0)
        ? [rule("zero", `M${left} ${this.y(0)}H${right}`)] : []),
      rule("axis", `M${left} ${MARGIN.top}V${bottom}H${right}`),
      svg("g", { "clip-path": `url(#${id})` }, ...shapes));
  }
}
