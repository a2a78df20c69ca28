// A lead's story and a person's day, in words, as far as they have happened.

const DAY_LONG = 1440;
const SAID_BY_JOB = { resting: "nurture", lost: "lost" };

// What an outcome of a job says, in a sentence.
function result(texts, said, outcome) {
  const { name, title } = said.outcomes[outcome];
  return name in texts.words.result ? texts.say("result", name) : texts.say("result", "", { activity: title });
}

export function personName(history, person, texts) {
  const { team, number } = history.people[person];
  return texts.page("person", { team: history.organization.teams[team].title, number: number + 1 });
}

// The story of a lead up to the moment: [{minute, text}], the first with the reason where there is none.
export function leadStory(history, lead, texts) {
  const came = history.came.id.indexOf(lead);
  if (came < 0) return [{ minute: null, text: texts.story("never_came") }];
  if (history.came.arrival[came] > history.now) return [{ minute: null, text: texts.story("later") }];
  const told = [{ minute: history.came.arrival[came], order: -1, text: arrival(history, came, texts) }];
  told.push(...jobStories(history, lead, texts), ...changeStories(history, lead, texts));
  return merged(told.sort((a, b) => a.minute - b.minute || a.order - b.order), texts);
}

function arrival(history, came, texts) {
  const { said } = history;
  const source = said.entities[history.came.entity[came]];
  const segment = said.outcomes[history.came.segment[came]]?.title ?? "";
  if (source.firm) return texts.story("there");
  return texts.story(segment === "" ? "arrival" : "segment", { source: source.title, segment });
}

function jobStories(history, lead, texts) {
  const { jobs, said, now } = history;
  const found = [];
  let team = -1;
  for (let job = jobs.case.indexOf(lead); job >= 0 && jobs.case[job] === lead; job++) {
    if (jobs.ready[job] > now) continue;
    const end = jobs.length[job] < 0 ? Infinity : jobs.ready[job] + jobs.length[job];
    const touch = said.activities[jobs.activity[job]].touch;
    const owned = !touch && jobs.team[job] >= 0;
    const handed = owned && team >= 0 && jobs.team[job] !== team;
    const opening = handed ? `${texts.story("handed", { team: history.organization.teams[jobs.team[job]].title })} ` : "";
    if (owned) team = jobs.team[job];
    const text = opening + jobStory(history, job, end, touch, texts);
    found.push({ minute: jobs.ready[job], end, order: 2, touch, job, history, text });
  }
  return found;
}

function jobStory(history, job, end, touch, texts) {
  const { jobs, said, now } = history;
  const team = history.organization.teams[jobs.team[job]]?.title ?? "";
  const activity = said.activities[jobs.activity[job]].title;
  const person = history.person(jobs.team[job], jobs.person[job]);
  const begun = jobs.wait[job] >= 0 && jobs.ready[job] + jobs.wait[job] <= now;
  const wait = texts.span(begun ? jobs.wait[job] : jobs.length[job]);
  if (jobs.team[job] < 0) return texts.story("nobody", { activity });
  if (!begun && end > now) return texts.story("waiting", { activity, team });
  const became = result(texts, said, jobs.outcome[job]);
  if (!begun) return texts.story(touch ? "touch_missed" : "never", { activity, team, wait, result: became });
  const gaps = { activity, wait, person: personName(history, person, texts), hours: texts.work(jobs.hours[job]) };
  if (end > now) return texts.story("working", gaps);
  if (touch) return texts.story("touch", { team, hours: gaps.hours });
  return texts.story(jobs.wait[job] < 1 ? "worked" : "waited", { ...gaps, result: became });
}

function changeStories(history, lead, texts) {
  const { changes, jobs, said, now } = history;
  const found = [];
  let paid = 0;
  for (let k = 0; k < changes.case.length; k++) {
    if (changes.case[k] !== lead || changes.time[k] > now) continue;
    const name = said.outcomes[changes.outcome[k]].name;
    const minute = changes.time[k];
    const before = paid;
    paid += changes.mrr[k];
    if (name in SAID_BY_JOB && endsSo(history, lead, minute, SAID_BY_JOB[name])) continue;
    const mrr = history.organization.pay[paid] ?? "";
    let text = texts.say("change", name);
    if (name === "customer") text = mrr === "" ? texts.story("buys") : texts.story("pays", { mrr });
    else if (mrr !== "" && paid > before) text += ` ${texts.story("grows", { mrr })}`;
    else if (mrr !== "" && paid < before) text += ` ${texts.story("shrinks", { mrr })}`;
    found.push({ minute, order: 1, text });
  }
  return found;
}

// Whether a job of the lead ended at that minute with that outcome: then its sentence has said what has changed.
function endsSo(history, lead, minute, outcome) {
  const { jobs, said } = history;
  for (let job = jobs.case.indexOf(lead); job >= 0 && jobs.case[job] === lead; job++) {
    if (jobs.ready[job] + jobs.length[job] === minute && said.outcomes[jobs.outcome[job]].name === outcome) return true;
  }
  return false;
}

// Touches one after the other as one sentence.
function merged(told, texts) {
  const found = [];
  for (const one of told) {
    const last = found[found.length - 1];
    const over = one.touch && one.end <= one.history.now && one.history.jobs.wait[one.job] >= 0;
    if (over && last?.touches) {
      last.touches.push(one);
      const { history } = one;
      const hours = last.touches.reduce((sum, touch) => sum + history.jobs.hours[touch.job], 0);
      const team = history.organization.teams[history.jobs.team[one.job]].title;
      const gaps = { count: last.touches.length, team, until: texts.day(one.end), hours: texts.work(hours) };
      last.text = texts.story("touches", gaps);
    } else found.push(over ? { ...one, touches: [one] } : one);
  }
  return found.map(({ minute, text }) => ({ minute, text }));
}

// What a person has done on the day of a minute: {head, about: [text], entries: [{span, text}]}.
export function personDay(history, person, minute, texts) {
  const day = Math.floor(minute / DAY_LONG) * DAY_LONG;
  const one = history.people[person];
  const about = [one.joined > 0 ? texts.story("joined", { day: texts.day(one.joined) }) : texts.story("there_since")];
  if (one.left !== null && one.left <= history.now) about.push(texts.story("leaves", { day: texts.day(one.left) }));
  about.push(texts.story("busy_share", { load: one.load, jobs: one.jobs }));
  const entries = pieces(history, person, day)
    .sort((a, b) => a.start - b.start)
    .map((piece) => ({ span: span(piece, day, history.now, texts), text: pieceText(history, piece, texts) }));
  if (!entries.length) entries.push({ span: "", text: texts.story("nothing") });
  return { head: texts.page("day_of", { person: personName(history, person, texts), day: texts.date(day) }), about, entries };
}

// What a person has worked on in one go on a day, as far as it has begun.
function pieces(history, person, day) {
  const { jobs, stretches, now } = history;
  const found = [];
  const add = (job, start, length) => {
    const end = length < 0 ? Infinity : start + length;
    if (start <= now && start < day + DAY_LONG && end > day) found.push({ job, start, end });
  };
  const { team, number } = history.people[person];
  for (let job = 0; job < jobs.case.length; job++) {
    if (jobs.person[job] !== number || jobs.team[job] !== team || jobs.wait[job] < 0 || history.inStretches[job]) continue;
    add(job, jobs.ready[job] + jobs.wait[job], jobs.length[job] < 0 ? -1 : jobs.length[job] - jobs.wait[job]);
  }
  for (let k = 0; k < stretches.job.length; k++) {
    if (stretches.person[k] !== number || stretches.team[k] !== team) continue;
    add(stretches.job[k], stretches.start[k], stretches.length[k]);
  }
  return found;
}

function span(piece, day, now, texts) {
  const start = piece.start < day ? "…" : texts.clock(piece.start);
  if (piece.end > now) return texts.story("open_end", { start });
  const end = piece.end > day + DAY_LONG ? "…" : texts.clock(piece.end);
  return texts.story("until", { start, end });
}

function pieceText(history, piece, texts) {
  const { jobs, said, now } = history;
  const activity = said.activities[jobs.activity[piece.job]].title;
  const one = jobs.case[piece.job];
  if (one < 0) return texts.story("day_own", { activity });
  const over = jobs.length[piece.job] >= 0 && piece.end === jobs.ready[piece.job] + jobs.length[piece.job] && piece.end <= now;
  const became = over ? result(texts, said, jobs.outcome[piece.job]) : "";
  return texts.story("day_job", { activity, name: said.cases[one], result: became }).trim();
}
