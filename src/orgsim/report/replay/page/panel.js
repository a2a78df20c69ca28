// The panel beside the pictures: the story that was asked for, leads to follow, figures, what is what, keys.

import { Chart, totals } from "./charts.js";
import { leadStory, personDay } from "./story.js";

export function part(tag, kind, text, parent) {
  const found = document.createElement(tag);
  if (kind) found.className = kind;
  if (text) found.textContent = text;
  parent?.append(found);
  return found;
}

const SIGNS = [
  ["fresh", "dot"], ["days", "dot"], ["long", "dot"], ["way", "dot"], ["job", "square"], ["rest", "square"], ["due", "square"],
  ["customer", "square"], ["unhappy", "frame"], ["busy", "full"], ["free", "figure"], ["off", "figure"],
  ["away", "figure"], ["new", "plus"],
  ["handoff", "tail"], ["return", "tail"], ["chosen", "ring"],
];

export class Panel {
  constructor(root, said, stages, texts, choose) {
    Object.assign(this, { said, stages, texts, choose });
    this.told = part("section", "told", "", root);
    this.told.id = "told";
    this.finder(root);
    this.figures(root);
    this.folded(root, texts.page("legend"), (box) => this.legend(box));
    this.folded(root, texts.page("keys"), (box) => part("p", "", texts.page("keys_text"), box));
    this.tell(null);
  }

  folded(root, title, fill) {
    const box = part("details", "", "", root);
    part("summary", "", title, box);
    fill(box);
    return box;
  }

  finder(root) {
    const { said, texts } = this;
    const form = part("form", "finder", "", root);
    const label = part("label", "", texts.page("find"), form);
    this.find = part("input", "", "", label);
    this.find.type = "text";
    this.find.autocomplete = "off";
    this.find.placeholder = texts.page("find_hint", { name: said.followed[0]?.name ?? said.cases[0] ?? "" });
    this.any = part("button", "", texts.page("any"), form);
    this.any.type = "button";
    this.any.addEventListener("click", () => this.anyLead());
    if (said.followed.length) {
      const follow = part("select", "wide", "", part("label", "wide", texts.page("follow"), form));
      part("option", "", texts.page("follow_hint"), follow).value = "";
      said.followed.forEach((one) => (part("option", "", one.text, follow).value = one.name));
      follow.addEventListener("change", () => follow.value && this.byName(follow.value));
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.byName(this.find.value.trim());
    });
  }

  byName(name) {
    const lead = this.said.cases.indexOf(name);
    if (lead >= 0) this.choose({ lead });
    else this.tell({ text: this.texts.page("unknown", { name }) });
  }

  // One of the leads that are in process somewhere, or of all.
  anyLead() {
    const open = this.stages.flatMap(({ dots }) => [...dots.list.values()].map((dot) => dot.one));
    const lead = open.length ? open[Math.floor(Math.random() * open.length)] : Math.floor(Math.random() * this.said.cases.length);
    if (this.said.cases.length) this.choose({ lead });
  }

  figures(root) {
    const { said, texts } = this;
    const box = part("section", "figures", "", root);
    const head = part("h2", "", texts.page("figures"), box);
    this.month = part("span", "month", "", head);
    this.charts = said.shown.map((key) => new Chart(said, key, texts, part));
    this.charts.forEach((chart) => box.append(chart.root));
    const whole = this.folded(root, texts.page("whole_run"), (inside) => totals(said, part, inside));
    whole.className = "whole";
  }

  legend(box) {
    const list = part("ul", "legend", "", box);
    for (const [name, sign] of SIGNS) {
      const row = part("li", "", "", list);
      part("span", `sign ${sign} is-${name}`, "", row);
      part("span", "", this.texts.page(`legend_${name}`), row);
    }
  }

  // Show the figures of the month of a moment.
  at(minute, until) {
    let month = this.said.months.findIndex((end) => minute < end);
    if (month < 0) month = this.said.months.length - 1;
    this.month.textContent = this.texts.page("month_of", { month: month + 1 });
    this.charts.forEach((chart) => chart.show(month, minute / until));
  }

  // Tell what was chosen; the page is touched only where its words change.
  tell(chosen) {
    const said = this.words(chosen);
    const mark = JSON.stringify(said);
    if (mark === this.mark) return;
    this.mark = mark;
    const head = part("h2", "", said.head);
    if (chosen !== null) {
      const close = part("button", "close", "×", head);
      close.setAttribute("aria-label", this.texts.page("close"));
      close.addEventListener("click", () => this.choose(null));
    }
    this.told.replaceChildren(head);
    for (const block of said.blocks) {
      if (block.title) {
        const title = part("h3", "", "", this.told);
        part("span", "chip", "", title).style.background = block.colour;
        part("span", "", block.title, title);
      }
      const list = part("ol", "", "", this.told);
      for (const [when, text] of block.rows) {
        const row = part("li", "", "", list);
        if (when) part("time", "", when, row);
        part("span", "", text, row);
      }
      this.told.append(list);
    }
  }

  words(chosen) {
    const { texts } = this;
    if (chosen === null) return { head: texts.page("nobody"), blocks: [] };
    if (chosen.text !== undefined) return { head: chosen.text, blocks: [] };
    if (chosen.lead !== undefined) {
      const blocks = this.stages.map(({ history }) => ({
        title: history.organization.title,
        colour: history.organization.colour,
        rows: leadStory(history, chosen.lead, texts).map(({ minute, text }) => [minute === null ? "" : texts.when(minute), text]),
      }));
      return { head: texts.page("stories", { name: this.said.cases[chosen.lead] }), blocks };
    }
    const { history } = chosen.stage;
    const day = personDay(history, chosen.person, history.now, texts);
    const about = day.about.map((text) => ["", text]);
    const { title, colour } = history.organization;
    const done = day.entries.map(({ span, text }) => [span, text]);
    return { head: day.head, blocks: [{ title, colour, rows: done }, { title: "", rows: about }] };
  }
}
