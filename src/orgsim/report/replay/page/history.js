// What is the case at a moment in one organization, from its log: who waits where, who works on what, who rests, who buys.

import { Duty } from "./duty.js";
import { Snapshots } from "./snapshots.js";

export const UNBORN = -1;
export const IN_PROCESS = 0;
export const AT_REST = 1;
export const LOST = 2;
export const CUSTOMER = 3;
export const CHURNED = 4;

// In the order in which they are told when they happen in the same minute.
const JOINED = 0;
const STRETCH_ENDS = 1;
const ENDS = 2;
const ARRIVES = 3;
const CHANGES = 4;
const READY = 5;
const BEGINS = 6;
const STRETCH_BEGINS = 7;
const LEFT = 8;
const SORTS = 9;
const COPIES = 24;

// Places side by side, each given to one case at a time; who leaves makes room for the next.
class Places {
  constructor(cases) {
    this.of = new Int32Array(cases);
    this.clear();
  }

  clear() {
    this.of.fill(-1);
    this.who = [];
    this.free = [];
    this.changed = [];
    this.count = 0;
  }

  copy() {
    const found = Object.assign(Object.create(Places.prototype), this);
    found.of = this.of.slice();
    found.who = this.who.slice();
    found.free = this.free.slice();
    found.changed = [];
    return found;
  }

  add(one) {
    const place = this.free.pop() ?? this.who.length;
    this.who[place] = one;
    this.of[one] = place;
    this.count += 1;
    this.changed.push(place);
  }

  remove(one) {
    const place = this.of[one];
    this.who[place] = -1;
    this.of[one] = -1;
    this.free.push(place);
    this.count -= 1;
    this.changed.push(place);
  }
}

export class History {
  constructor(organization, said, number) {
    this.number = number;
    this.organization = organization;
    this.said = said;
    this.columns = organization.columns;
    this.jobs = this.part("job");
    this.stretches = this.part("stretch");
    this.changes = this.part("change");
    this.staff = this.part("staff");
    this.came = this.part("case");
    this.people = organization.people;
    this.numbers = organization.teams.map(() => []);
    this.people.forEach((one, k) => (this.numbers[one.team][one.number] = k));
    this.teamDuty = organization.teams.map((one) => new Duty(one.turns));
    this.duty = this.people.map((one) => (one.turns === null ? this.teamDuty[one.team] : new Duty(one.turns)));
    this.states = said.outcomes.map((one) => one.state);
    this.failed = said.outcomes.findIndex((one) => one.name === "failed");
    this.left = said.outcomes.findIndex((one) => one.name === "left");
    this.open = said.outcomes.findIndex((one) => one.name === "open");
    this.arrival = new Int32Array(said.cases.length).fill(2147483647);
    this.came.id.forEach((one, k) => (this.arrival[one] = this.came.arrival[k]));
    this.inStretches = new Uint8Array(this.jobs.case.length);
    this.stretches.job.forEach((job) => (this.inStretches[job] = 1));
    this.line = this.ordered();
    this.snapshots = new Snapshots();
    this.reset();
  }

  part(name) {
    const own = Object.entries(this.columns).filter(([key]) => key.startsWith(`${name}.`));
    return Object.fromEntries(own.map(([key, column]) => [key.slice(name.length + 1), column]));
  }

  person(team, number) {
    return team < 0 || number < 0 ? -1 : this.numbers[team][number] ?? -1;
  }

  // Everything that happens, in order: time and kind in one number, and the row behind it.
  ordered() {
    const rows = [];
    const add = (minute, kind, row) => rows.push([minute, kind, row]);
    const { jobs, stretches, changes, staff, came } = this;
    for (let k = 0; k < staff.time.length; k++) add(staff.time[k], staff.outcome[k] === this.left ? LEFT : JOINED, k);
    for (let k = 0; k < came.id.length; k++) add(came.arrival[k], ARRIVES, k);
    for (let k = 0; k < changes.time.length; k++) add(changes.time[k], CHANGES, k);
    for (let k = 0; k < jobs.case.length; k++) {
      if (jobs.length[k] === 0) continue;
      add(jobs.ready[k], READY, k);
      if (jobs.wait[k] >= 0 && jobs.wait[k] !== jobs.length[k]) add(jobs.ready[k] + jobs.wait[k], BEGINS, k);
      if (jobs.length[k] > 0) add(jobs.ready[k] + jobs.length[k], ENDS, k);
    }
    for (let k = 0; k < stretches.job.length; k++) {
      if (stretches.length[k] === 0) continue;
      add(stretches.start[k], STRETCH_BEGINS, k);
      if (stretches.length[k] > 0) add(stretches.start[k] + stretches.length[k], STRETCH_ENDS, k);
    }
    const first = Math.min(0, ...rows.slice(0, staff.time.length).map(([minute]) => minute), this.earliest());
    const keys = Float64Array.from(rows, ([minute, kind], k) => ((minute - first) * SORTS + kind) * rows.length + k);
    keys.sort();
    const minute = new Int32Array(rows.length);
    const kind = new Uint8Array(rows.length);
    const row = new Int32Array(rows.length);
    keys.forEach((key, k) => ([minute[k], kind[k], row[k]] = rows[key % rows.length]));
    return { minute, kind, row };
  }

  earliest() {
    let found = 0;
    for (const column of [this.came.arrival, this.changes.time, this.jobs.ready]) {
      for (const minute of column) if (minute < found) found = minute;
    }
    return found;
  }

  reset() {
    const cases = this.said.cases.length;
    this.now = -Infinity;
    this.next = 0;
    this.state = new Int8Array(cases).fill(UNBORN);
    this.paid = new Float64Array(cases);
    this.failedAt = new Float64Array(cases).fill(-Infinity);
    this.dueFrom = new Int32Array(cases).fill(-1);
    this.backFrom = new Int32Array(cases).fill(-1);
    this.piles = this.said.activities.map(() => []);
    this.onWay = this.said.activities.map(() => new Set());
    this.wayTo = new Int32Array(cases).fill(-1);
    this.desks = this.people.map(() => []);
    this.busy = new Int32Array(this.people.length).fill(-1);
    this.since = new Float64Array(this.people.length);
    this.worked = new Float64Array(this.people.length);
    this.present = new Uint8Array(this.people.length);
    this.rest = new Places(cases);
    this.field = new Places(cases);
    this.waiting = 0;
    this.lost = 0;
    this.fresh = true;
  }

  // Go to a minute; backwards from a copy of what was before.
  seek(minute) {
    if (!this.snapshots.takeUp(this, minute) && minute < this.now) this.reset();
    const { minute: minutes, kind, row } = this.line;
    while (this.next < minutes.length && minutes[this.next] <= minute) {
      this.tell(kind[this.next], row[this.next], minutes[this.next]);
      this.next += 1;
    }
    this.now = minute;
  }

  tell(kind, row, minute) {
    if (kind === READY) this.isReady(row);
    else if (kind === BEGINS) this.begins(row, minute);
    else if (kind === ENDS) this.ends(row, minute);
    else if (kind === CHANGES) this.change(row, minute);
    else if (kind === ARRIVES) this.state[this.came.id[row]] = IN_PROCESS;
    else if (kind === STRETCH_BEGINS) this.sitsDown(this.worker(row), this.stretches.job[row], minute);
    else if (kind === STRETCH_ENDS) this.getsUp(this.worker(row), this.stretches.job[row], minute);
    else this.present[this.person(this.staff.team[row], this.staff.person[row])] = kind === JOINED ? 1 : 0;
  }

  worker(stretch) {
    return this.person(this.stretches.team[stretch], this.stretches.person[stretch]);
  }

  isReady(job) {
    const one = this.jobs.case[job];
    if (one >= 0) this.arrives(one);
    const activity = this.said.activities[this.jobs.activity[job]];
    if (one >= 0 && activity.touch) this.due(one, job);
    else if (one >= 0 && activity.place !== null) {
      this.piles[this.jobs.activity[job]].push(job);
      this.waiting += 1;
    }
  }

  due(one, job) {
    this.dueFrom[one] = job;
    if (this.rest.of[one] >= 0) this.rest.changed.push(this.rest.of[one]);
  }

  // Out of the queue, by whatever way.
  taken(job) {
    const one = this.jobs.case[job];
    if (one >= 0 && this.dueFrom[one] === job) this.due(one, -1);
    const pile = this.piles[this.jobs.activity[job]];
    const place = pile.indexOf(job);
    if (place < 0) return;
    pile.splice(place, 1);
    this.waiting -= 1;
  }

  begins(job, minute) {
    this.taken(job);
    const person = this.person(this.jobs.team[job], this.jobs.person[job]);
    if (person < 0) return;
    this.desks[person].push(job);
    if (!this.inStretches[job]) this.sitsDown(person, job, minute);
  }

  ends(job, minute) {
    this.taken(job);
    this.leavesFor(job);
    const person = this.person(this.jobs.team[job], this.jobs.person[job]);
    if (person < 0) return;
    this.getsUp(person, job, minute);
    const place = this.desks[person].indexOf(job);
    if (place >= 0) this.desks[person].splice(place, 1);
  }

  // A lead is on its way to the next step: the buyer takes their time. One who is about to sign stays where it was.
  leavesFor(job) {
    const one = this.jobs.case[job];
    if (one < 0 || this.state[one] !== IN_PROCESS) return;
    const aim = this.said.outcomes[this.jobs.outcome[job]].activity ?? this.jobs.activity[job];
    if (this.said.activities[aim].place === null) return;
    this.onWay[aim].add(one);
    this.wayTo[one] = aim;
  }

  arrives(one) {
    if (this.wayTo[one] < 0) return;
    this.onWay[this.wayTo[one]].delete(one);
    this.wayTo[one] = -1;
  }

  sitsDown(person, job, minute) {
    if (person < 0) return;
    this.busy[person] = job;
    this.since[person] = minute;
  }

  getsUp(person, job, minute) {
    if (person < 0 || this.busy[person] !== job) return;
    this.worked[person] += this.duty[person].between(this.since[person], minute);
    this.busy[person] = -1;
  }

  change(row, minute) {
    const one = this.changes.case[row];
    const outcome = this.changes.outcome[row];
    this.paid[one] += this.changes.mrr[row];
    if (outcome === this.failed) this.failedAt[one] = minute;
    const after = this.states[outcome];
    const before = this.state[one];
    if (after === null || after === before) return;
    this.arrives(one);
    this.backFrom[one] = this.rest.of[one];
    if (before === AT_REST) this.rest.remove(one);
    if (before === CUSTOMER) this.field.remove(one);
    if (before === LOST) this.lost -= 1;
    if (after === AT_REST) this.rest.add(one);
    if (after === CUSTOMER) this.field.add(one);
    if (after === LOST) this.lost += 1;
    this.state[one] = after;
  }

  // Minutes on duty in which each person has worked since this was asked last.
  takeWorked(person) {
    if (this.busy[person] >= 0) {
      this.worked[person] += this.duty[person].between(this.since[person], this.now);
      this.since[person] = this.now;
    }
    const found = this.worked[person];
    this.worked[person] = 0;
    return found;
  }

  // The most that ever wait at each activity, rest, and are customers; and for whom each activity is work: leads or customers.
  peaks() {
    const none = () => this.piles.map(() => 0);
    const found = { piles: none(), ways: none(), care: none(), used: none(), rest: 0, field: 0, pay: [] };
    const { minute, kind, row } = this.line;
    const step = Math.ceil(minute.length / COPIES);
    for (; this.next < minute.length; this.next++) {
      if (this.next && this.next % step === 0) this.snapshots.keep(this, minute[this.next - 1]);
      this.tell(kind[this.next], row[this.next], minute[this.next]);
      if (kind[this.next] === READY) {
        const activity = this.jobs.activity[row[this.next]];
        const one = this.jobs.case[row[this.next]];
        if (one < 0) continue;
        found.used[activity] += 1;
        found.piles[activity] = Math.max(found.piles[activity], this.piles[activity].length);
        found.care[activity] += this.state[one] === CUSTOMER ? 1 : -1;
      } else if (kind[this.next] === ENDS) {
        this.onWay.forEach((ones, k) => (found.ways[k] = Math.max(found.ways[k], ones.size)));
      } else if (kind[this.next] === CHANGES) {
        found.rest = Math.max(found.rest, this.rest.who.length);
        found.field = Math.max(found.field, this.field.who.length);
        const paid = this.paid[this.changes.case[row[this.next]]];
        if (paid > 0) found.pay.push(paid);
      }
    }
    this.reset();
    return found;
  }
}
