// Where the parts of a picture stand, in CSS pixels; alike in all organizations, so that equal things are equally large.

const GAP = 6;
const LINKS = 14;
const TALL = 1.15; // of a figure, in parts of its size
const WIDE_FIGURE = 0.85;

// What all pictures have in common: the activities in the order of the journey, and how much each has to hold.
export function shared(histories, said) {
  const peaks = histories.map((one) => one.peaks());
  const most = (read) => Math.max(1, ...peaks.map(read));
  const columns = said.activities
    .map((activity, k) => ({ activity: k, place: activity.place, title: activity.title }))
    .filter((one) => one.place !== null && peaks.some((peak) => peak.used[one.activity]))
    .sort((a, b) => a.place - b.place);
  for (const one of columns) {
    one.most = most((peak) => peak.piles[one.activity]);
    one.ways = most((peak) => peak.ways[one.activity]);
    one.care = peaks.reduce((sum, peak) => sum + peak.care[one.activity], 0) > 0;
  }
  columns.sort((a, b) => a.care - b.care);
  const seats = histories.map((history) => seated(history));
  const pay = middle(peaks.flatMap((peak) => peak.pay));
  return { columns, seats, pay, rest: most((peak) => peak.rest), field: most((peak) => peak.field) };
}

function middle(values) {
  return values.sort((a, b) => a - b)[values.length >> 1] || 1;
}

// A seat in their team for everybody, free again when somebody has left.
function seated(history) {
  const seats = history.organization.teams.map(() => []);
  const seat = history.people.map(() => 0);
  const order = history.people.map((_, k) => k).sort((a, b) => history.people[a].joined - history.people[b].joined);
  for (const k of order) {
    const { team, joined, left } = history.people[k];
    const free = seats[team].findIndex((until) => until <= joined);
    seat[k] = free < 0 ? seats[team].length : free;
    seats[team][seat[k]] = left ?? Infinity;
  }
  return { seat, most: seats.map((one) => Math.max(1, one.length)) };
}

// The largest square cells, at most `largest` wide, of which so many fit into a box.
function cells(box, count, largest, least) {
  let size = largest;
  const across = () => Math.max(1, Math.floor(box.w / size));
  const down = () => Math.max(1, Math.floor(box.h / size));
  while (size > least && across() * down() < count) size -= 0.25;
  return { ...box, size, across: across(), room: across() * down() };
}

export function layout(width, height, common, history) {
  const large = Math.max(1, Math.min(2, width / 520));
  const letters = Math.round(11 * Math.min(1.5, large));
  const bottom = Math.round(height * 0.28);
  const staff = Math.round(height * 0.23);
  const base = height - bottom - staff - LINKS - GAP;
  const columns = lanes(width, base, common, large, letters);
  const ground = { x: 0, y: height - bottom + letters + 4, w: width, h: bottom - letters - 6 };
  const restWidth = Math.round(width * 0.52);
  const fieldWidth = Math.round(width * 0.34);
  return {
    width, height, base, columns, large, letters,
    teams: desks({ width, top: base + LINKS, height: staff, label: letters + 4 }, columns, common.seats, history),
    rest: cells({ ...ground, w: restWidth }, common.rest, 7 * large, 2),
    field: cells({ ...ground, x: restWidth + 2 * GAP, w: fieldWidth }, common.field, 15 * large, 4),
    lost: { ...ground, x: restWidth + fieldWidth + 4 * GAP, w: width - restWidth - fieldWidth - 4 * GAP },
  };
}

function lanes(width, base, common, large, letters) {
  const head = 2 * letters + 6;
  const apart = common.columns.some((one) => one.care) && common.columns.some((one) => !one.care) ? 10 : 0;
  const step = (width - apart) / Math.max(1, common.columns.length);
  return common.columns.map((one, k) => {
    const box = { x: k * step + 3 + (one.care ? apart : 0), y: head, w: step - 6, h: base - head };
    const sky = cells({ ...box, y: box.y + 2, h: box.h * 0.45 }, one.ways, 7 * large, 2.5);
    return { ...cells(box, one.most, 9 * large, 2.5), ...one, sky };
  });
}

// The teams side by side in the order of what they do, each as wide as its people need.
function desks({ width, top, height, label }, columns, seats, history) {
  const own = seats[history.number];
  const teams = history.organization.teams.map((team, k) => {
    const places = columns.flatMap((one, place) => (team.activities.includes(one.activity) ? [place] : []));
    const middle = places.length ? places.reduce((a, b) => a + b) / places.length : columns.length;
    return { team: k, title: team.title, most: own.most[k], middle, places };
  });
  teams.sort((a, b) => a.middle - b.middle);
  const room = height - label - 3;
  const size = figureSize(width - GAP * (teams.length - 1), room, teams);
  const rows = Math.max(1, Math.floor(room / (size * TALL)));
  const needed = teams.reduce((sum, one) => sum + across(one.most, rows), 0);
  let x = 0;
  for (const one of teams) {
    one.across = across(one.most, rows);
    const w = ((width - GAP * (teams.length - 1)) * one.across) / needed;
    const down = Math.ceil(one.most / one.across);
    const [stepX, stepY] = [(w - 6) / one.across, room / down].map((step) => Math.min(step, size * 1.5));
    Object.assign(one, { x, y: top, w, h: height, stepX, stepY });
    x += w + GAP;
  }
  const seatOf = (person) => {
    const one = teams.find((team) => team.team === history.people[person].team);
    const place = own.seat[person];
    return {
      x: one.x + 4 + ((place % one.across) + 0.5) * one.stepX,
      y: one.y + label + (Math.floor(place / one.across) + 0.5) * one.stepY,
      size,
    };
  };
  return { list: teams, seatOf };
}

// Places side by side for so many people in so many rows; a team of few has room for its name.
function across(most, rows) {
  return Math.max(3, Math.ceil(most / rows));
}

// The largest figures of which all teams have room for theirs.
function figureSize(width, height, teams) {
  for (let size = 38; size > 6; size -= 0.5) {
    const rows = Math.floor(height / (size * TALL));
    if (rows && teams.reduce((sum, one) => sum + across(one.most, rows), 0) * size * WIDE_FIGURE <= width) return size;
  }
  return 6;
}

// The middle of a cell, counted from the bottom of a box.
export function pileSpot(box, place) {
  const k = Math.min(place, box.room - 1);
  return { x: box.x + ((k % box.across) + 0.5) * box.size, y: box.y + box.h - (Math.floor(k / box.across) + 0.5) * box.size };
}

// The middle of a cell, counted from the top of a box.
export function fieldSpot(box, place) {
  const k = place % box.room;
  return { x: box.x + ((k % box.across) + 0.5) * box.size, y: box.y + (Math.floor(k / box.across) + 0.5) * box.size };
}
