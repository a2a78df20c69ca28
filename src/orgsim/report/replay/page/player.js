// Time: where we are, how fast it passes, and that nights are short while days are long.

const SLOW = 1440; // minutes a second below which nights are hurried through
const HURRY = 20;

export class Player {
  constructor(histories, until, speeds) {
    Object.assign(this, { histories, until, speeds });
    this.now = 0;
    this.speed = speeds.includes(4320) ? 4320 : speeds[0];
    this.playing = false;
  }

  // Let time pass for some seconds.
  tick(seconds) {
    if (!this.playing) return;
    const asleep = this.speed < SLOW ? this.wakes() - this.now : 0;
    const passed = asleep > 0 ? Math.min(asleep + 0.01, seconds * this.speed * HURRY) : seconds * this.speed;
    this.go(this.now + passed);
    if (this.now >= this.until) this.playing = false;
  }

  // When the first of all teams comes on duty; now, while one is.
  wakes() {
    let first = Infinity;
    for (const history of this.histories) {
      for (const duty of history.teamDuty) first = Math.min(first, duty.next(this.now));
    }
    return first === Infinity ? this.now : first;
  }

  go(minute) {
    this.now = Math.max(0, Math.min(this.until, minute));
    for (const history of this.histories) history.seek(this.now);
  }

  toggle() {
    if (!this.playing && this.now >= this.until) this.go(0);
    this.playing = !this.playing;
  }

  faster(by) {
    const place = this.speeds.indexOf(this.speed) + by;
    this.speed = this.speeds[Math.max(0, Math.min(this.speeds.length - 1, place))];
  }
}
