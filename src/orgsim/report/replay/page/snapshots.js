// Copies of a history at some moments, so that going back does not begin anew.

const ARRAYS = ["state", "paid", "failedAt", "dueFrom", "backFrom", "wayTo", "busy", "since", "worked", "present"];
const LISTS = ["piles", "desks"];
const NUMBERS = ["next", "waiting", "lost"];
const PLACES = ["rest", "field"];
const FAR = 61 * 1440; // minutes ahead from which on a copy is taken up rather than all told that lies between

export class Snapshots {
  constructor() {
    this.kept = [];
  }

  // Keep a history as it is after what it has told, the last of it at that minute.
  keep(history, minute) {
    const copy = { minute };
    for (const name of ARRAYS) copy[name] = history[name].slice();
    for (const name of LISTS) copy[name] = history[name].map((list) => list.slice());
    for (const name of NUMBERS) copy[name] = history[name];
    for (const name of PLACES) copy[name] = history[name].copy();
    copy.onWay = history.onWay.map((ones) => [...ones]);
    this.kept.push(copy);
  }

  // Take up the last copy at or before a minute, where that is nearer than where the history stands; whether one was taken up.
  takeUp(history, minute) {
    const copy = this.kept.findLast((one) => one.minute <= minute);
    if (copy === undefined || (minute >= history.now && copy.minute - history.now < FAR)) return false;
    for (const name of ARRAYS) history[name].set(copy[name]);
    for (const name of LISTS) history[name] = copy[name].map((list) => list.slice());
    for (const name of NUMBERS) history[name] = copy[name];
    for (const name of PLACES) history[name] = copy[name].copy();
    history.onWay = copy.onWay.map((ones) => new Set(ones));
    history.fresh = true;
    return true;
  }
}
