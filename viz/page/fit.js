// How `optim.fit` goes in Python: its losses, and the norms of the gradients.
function fillTraining({ losses, norms }) {
  const points = losses.map(([step, loss]) => [step, Number(loss)])
    .filter(([, loss]) => Number.isFinite(loss));
  const [step, loss] = losses[losses.length - 1];
  const told = el("p", {}, `${tr("step {0}, loss", step.toLocaleString("en"))} `, num(Number(loss), "data"));
  byId("losses").replaceChildren(...(points.length > 1 ? [lossStrip(points)] : []), told);
  const most = Math.max(...norms.map(([, x]) => Number(x)).filter(Number.isFinite), 1e-300);
  byId("norms").replaceChildren(...norms.map(([name, x]) => el("li", {}, named(name),
    svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { width: (100 * Number(x)) / most || 0, height: 8 })),
    num(Number(x), "grad"))));
}

// The losses that Python has reported, on a log scale if they span more than a decade.
function lossStrip(points) {
  const ys = points.map(([, y]) => y);
  const log = Math.min(...ys) > 0 && Math.max(...ys) > 10 * Math.min(...ys);
  const value = log ? Math.log : (y) => y;
  const [low, high] = [value(Math.min(...ys)), value(Math.max(...ys))];
  const [from, to] = [points[0][0], points[points.length - 1][0]];
  const at = ([x, y]) => `${((300 * (x - from)) / (to - from || 1)).toFixed(1)},`
    + `${(76 - (72 * (value(y) - low)) / (high - low || 1)).toFixed(1)}`;
  return svg("svg", { viewBox: "0 0 300 80", preserveAspectRatio: "none", role: "img",
    "aria-label": tr("Loss from {0} to {1}", short(ys[0]), short(ys[ys.length - 1])) },
  svg("polyline", { points: points.map(at).join(" ") }));
}
