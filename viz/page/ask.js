// The form of all questions: the box for the answer, the ladder of hints, the score.
//
// A question is `{ key, title, given, rows, hints, judge, onRight }`: `rows(revealed)`
// are the rows of its equation, `judge(number)` gives `{ kind, text }`. Without `judge`
// it is answered in the graph, or by one of `choices`, `[text, action]` each.
class Asker {
  constructor(mode, { result, onNext, onShuffle, onChange }) {
    Object.assign(this, { mode, onNext, onShuffle, onChange });
    this.score = new Score(result);
    this.build();
  }

  build() {
    const button = (text, action, properties = {}) =>
      el("button", { type: "button", onclick: action, ...properties }, text);
    this.title = el("h2", { id: "question-title" });
    this.given = el("p", { id: "given" });
    this.rows = el("div", { id: "asked", className: "pass" });
    this.choices = el("div", { className: "row choices", role: "group",
      "aria-labelledby": "question-title" });
    this.guess = el("input", { type: "text", id: "guess", autocomplete: "off",
      inputMode: "text", "aria-describedby": "given answer" });
    this.check = el("button", { type: "submit", className: "primary" }, tr("Check"));
    this.answer = el("p", { id: "answer", role: "status" });
    this.hinted = el("p", { id: "hint", role: "status" });
    this.solution = el("div", { id: "solution" });
    this.hinter = button(tr("Hint"), () => this.hint(), { id: "hinter" });
    this.shower = button(tr("Show the answer"), () => this.show(), { id: "shower" });
    this.form = el("form", { className: "row", onsubmit: (event) => this.submit(event) },
      el("label", { htmlFor: "guess", className: "hidden" }, tr("Your prediction")), this.guess,
      this.check, this.hinter, this.shower);
    this.other = button(tr("New numbers"), () => this.onShuffle());
    this.saver = button(tr("Save score"), () => this.save(), { id: "save-score" });
    this.helper = el("input", { type: "checkbox", id: "locals", onchange: () => this.redraw() });
    this.points = el("span", { id: "score", className: "faint" });
    this.parts = [this.title, this.given, this.rows, this.choices, this.form, this.answer,
      this.hinted, this.solution,
      el("div", { className: "row small" },
        button(tr("Next"), () => this.onNext(), { id: "next-question" }), this.other, this.saver, this.points,
        el("label", { id: "helper" }, this.helper, ` ${tr("show local derivatives")}`))];
  }

  // Takes the place of another form.
  enter(canShuffle) {
    byId("question").replaceChildren(...this.parts);
    this.other.hidden = !canShuffle;
    byId("helper").hidden = byId("next-question").hidden = this.mode === "do";
  }

  pose(question) {
    this.question = question;
    this.entry = question.key ? this.score.entry(question.key) : null;
    this.revealed = false;
    this.rung = 0;
    this.guess.value = "";
    this.guess.setAttribute("aria-invalid", "false");
    this.say("", "");
    this.hinted.textContent = "";
    this.redraw();
  }

  redraw() {
    const { title, given, rows, judge, choices, hints } = this.question;
    this.title.textContent = title;
    this.given.textContent = given;
    const lines = rows ? rows(this.revealed) : [];
    this.rows.replaceChildren(...lines.map((row) => el("div", { className: "equation" }, ...row)));
    this.choices.replaceChildren(...(choices || []).map(([text, action]) =>
      el("button", { type: "button", onclick: action }, text)));
    this.choices.hidden = !choices;
    this.form.hidden = !judge && !hints;
    this.guess.hidden = this.check.hidden = !judge;
    this.hinter.hidden = this.shower.hidden = !hints || this.revealed;
    this.hinter.textContent = this.rung
      ? tr("Hint {0}/{1}", this.rung, RUNGS.length) : tr("Hint");
    this.check.textContent = tr(this.revealed ? "Next" : "Check");
    this.solution.replaceChildren(...(this.revealed && this.question.solution
      ? this.question.solution() : []));
    this.points.textContent = this.score.text;
    this.saver.hidden = !this.score.entries.length;
    this.onChange();
  }

  // Enter alone shows the answer; once it is there, Enter goes on.
  submit(event) {
    event.preventDefault();
    if (this.revealed) return this.onNext();
    if (!this.guess.value.trim()) return this.show();
    const { value, fault } = readNumber(this.guess.value);
    this.guess.setAttribute("aria-invalid", String(Boolean(fault)));
    if (fault) return this.say("not a number", fault);
    const { kind, text } = this.question.judge(value);
    return this.reply(kind, text);
  }

  // What an answer is worth: tries count until it is solved.
  reply(kind, text) {
    this.entry.tries += this.entry.solved ? 0 : 1;
    this.score.note(this.entry);
    const solved = kind === "right";
    this.entry.solved ||= solved;
    if (solved) this.reveal();
    else this.redraw();
    this.say(kind, text);
    if (solved) this.question.onRight?.(text);
  }

  hint() {
    this.rung = Math.min(this.rung + 1, RUNGS.length);
    this.entry.hints = Math.max(this.entry.hints, this.rung);
    this.score.note(this.entry);
    this.hinted.textContent = `${this.rung} ${tr(RUNGS[this.rung - 1])}: `
      + this.question.hints[this.rung - 1];
    this.redraw();
    this.guess.focus();
  }

  show() {
    this.entry.hints = RUNGS.length;
    this.score.note(this.entry);
    this.hinted.textContent = "";
    this.reveal();
    this.say("shown", this.question.hints[RUNGS.length - 1]);
    this.question.onShown?.();
  }

  reveal() {
    this.revealed = true;
    this.redraw();
  }

  say(kind, text) {
    const marks = { right: "\u2713 ", shown: "", told: "", "": "" };
    this.answer.dataset.kind = kind;
    this.answer.textContent = `${marks[kind] ?? "\u2717 "}${text}`;
  }

  save() {
    download(`score-${this.mode}.json`,
      `${JSON.stringify(this.score.data(this.mode), null, 1)}\n`);
  }
}
