// The buttons, fields and keys of the page, and what each of them does.

// The modes by the buttons that choose them.
const MODES = { watch: "watch", "quiz-switch": "predict", "do-switch": "do" };

function fillSelects(page) {
  const option = ({ name, place }) => el("option", { value: place }, name);
  byId("which").append(...page.graph.nodes.map(option).reverse());
  byId("forward").append(...page.graph.leaves.map((place) =>
    el("option", { value: place }, tr("Forward: {0}", page.graph.nodes[place].name))));
}

function connect(page) {
  const on = (id, event, action) => byId(id).addEventListener(event, action);
  on("first", "click", () => page.goTo(0));
  on("back", "click", () => page.goTo(page.at - 1));
  on("next", "click", () => page.goTo(page.at + 1));
  on("last", "click", () => page.goTo(page.film.length - 1));
  on("play", "click", () => (page.timer ? page.pause() : page.play()));
  on("scrubber", "input", () => page.goTo(Number(byId("scrubber").value)));
  on("speed", "change", () => {
    if (page.timer) { page.pause(); page.play(); }
  });
  on("naive", "click", () => page.walkBy({ naive: !page.naive }));
  on("forward", "change", () => {
    const { value } = byId("forward");
    page.walkBy({ leaf: value === "" ? null : Number(value) });
  });
  for (const [id, mode] of Object.entries(MODES)) on(id, "click", () => page.setMode(mode));
  on("which", "change", () => page.choose(Number(byId("which").value)));
  on("whole", "toggle", () => byId("whole").open && page.showWhole());
  on("zoom-in", "click", () => page.picture.zoomTo(page.picture.scale * 1.25));
  on("zoom-out", "click", () => page.picture.zoomTo(page.picture.scale * 0.8));
  on("zoom-fit", "click", () => page.picture.zoomTo(page.picture.whole()));
  on("share", "click", () => copyText(page.link.address, tr("Link")));
  on("python", "click", () =>
    copyText(pythonOf(page.graph, page.sliders.numbers), "Python"));
  on("present", "click", () => present());
  on("theme", "click", () => setTheme(dark() ? "light" : "dark"));
}

function onKey(page, event) {
  const busy = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (busy || page.mode === "do" || event.ctrlKey || event.metaKey || event.altKey) return;
  const onButton = event.target.closest("button, summary, a");
  const actions = {
    ArrowRight: () => page.goTo(page.at + 1),
    ArrowLeft: () => page.goTo(page.at - 1),
    Home: () => page.goTo(0),
    End: () => page.goTo(page.film.length - 1),
    s: () => page.training.steps(1),
    u: () => page.training.undo(),
    "?": () => present(),
    " ": onButton || page.asking ? null : () => (page.timer ? page.pause() : page.play()),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

// After a click the keys step on: what was clicked gives the focus back. Not where one
// types, and not where a key made the click.
function leaveByPointer(page, { detail, target }) {
  if (!detail || !target.closest("button, input[type=range], select, summary")) return;
  target.blur();
  page?.asker?.guess.focus();
}

const dark = () => (document.documentElement.dataset.theme
  || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").textContent = tr(dark() ? "Light" : "Dark");
}

// For a lecture: larger letters, no notes.
function present() {
  const on = document.documentElement.classList.toggle("presenting");
  byId("present").setAttribute("aria-pressed", String(on));
}
