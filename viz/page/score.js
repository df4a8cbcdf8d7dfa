// The score: first tries, and a small file of them as `viz.quizzes.score` writes it.
class Score {
  constructor(result) {
    this.result = result;
    this.entries = [];
    this.open = new Map();
  }

  // The entry of a question; one that was asked before is the same one.
  entry(question) {
    if (!this.open.has(question)) {
      this.open.set(question, { question, tries: 0, hints: 0, solved: false });
    }
    return this.open.get(question);
  }

  // On record from the first try or the first hint on.
  note(entry) {
    if (!this.entries.includes(entry)) this.entries.push(entry);
  }

  // New numbers make new questions of the old ones.
  renew() {
    this.open.clear();
  }

  get right() {
    return this.entries.filter(isFirstTry).length;
  }

  get text() {
    const { length } = this.entries;
    return length ? tr("{0} of {1} right at the first try", this.right, length) : "";
  }

  data(mode) {
    return {
      format: "autograd_core score 1",
      mode,
      result: this.result,
      right: this.right,
      asked: this.entries.length,
      questions: this.entries.map((entry) => ({ question: entry.question, tries: entry.tries,
        hints: entry.hints, right: isFirstTry(entry) })),
    };
  }
}

const isFirstTry = ({ solved, tries, hints }) => solved && tries === 1 && hints === 0;

// Hands a file to the reader. Nothing leaves the page.
function download(name, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
