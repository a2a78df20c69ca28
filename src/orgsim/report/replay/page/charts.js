// Figures beside the pictures: monthly series as they were measured; nothing is computed here but where a line runs.

const WIDE = 300;
const HIGH = 90;
const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes, parent) {
  const found = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  parent.append(found);
  return found;
}

export class Chart {
  constructor(said, key, texts, part) {
    Object.assign(this, { said, texts, part });
    this.root = part("section", "chart");
    const label = part("label", "", "", this.root);
    part("span", "unseen", texts.page("figure"), label);
    this.select = part("select", "", "", label);
    said.figures.forEach((one) => (part("option", "", one.title, this.select).value = one.key));
    this.select.value = key;
    this.select.addEventListener("change", () => this.draw());
    this.box = part("div", "lines", "", this.root);
    this.rows = part("ul", "values", "", this.root);
    this.month = -1;
    this.draw();
  }

  draw() {
    this.figure = this.said.figures.find((one) => one.key === this.select.value);
    const every = this.figure.values.flatMap((column) => (column ?? []).filter((value) => value !== null));
    const top = Math.max(0, ...every);
    const low = Math.min(0, ...every);
    const months = this.said.months.length;
    const x = (month) => (WIDE * (month + 1)) / months;
    const y = (value) => HIGH - 3 - ((HIGH - 6) * (value - low)) / (top - low || 1);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", this.figure.title);
    shape("line", { x1: 0, x2: WIDE, y1: y(0), y2: y(0), class: "zero" }, svg);
    this.figure.values.forEach((column, k) => {
      if (column === null) return;
      const points = column.map((value, month) => (value === null ? null : `${x(month).toFixed(1)},${y(value).toFixed(1)}`));
      const line = shape("polyline", { points: points.filter((one) => one !== null).join(" "), class: `dash${k % 6}` }, svg);
      line.style.stroke = this.said.organizations[k].colour;
    });
    this.cursor = shape("line", { y1: 0, y2: HIGH, class: "cursor" }, svg);
    this.box.replaceChildren(svg);
    this.rows.replaceChildren();
    this.values = this.said.organizations.map((one, k) => {
      const row = this.part("li", "", "", this.rows);
      this.part("span", "chip", "", row).style.background = one.colour;
      this.part("span", "name", one.title, row);
      row.hidden = this.figure.values[k] === null;
      return this.part("b", "", "", row);
    });
    this.show(this.month, this.at ?? 0);
  }

  // The values of a month, and the moment as a part of the whole.
  show(month, at) {
    this.at = at;
    this.month = month;
    this.cursor.setAttribute("x1", WIDE * at);
    this.cursor.setAttribute("x2", WIDE * at);
    if (month < 0) return;
    this.values.forEach((value, k) => (value.textContent = this.figure.texts[k]?.[month] ?? "–"));
  }
}

// A table of the whole run: the figures over the days counted, one column for each organization.
export function totals(said, part, parent) {
  const table = part("table", "", "", part("div", "scroll", "", parent));
  const head = part("tr", "", "", part("thead", "", "", table));
  part("td", "", "", head);
  said.organizations.forEach((one) => (part("th", "", one.title, head).scope = "col"));
  const body = part("tbody", "", "", table);
  for (const [title, ...values] of said.totals) {
    const row = part("tr", "", "", body);
    part("th", "", title, row).scope = "row";
    values.forEach((value) => part("td", "", value, row));
  }
}
