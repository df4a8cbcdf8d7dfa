// Tabs: buttons of a tablist, each with the panel it controls. A tab that is hidden has
// nothing to show. `onChange` gets the id of the panel that is shown from now on.
class Tabs {
  constructor(box, onChange = () => {}) {
    this.list = box.querySelector("[role=tablist]");
    this.onChange = onChange;
    this.list.addEventListener("click", ({ target }) => {
      const tab = target.closest("[role=tab]");
      if (tab) this.select(tab.getAttribute("aria-controls"));
    });
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.select(this.offered[0].getAttribute("aria-controls"));
  }

  get offered() {
    return [...this.list.querySelectorAll("[role=tab]:not([hidden])")];
  }

  // Select what another may have asked for, if there is such a tab.
  offer(id) {
    if (this.offered.some((tab) => tab.getAttribute("aria-controls") === id)) this.select(id);
  }

  select(id) {
    for (const tab of this.list.querySelectorAll("[role=tab]")) {
      const chosen = tab.getAttribute("aria-controls") === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (this.selected === id) return;
    this.selected = id;
    this.onChange(id);
  }

  onKey(event) {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way) return;
    const tabs = this.offered;
    const at = (tabs.indexOf(event.target) + way + tabs.length) % tabs.length;
    this.select(tabs[at].getAttribute("aria-controls"));
    tabs[at].focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
