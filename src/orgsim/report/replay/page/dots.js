// The dots of one organization: where each belongs at the moment, and how it gets there.

import { AT_REST, CUSTOMER, CHURNED, IN_PROCESS, LOST } from "./history.js";
import { fieldSpot, pileSpot } from "./layout.js";

const DAY = 1440;
const HASTE = 7; // of what is left of a way, per second
const THERE = 0.4; // pixels

export const FRESH = 0;
export const DAYS = 1;
export const LONG = 2;
export const JOB = 3;
export const PALE = 4;
export const UNDER_WAY = 5;

export class Dots {
  constructor(history) {
    this.history = history;
    this.list = new Map();
    this.leaving = [];
    this.stamp = 0;
    this.moving = false;
  }

  clear() {
    this.list.clear();
    this.leaving = [];
  }

  // Where everything that waits or is worked on belongs. Whatever is no longer there goes where its case has gone.
  aim(places, still) {
    const { history } = this;
    this.stamp += 1;
    for (const column of places.columns) {
      const pile = history.piles[column.activity];
      const radius = column.size * 0.42;
      pile.forEach((job, k) => this.to(job, pileSpot(column, k), radius, this.kind(job), places, still));
      this.hang(column, places, still);
    }
    history.desks.forEach((desk, person) => desk.length && this.atDesk(desk, person, places, still));
    history.busy.forEach((job, person) => {
      if (job >= 0 && !history.desks[person].includes(job)) this.atDesk([job], person, places, still);
    });
    for (const [key, dot] of this.list) {
      if (dot.stamp === this.stamp) continue;
      this.list.delete(key);
      if (!still) this.leave(dot, places);
    }
  }

  // Leads on their way to a step hang from the top of it.
  hang(column, places, still) {
    let place = 0;
    for (const one of this.history.onWay[column.activity]) {
      const spot = fieldSpot(column.sky, Math.min(place, column.sky.room - 1));
      this.lead(one, spot, column.sky.size * 0.36, UNDER_WAY, places, still);
      place += 1;
    }
  }

  atDesk(desk, person, places, still) {
    const seat = places.teams.seatOf(person);
    const radius = Math.max(1.5, seat.size * 0.17);
    desk.forEach((job, k) => {
      if (this.history.jobs.case[job] < 0) return;
      const at = this.history.busy[person] === job;
      const [right, down] = at ? [0, 0.22] : [0.36 + 0.12 * (k % 2), 0.42 - 0.2 * k];
      const spot = { x: seat.x + right * seat.size, y: seat.y + down * seat.size };
      this.to(job, spot, radius, this.kind(job), places, still);
    });
  }

  // A job of a lead in process is the lead itself; any other job is a thing of its own.
  key(job) {
    const one = this.history.jobs.case[job];
    return this.history.state[one] === IN_PROCESS ? one : -1 - job;
  }

  kind(job) {
    const { history } = this;
    const state = history.state[history.jobs.case[job]];
    if (state === CUSTOMER || state === CHURNED) return JOB;
    const waited = history.now - history.jobs.ready[job];
    return waited < DAY ? FRESH : waited < 7 * DAY ? DAYS : LONG;
  }

  to(job, spot, radius, kind, places, still) {
    this.put(this.key(job), this.history.jobs.case[job], this.history.jobs.team[job], spot, { radius, kind }, places, still);
  }

  lead(one, spot, radius, kind, places, still) {
    this.put(one, one, this.list.get(one)?.team ?? -1, spot, { radius, kind }, places, still);
  }

  put(key, one, team, spot, look, places, still) {
    let dot = this.list.get(key);
    if (dot === undefined) {
      const from = still ? spot : this.origin(one, places);
      dot = { x: from.x, y: from.y, one, team, tail: from.back ? 1 : 0 };
      this.list.set(key, dot);
    } else if (dot.team !== team) {
      if (dot.team >= 0) dot.tail = 2;
      dot.team = team;
    }
    Object.assign(dot, look, { tx: spot.x, ty: spot.y, stamp: this.stamp });
    if (still) Object.assign(dot, { x: spot.x, y: spot.y, tail: 0 });
  }

  // Where a dot comes from that was not there before.
  origin(one, places) {
    const { history } = this;
    if (history.field.of[one] >= 0) return fieldSpot(places.field, history.field.of[one]);
    if (history.rest.of[one] >= 0) return fieldSpot(places.rest, history.rest.of[one]);
    if (history.backFrom[one] >= 0) return { ...fieldSpot(places.rest, history.backFrom[one]), back: true };
    return { x: -6, y: places.base * 0.6 };
  }

  leave(dot, places) {
    const { history } = this;
    const state = history.state[dot.one];
    const box = state === LOST || state === CHURNED ? places.lost : null;
    let aim = null;
    if (history.rest.of[dot.one] >= 0 && state === AT_REST) aim = fieldSpot(places.rest, history.rest.of[dot.one]);
    else if (history.field.of[dot.one] >= 0) aim = fieldSpot(places.field, history.field.of[dot.one]);
    else if (box !== null) aim = { x: box.x + box.w * ((dot.one * 0.618) % 1), y: box.y + box.h };
    if (aim === null || this.leaving.length > 1500) return;
    this.leaving.push({ ...dot, tx: aim.x, ty: aim.y, kind: box === null ? dot.kind : PALE, tail: 0 });
  }

  // Move everything on by some seconds.
  move(seconds) {
    const part = 1 - Math.exp(-HASTE * seconds);
    this.moving = false;
    for (const dot of this.list.values()) if (this.step(dot, part)) this.moving = true;
    this.leaving = this.leaving.filter((dot) => this.step(dot, part));
    this.moving ||= this.leaving.length > 0;
  }

  step(dot, part) {
    const dx = dot.tx - dot.x;
    const dy = dot.ty - dot.y;
    if (Math.abs(dx) < THERE && Math.abs(dy) < THERE) {
      dot.x = dot.tx;
      dot.y = dot.ty;
      dot.tail = 0;
      return false;
    }
    dot.x += dx * part;
    dot.y += dy * part;
    return true;
  }
}
