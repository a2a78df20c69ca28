// The bar below: play, pause, steps, speed, a slider over the whole time, and the moments that mattered.

import { part } from "./panel.js";

const KINDS = ["shock", "organization", "load", "queue", "leaves", "first"];
const LATELY = 21 * 1440; // minutes for which a moment that has passed is told

export class Controls {
  constructor(root, said, player, texts, go) {
    Object.assign(this, { said, player, texts, go });
    const row = part("div", "row", "", root);
    this.play = this.button(row, "", () => this.toggle());
    this.play.id = "play";
    this.button(row, "back", () => this.step(-1440), "‹");
    this.button(row, "forward", () => this.step(1440), "›");
    this.speed = this.select(row, "speed");
    for (const speed of player.speeds) part("option", "", texts.say("speed", String(speed)), this.speed).value = speed;
    this.speed.addEventListener("change", () => (player.speed = Number(this.speed.value)));
    this.clock = part("output", "clock", "", row);
    const ways = part("div", "ways", "", row);
    this.button(ways, "jump_last", () => this.jump(-1), "⇤");
    this.jumps = this.select(ways, "jump");
    this.fill();
    this.button(ways, "jump_next", () => this.jump(1), "⇥");
    this.slider = part("input", "slider", "", root);
    Object.assign(this.slider, { type: "range", min: 0, max: player.until, step: 60 });
    this.slider.setAttribute("aria-label", texts.page("moment"));
    this.slider.addEventListener("input", () => go(Number(this.slider.value)));
    this.news = part("p", "news", "", root);
  }

  button(row, name, act, sign) {
    const found = part("button", "", sign, row);
    found.type = "button";
    if (name) {
      found.setAttribute("aria-label", this.texts.page(name));
      found.title = this.texts.page(name);
    }
    found.addEventListener("click", act);
    return found;
  }

  select(row, name) {
    const found = part("select", name, "", row);
    found.setAttribute("aria-label", this.texts.page(name));
    return found;
  }

  fill() {
    const { said, texts, jumps } = this;
    part("option", "", texts.page("choose"), jumps).value = "";
    for (const kind of KINDS) {
      const own = said.jumps.map((jump, k) => [jump, k]).filter(([jump]) => jump.kind === kind);
      if (!own.length) continue;
      const group = part("optgroup", "", "", jumps);
      group.label = texts.page(`jump_${kind}`);
      for (const [jump, k] of own) part("option", "", `${texts.day(jump.minute)} ${this.told(jump)}`, group).value = k;
    }
    jumps.addEventListener("change", () => {
      if (jumps.value !== "") this.to(said.jumps[Number(jumps.value)]);
      jumps.value = "";
    });
  }

  told(jump) {
    const whose = this.said.organizations.length > 1 ? this.said.organizations[jump.organization]?.title : undefined;
    return whose === undefined ? jump.text : `${whose}: ${jump.text}`;
  }

  toggle() {
    this.player.toggle();
    this.go(this.player.now);
  }

  step(minutes) {
    this.player.playing = false;
    this.go(this.player.now + minutes);
  }

  // To the next moment that mattered, or the one before.
  jump(direction) {
    const { now } = this.player;
    const ahead = this.said.jumps.filter((jump) => (jump.minute - now) * direction > 0.5);
    if (ahead.length) this.to(direction > 0 ? ahead[0] : ahead[ahead.length - 1]);
  }

  to(jump) {
    this.player.playing = false;
    this.go(jump.minute);
  }

  // Show where time stands.
  show() {
    const { player, texts, said } = this;
    const label = texts.page(player.playing ? "pause" : "play");
    if (this.play.textContent !== label) this.play.textContent = label;
    this.speed.value = player.speed;
    this.slider.value = player.now;
    const when = texts.when(player.now);
    this.slider.setAttribute("aria-valuetext", when);
    this.clock.textContent = when;
    const lately = said.jumps.filter((jump) => jump.minute <= player.now && jump.minute > player.now - LATELY);
    const news = lately.slice(-2).map((jump) => `${texts.day(jump.minute)} ${this.told(jump)}`).join("  ·  ");
    if (this.news.textContent !== news) this.news.textContent = news;
  }
}
