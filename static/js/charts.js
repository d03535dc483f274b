// A chart of a study is chosen by the name of its question and of whom it compares; their codes are what is stored.
(() => {
  const known = new Map();
  const chartsOf = (url) => {
    if (!known.has(url)) {
      const answer = fetch(url, { headers: { Accept: "application/json" } });
      known.set(url, answer.then((response) => (response.ok ? response.json() : { charts: [] })).catch(() => ({ charts: [] })));
    }
    return known.get(url);
  };

  class ChartController extends window.StimulusModule.Controller {
    static values = { part: String, empty: String, url: String };

    connect() {
      this.place = this.element.name.slice(0, -this.partValue.length);
      this.select = this.element.nextElementSibling?.matches("select[data-chart]")
        ? this.element.nextElementSibling
        : Object.assign(document.createElement("select"), { hidden: true });
      this.select.dataset.chart = "";
      this.element.after(this.select);
      this.select.onchange = () => {
        this.element.value = this.select.value;
        this.element.dispatchEvent(new Event("change", { bubbles: true }));
      };
      this.changed = ({ target }) => {
        if (target.name && target.name !== this.element.name && target.name.startsWith(this.place)) this.offer();
      };
      document.addEventListener("change", this.changed);
      this.offer();
    }

    disconnect() {
      document.removeEventListener("change", this.changed);
    }

    valueOf(part) {
      return document.getElementsByName(this.place + part)[0]?.value || "";
    }

    async offer() {
      const study = this.valueOf("study");
      const { charts } = study ? await chartsOf(this.urlValue.replace(/0\/$/, `${study}/`)) : { charts: [] };
      if (study !== this.valueOf("study")) return;
      const asked = this.partValue === "segment" ? charts.filter(({ question }) => question === this.valueOf("question")) : charts;
      const names = new Map(asked.map((chart) => [chart[this.partValue], chart[`${this.partValue}_title`]]));
      names.set("", this.emptyValue);
      if (!names.has(this.element.value)) names.set(this.element.value, this.element.value);
      const options = [...names].sort(([code], [other]) => (code === "" ? -1 : other === "" ? 1 : 0));
      this.select.replaceChildren(...options.map(([code, name]) => new Option(name || code, code)));
      this.select.value = this.element.value;
      this.show(charts.length > 0);
    }

    // The label and the description are those of what is shown.
    show(isList) {
      const [from, to] = isList ? [this.element, this.select] : [this.select, this.element];
      for (const name of ["id", "aria-describedby"]) {
        if (!from.hasAttribute(name)) continue;
        to.setAttribute(name, from.getAttribute(name));
        from.removeAttribute(name);
      }
      this.element.hidden = isList;
      this.select.hidden = !isList;
    }
  }
  window.wagtail.app.register("portal-chart", ChartController);
})();
