// When somebody is there: minutes at which they come on duty and go off, in turn.

export class Duty {
  constructor(turns) {
    this.turns = Int32Array.from(turns);
    this.passed = new Float64Array(this.turns.length + 1);
    for (let k = 0; k < this.turns.length; k++) {
      this.passed[k + 1] = this.passed[k] + (k % 2 ? this.turns[k] - this.turns[k - 1] : 0);
    }
  }

  // How many turns lie at or before a minute.
  before(minute) {
    let low = 0;
    let high = this.turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.turns[middle] <= minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  on(minute) {
    return this.before(minute) % 2 === 1;
  }

  // The next minute at which somebody comes on duty; the same minute while somebody is.
  next(minute) {
    const k = this.before(minute);
    return k % 2 ? minute : this.turns[k] ?? Infinity;
  }

  upTo(minute) {
    const k = this.before(minute);
    return this.passed[k] + (k % 2 ? minute - this.turns[k - 1] : 0);
  }

  between(from, until) {
    return this.upTo(until) - this.upTo(from);
  }
}
