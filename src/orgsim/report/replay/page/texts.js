// Words: phrases of the document with their gaps filled, moments of the calendar, lengths of time.

export class Texts {
  constructor(said) {
    this.words = said.words;
    const language = said.language;
    this.day0 = Date.parse(`${said.start}T00:00:00Z`);
    const calendar = (options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
    this.dates = calendar({ year: "numeric", month: "short", day: "numeric", weekday: "short" });
    this.short = calendar({ year: "numeric", month: "short", day: "numeric" });
    this.clocks = calendar({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.numbers = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
    this.counts = new Intl.NumberFormat(language);
  }

  say(kind, name, gaps = {}) {
    return this.words[kind][name].replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
  }

  page(name, gaps) {
    return this.say("page", name, gaps);
  }

  story(name, gaps) {
    return this.say("story", name, gaps);
  }

  count(number) {
    return this.counts.format(number);
  }

  date(minute) {
    return this.dates.format(this.day0 + minute * 60000);
  }

  day(minute) {
    return this.short.format(this.day0 + minute * 60000);
  }

  clock(minute) {
    return this.clocks.format(this.day0 + minute * 60000);
  }

  when(minute) {
    return `${this.date(minute)} ${this.clock(minute)}`;
  }

  // Hours of work: never in days, of which nobody works all 24 hours.
  work(minutes) {
    return this.span(minutes, [["hours", 60]]);
  }

  // A length of time in the unit that suits it, of two digits.
  span(minutes, units = [["years", 525960], ["days", 1440], ["hours", 60]]) {
    const [name, size] = units.find(([, length]) => minutes >= length * 0.995) ?? ["minutes", 1];
    const amount = minutes / size;
    return this.page(name, { count: amount < 99.5 ? this.numbers.format(amount) : this.count(Math.round(amount)) });
  }
}
