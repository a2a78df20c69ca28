// The page: read the log, build the pictures, and let time pass.

import { Controls } from "./controls.js";
import { History } from "./history.js";
import { shared } from "./layout.js";
import { Panel, part } from "./panel.js";
import { inks } from "./paint.js";
import { Player } from "./player.js";
import { leadStory } from "./story.js";
import { Stage } from "./stage.js";
import { Texts } from "./texts.js";
import { unpacked } from "./unpack.js";

const WORDS_EVERY = 0.4; // seconds between two looks at the words of the page while time passes
const CALM_STEP = 0.5; // seconds between two pictures for who wants no motion
const SUMMARY_EVERY = 12; // seconds between two summaries for a screen reader while time passes
const MONTH = 43830;
const TYPING = new Set(["INPUT", "SELECT", "TEXTAREA"]);

class Page {
  constructor(said) {
    this.said = said;
    this.texts = new Texts(said);
    this.histories = said.organizations.map((one, k) => new History(one, said, k));
    const common = shared(this.histories, said);
    this.player = new Player(this.histories, said.until, Object.keys(said.words.speed).map(Number).sort((a, b) => a - b));
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.stages = this.histories.map((history) => new Stage(history, common, this.texts, part));
    const find = (id) => document.getElementById(id);
    find("caution").textContent = said.alone;
    find("stages").replaceChildren(...this.stages.map((stage) => stage.root));
    find("stages").dataset.count = this.stages.length;
    this.live = find("live");
    this.panel = new Panel(find("side"), said, this.stages, this.texts, (chosen) => this.choose(chosen));
    this.controls = new Controls(find("controls"), said, this.player, this.texts, (minute) => this.go(minute));
    this.chosen = null;
    this.tabs(find("tabs"));
    this.listen();
    this.player.go(this.player.wakes());
    this.resize();
    this.words();
    this.frame(performance.now());
  }

  // On a phone one organization is shown at a time.
  tabs(root) {
    root.hidden = this.stages.length < 2;
    const show = (number) => {
      this.stages.forEach((stage, k) => stage.root.classList.toggle("current", k === number));
      [...root.children].forEach((button, k) => button.setAttribute("aria-pressed", String(k === number)));
      this.resize();
    };
    this.stages.forEach(({ history }, k) => {
      part("button", "", history.organization.title, root).addEventListener("click", () => show(k));
    });
    this.stages[0].root.classList.add("current");
    root.firstChild?.setAttribute("aria-pressed", "true");
  }

  listen() {
    const sizes = new ResizeObserver(() => this.resize());
    for (const stage of this.stages) sizes.observe(stage.box);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.resize());
    document.addEventListener("keydown", (event) => this.key(event));
    for (const stage of this.stages) {
      stage.live.addEventListener("click", (event) => {
        const thing = stage.hit(event.offsetX, event.offsetY);
        this.choose(thing === null ? null : this.chosenOf(stage, thing));
      });
      stage.live.addEventListener("keydown", (event) => this.walk(stage, event));
      stage.live.addEventListener("blur", () => {
        stage.focus = null;
        this.stale = true;
      });
    }
  }

  resize() {
    const ink = inks();
    this.stages.forEach((stage) => stage.resize(ink));
    this.stale = true;
  }

  chosenOf(stage, thing) {
    return thing.person === undefined ? { lead: thing.lead } : { stage, person: thing.person };
  }

  choose(chosen) {
    this.chosen = chosen;
    this.stale = true;
    this.words();
    if (chosen !== null) this.live.textContent = document.getElementById("told").innerText.slice(0, 1500);
  }

  go(minute) {
    this.player.go(minute);
    this.stages.forEach((stage) => stage.settle());
    this.stale = true;
    this.words();
    if (!this.player.playing) this.summary();
  }

  key(event) {
    const typing = TYPING.has(event.target.tagName) && event.target.type !== "range";
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") this.choose(null);
    if (typing || (event.key === " " && event.target.tagName === "BUTTON") || event.target.tagName === "SUMMARY") return;
    const { controls } = this;
    const acts = {
      " ": () => controls.toggle(),
      ArrowLeft: () => controls.step(event.shiftKey ? -MONTH : -1440),
      ArrowRight: () => controls.step(event.shiftKey ? MONTH : 1440),
      "+": () => this.faster(1),
      "-": () => this.faster(-1),
      n: () => controls.jump(1),
      p: () => controls.jump(-1),
      f: () => this.panel.find.focus(),
      l: () => this.panel.anyLead(),
      Home: () => controls.step(-Infinity),
      End: () => controls.step(Infinity),
    };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  faster(by) {
    this.player.faster(by);
    this.words();
  }

  // Arrow keys within a picture go from one thing to the next.
  walk(stage, event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key in ways) {
      event.preventDefault();
      stage.step(...ways[event.key]);
      this.stale = true;
    } else if (event.key === "Enter" && stage.focus !== null) {
      event.preventDefault();
      this.choose(this.chosenOf(stage, stage.focus));
    }
  }

  // Everything that is written: counts, the clock, stories, figures.
  words() {
    for (const { history, counts, here } of this.stages) {
      const text = this.count(history);
      if (counts.textContent !== text) counts.textContent = text;
      const lead = this.chosen?.lead;
      const last = lead === undefined ? "" : leadStory(history, lead, this.texts).at(-1).text;
      const said = lead === undefined ? "" : `${this.said.cases[lead]}: ${last}`;
      if (here.textContent !== said) here.textContent = said;
    }
    this.panel.tell(this.chosen);
    this.panel.at(this.player.now, this.said.until);
    this.controls.show();
  }

  count(history) {
    const { texts } = this;
    return texts.page("counts", {
      waiting: texts.count(history.waiting), resting: texts.count(history.rest.count),
      customers: texts.count(history.field.count), lost: texts.count(history.lost),
    });
  }

  summary() {
    const { texts } = this;
    const parts = this.histories.map((one) =>
      texts.page("summary_of", { title: one.organization.title, counts: this.count(one) }),
    );
    this.live.textContent = texts.page("summary", { when: texts.when(this.player.now), counts: parts.join(" ") });
  }

  // A frame: let time pass, draw what has moved, write what has changed.
  frame(time) {
    requestAnimationFrame((next) => this.frame(next));
    const seconds = Math.min(0.1, (time - (this.last ?? time)) / 1000);
    const calm = this.calm.matches;
    if (calm && this.player.playing && time - (this.drawn ?? 0) < CALM_STEP * 1000) return;
    this.last = time;
    const { player, stages } = this;
    const playing = player.playing;
    player.tick(calm ? CALM_STEP : seconds);
    if (playing || this.stale || stages.some((stage) => stage.dots.moving || stage.going.length)) {
      for (const stage of stages) stage.draw(seconds, playing ? player.speed : 0, calm, this.chosen);
      this.drawn = time;
      this.stale = false;
    }
    if (playing && (time - (this.written ?? 0) > WORDS_EVERY * 1000 || !player.playing)) {
      this.written = time;
      this.words();
      if (time - (this.spoken ?? 0) > SUMMARY_EVERY * 1000 || !player.playing) {
        this.spoken = time;
        this.summary();
      }
    }
  }
}

unpacked(document.getElementById("log").textContent).then((said) => new Page(said));
