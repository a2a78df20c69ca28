// One organization on the page: its heading, its counts, its picture, and what can be clicked in it.

import { Dots } from "./dots.js";
import { AT_REST, CUSTOMER } from "./history.js";
import { fieldSpot, layout } from "./layout.js";
import { AWAY, OFF, ON, paintCounts, paintDots, paintField, paintPool, paintRing, paintStaff, paintStill } from "./paint.js";

const NEW = 61 * 1440; // minutes for which somebody is shown as a newcomer
const GOING = 1.6; // seconds for which somebody who has left is seen to go
const FAST = 1440; // minutes a second from which on days are too short to be seen

export class Stage {
  constructor(history, common, texts, part) {
    Object.assign(this, { history, common, texts });
    this.dots = new Dots(history);
    this.level = new Float64Array(history.people.length);
    this.shown = 0;
    this.there = new Uint8Array(history.people.length);
    this.going = [];
    const { title, colour } = history.organization;
    this.root = part("section", "stage");
    const head = part("h2", "", "", this.root);
    part("span", "chip", "", head).style.background = colour;
    part("span", "", title, head);
    this.counts = part("p", "counts", "", this.root);
    this.box = part("div", "picture", "", this.root);
    this.ground = part("canvas", "", "", this.box);
    this.ground.setAttribute("aria-hidden", "true");
    this.live = part("canvas", "", "", this.box);
    this.live.tabIndex = 0;
    this.live.setAttribute("role", "application");
    this.live.setAttribute("aria-label", texts.page("picture", { title }));
    this.here = part("p", "here", "", this.root);
    this.focus = null;
  }

  // Measure the picture anew; false where it is not shown.
  resize(ink) {
    const { clientWidth: width, clientHeight: height } = this.box;
    this.visible = width > 40 && height > 40;
    if (!this.visible) return;
    const scale = Math.min(2, window.devicePixelRatio || 1);
    for (const canvas of [this.ground, this.live]) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
    }
    this.ink = ink;
    this.pixel = 1 / scale;
    this.places = layout(width, height, this.common, this.history);
    this.settle();
  }

  // Show the moment at once: nothing flies.
  settle() {
    if (!this.visible) return;
    this.dots.clear();
    this.dots.aim(this.places, true);
    const pen = this.ground.getContext("2d");
    paintStill(pen, this.places, this.ink, this.texts);
    paintPool(pen, this.places, this.history, this.ink, this.history.rest.who.keys());
    this.history.rest.changed = [];
    this.history.fresh = false;
    this.shown = this.history.now;
    this.there.set(this.history.present);
    this.going = [];
    this.history.people.forEach((_, k) => {
      this.history.takeWorked(k);
      this.level[k] = this.history.busy[k] >= 0 ? 1 : 0;
    });
  }

  // Draw a frame, so many seconds after the last; speed: minutes that pass in a second, 0 while time stands still.
  draw(seconds, speed, still, chosen) {
    if (!this.visible) return;
    if (this.history.fresh) this.settle();
    this.dots.aim(this.places, still);
    this.dots.move(seconds);
    const { history, places, ink } = this;
    if (history.rest.changed.length) {
      paintPool(this.ground.getContext("2d"), places, history, ink, new Set(history.rest.changed));
      history.rest.changed = [];
    }
    const pen = this.live.getContext("2d");
    pen.clearRect(0, 0, places.width, places.height);
    paintField(pen, places, history, ink, this.common.pay);
    paintStaff(pen, this.people(speed), ink);
    if (!still) this.farewell(pen, seconds);
    paintDots(pen, this.dots, ink, this.pixel);
    paintCounts(pen, places, history, ink, this.texts);
    this.marks(pen, chosen);
  }

  people(speed) {
    const { history } = this;
    const fast = speed >= FAST;
    const blur = Math.max(1, speed * 0.25);
    const since = this.shown;
    const now = history.now;
    this.shown = now;
    const found = [];
    history.people.forEach((person, k) => {
      if (!history.present[k]) return;
      const worked = history.takeWorked(k);
      const on = history.duty[k].between(since, now);
      if (on > 0) this.level[k] += (Math.min(1, worked / on) - this.level[k]) * (1 - Math.exp(-on / blur));
      else if (!fast) this.level[k] = history.busy[k] >= 0 ? 1 : 0;
      const fresh = person.joined > 0 && now - person.joined < NEW;
      found.push({ ...this.places.teams.seatOf(k), person: k, level: this.level[k], state: this.duty(k, fast), fresh });
    });
    this.staff = found;
    return found;
  }

  // Who has left walks out, and fades.
  farewell(pen, seconds) {
    const { present } = this.history;
    present.forEach((there, k) => {
      if (this.there[k] && !there) this.going.push({ ...this.places.teams.seatOf(k), left: GOING, level: 0, state: ON });
      this.there[k] = there;
    });
    for (const one of this.going) {
      one.left -= seconds;
      one.x += seconds * one.size * 0.5;
      one.y += seconds * one.size * 0.4;
      pen.globalAlpha = Math.max(0, one.left / GOING);
      paintStaff(pen, [one], this.ink);
    }
    pen.globalAlpha = 1;
    this.going = this.going.filter((one) => one.left > 0);
  }

  duty(k, fast) {
    const { history } = this;
    const own = history.duty[k];
    const team = history.teamDuty[history.people[k].team];
    const from = history.now - (fast ? 1440 : 0);
    const there = fast ? own.between(from, history.now) > 0 : own.on(history.now);
    const others = fast ? team.between(from, history.now) > 0 : team.on(history.now);
    if (own !== team && others && !there) return AWAY;
    return there || fast ? ON : OFF;
  }

  marks(pen, chosen) {
    const { ink, places } = this;
    if (chosen?.lead !== undefined) {
      const spot = this.spotOf(chosen.lead);
      if (spot !== null) paintRing(pen, spot, spot.radius, ink, this.history.said.cases[chosen.lead], places.width);
    }
    if (chosen?.stage === this && this.history.present[chosen.person]) {
      const seat = places.teams.seatOf(chosen.person);
      paintRing(pen, seat, seat.size * 0.55, ink, "", places.width);
    }
    if (this.focus !== null && document.activeElement === this.live) {
      paintRing(pen, this.focus, this.focus.radius + 2, ink, "", places.width);
    }
  }

  // Where a lead is to be seen; null where it is not.
  spotOf(lead) {
    const { history, places } = this;
    for (const dot of this.dots.list.values()) if (dot.one === lead && history.state[lead] !== CUSTOMER) return dot;
    const resting = history.state[lead] === AT_REST;
    const [box, place] = resting ? [places.rest, history.rest.of[lead]] : [places.field, history.field.of[lead]];
    return place >= 0 && place < box.room ? { ...fieldSpot(box, place), radius: box.size / 2 } : null;
  }

  // Everything that can be chosen: {x, y, radius, and lead or person}.
  things() {
    const { history, places } = this;
    const found = [...this.dots.list.values()].map((dot) => ({ x: dot.x, y: dot.y, radius: dot.radius, lead: dot.one }));
    for (const { x, y, size, person } of this.staff ?? []) found.push({ x, y: y + size * 0.1, radius: size * 0.5, person });
    for (const [kept, box] of [[history.field, places.field], [history.rest, places.rest]]) {
      kept.who.forEach((lead, place) => {
        if (lead >= 0 && place < box.room) found.push({ ...fieldSpot(box, place), radius: box.size / 2, lead });
      });
    }
    return found;
  }

  // What is at a place of the picture: the nearest within a finger's reach.
  hit(x, y) {
    let best = null;
    let nearest = 14;
    for (const thing of this.things()) {
      const away = Math.hypot(thing.x - x, thing.y - y) - Math.min(thing.radius, 12);
      if (away < nearest) [best, nearest] = [thing, away];
    }
    return best;
  }

  // The next thing in a direction, for arrow keys.
  step(dx, dy) {
    const from = this.focus ?? { x: dx < 0 ? this.places.width : 0, y: this.places.base };
    let best = null;
    let least = Infinity;
    for (const thing of this.things()) {
      const along = (thing.x - from.x) * dx + (thing.y - from.y) * dy;
      const across = Math.abs((thing.x - from.x) * dy) + Math.abs((thing.y - from.y) * dx);
      if (along > 0.5 && along + 2 * across < least) [best, least] = [thing, along + 2 * across];
    }
    if (best !== null) this.focus = best;
  }
}
