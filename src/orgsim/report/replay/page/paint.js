// How a picture is drawn. Everything of one colour is one path, so that a thousand dots cost as few calls as ten.

import { DAYS, FRESH, JOB, LONG, PALE, UNDER_WAY } from "./dots.js";
import { fieldSpot } from "./layout.js";

export const ON = 0;
export const OFF = 1;
export const AWAY = 2;
const FONT = 'system-ui, "Hiragino Sans", "Noto Sans CJK JP", "Yu Gothic", sans-serif';
const SMALL = 9; // letters of headings, in pixels, of which three lines have room
const SMALLEST = 8.5;
const NAMES = [
  "ink", "soft", "ground", "line", "band", "fresh", "days", "long", "job", "pale", "rest", "due", "customer", "unhappy", "busy",
  "mark", "back",
];

export function inks() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

export function font(size, weight = 400) {
  return `${weight} ${size}px ${FONT}`;
}

// Where a text may be broken: behind blanks, in Japanese between words too, and no bracket stands at the wrong end of a line.
function breakable(text) {
  if (!/[\u3040-\u9fff]/.test(text) || !Intl.Segmenter) return text.split(/(?<= )/);
  const words = [...new Intl.Segmenter("ja", { granularity: "word" }).segment(text)].map((one) => one.segment);
  const found = [""];
  for (const word of words) {
    if (/^[）」、。・ー)]/.test(word) || /[（「(]$/.test(found[found.length - 1])) found[found.length - 1] += word;
    else found.push(word);
  }
  return found.filter((one) => one !== "");
}

// A text in at most so many lines, cut where it is longer.
export function lines(pen, text, width, most) {
  const found = [""];
  const parts = breakable(text);
  for (const part of parts) {
    const last = found.length - 1;
    if (pen.measureText(found[last] + part.trimEnd()).width <= width || found[last] === "") found[last] += part;
    else if (found.length < most) found.push(part);
    else {
      found[last] += part;
      break;
    }
  }
  return found.map((line) => cut(pen, line.trim(), width));
}

export function cut(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let signs = [...text];
  while (signs.length > 1 && pen.measureText(`${signs.join("")}…`).width > width) signs = signs.slice(0, -1);
  return `${signs.join("").trimEnd()}…`;
}

// The size of letters, at most so large, at which the headings are whole, as far as one can read it.
function headingSize(pen, columns, largest) {
  for (let size = largest; size > SMALLEST; size -= 0.5) {
    if (columns.every((column) => !headingOf(pen, column, size).some((line) => line.endsWith("…")))) return size;
  }
  return SMALLEST;
}

// What stands over a column: two lines, or three of small letters in the same room.
function headingOf(pen, column, size) {
  pen.font = font(size);
  return lines(pen, column.title, column.w + 5, size < SMALL ? 3 : 2);
}

// What stands still: headings, the floor of the queues, teams and what joins them.
export function paintStill(pen, places, ink, texts) {
  pen.clearRect(0, 0, places.width, places.height);
  pen.textBaseline = "top";
  pen.textAlign = "center";
  const size = places.letters;
  const heading = headingSize(pen, places.columns, size);
  for (const [k, column] of places.columns.entries()) {
    pen.fillStyle = ink.soft;
    const center = column.x + column.w / 2;
    headingOf(pen, column, heading).forEach((line, row) => pen.fillText(line, center, 1 + row * (heading + 1)));
    pen.font = font(size);
    if (places.teams.list.some((team) => team.places.includes(k))) {
      pen.fillStyle = ink.band;
      pen.fillRect(column.x, column.y, column.w, column.h);
    } else pen.fillText("–", column.x + column.w / 2, column.y + column.h - size - 2);
    if (k && places.columns[k - 1].care !== column.care) divide(pen, column.x - 8, places.base, ink);
  }
  pen.strokeStyle = ink.soft;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const column of places.columns) {
    pen.moveTo(column.x, places.base + 1);
    pen.lineTo(column.x + column.w, places.base + 1);
  }
  pen.stroke();
  ties(pen, places, ink);
  boxes(pen, places, ink, size);
  pen.textAlign = "left";
  pen.fillStyle = ink.soft;
  pen.font = font(size);
  for (const [name, box] of [["rest", places.rest], ["customers", places.field], ["lost", places.lost]]) {
    pen.fillText(cut(pen, texts.page(name), box.w), box.x, box.y - size - 4);
  }
  pen.strokeStyle = ink.line;
  pen.strokeRect(places.lost.x + 0.5, places.lost.y + 0.5, places.lost.w - 1, places.lost.h - 1);
}

function divide(pen, x, base, ink) {
  pen.strokeStyle = ink.line;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, base);
  pen.stroke();
  pen.setLineDash([]);
}

function ties(pen, places, ink) {
  pen.strokeStyle = ink.line;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const team of places.teams.list) {
    for (const place of team.places) {
      const column = places.columns[place];
      const x = column.x + column.w / 2;
      const aim = Math.max(team.x + 6, Math.min(team.x + team.w - 6, x));
      pen.moveTo(x, places.base + 2);
      pen.bezierCurveTo(x, places.base + 10, aim, team.y - 10, aim, team.y);
    }
  }
  pen.stroke();
}

function boxes(pen, places, ink, size) {
  pen.textAlign = "left";
  pen.font = font(size, 600);
  for (const team of places.teams.list) {
    pen.strokeStyle = ink.line;
    pen.strokeRect(team.x + 0.5, team.y + 0.5, team.w - 1, team.h - 1);
    pen.fillStyle = ink.ink;
    pen.fillText(cut(pen, team.title, team.w - 6), team.x + 4, team.y + 2);
  }
}

// Cells of the pool of rest that have changed, or all of them.
export function paintPool(pen, places, history, ink, changed) {
  const box = places.rest;
  const side = Math.max(1, box.size - (box.size > 3 ? 1 : 0.5));
  const paths = { rest: new Path2D(), due: new Path2D() };
  for (const place of changed) {
    if (place >= box.room) continue;
    const { x, y } = fieldSpot(box, place);
    pen.clearRect(x - box.size / 2, y - box.size / 2, box.size, box.size);
    const one = history.rest.who[place] ?? -1;
    if (one >= 0) paths[history.dueFrom[one] >= 0 ? "due" : "rest"].rect(x - side / 2, y - side / 2, side, side);
  }
  for (const [name, path] of Object.entries(paths)) {
    pen.fillStyle = ink[name];
    pen.fill(path);
  }
}

// Customers as squares, the larger the more they pay; framed where a job for them has failed within a month.
export function paintField(pen, places, history, ink, usual) {
  const box = places.field;
  const all = new Path2D();
  const unhappy = new Path2D();
  history.field.who.forEach((one, place) => {
    if (one < 0 || place >= box.room) return;
    const { x, y } = fieldSpot(box, place);
    const side = Math.max(2, (box.size - 1) * Math.sqrt(Math.min(1, Math.max(0.1, (0.45 * history.paid[one]) / usual))));
    all.rect(x - side / 2, y - side / 2, side, side);
    if (history.now - history.failedAt[one] < 43830) unhappy.rect(x - side / 2 - 0.5, y - side / 2 - 0.5, side + 1, side + 1);
  });
  pen.fillStyle = ink.customer;
  pen.fill(all);
  pen.strokeStyle = ink.unhappy;
  pen.lineWidth = 1.5;
  pen.stroke(unhappy);
}

// People: a head and a body, filled as far as they are busy. people: [{x, y, size, level, state, fresh}].
export function paintStaff(pen, people, ink) {
  const outline = { [ON]: new Path2D(), [OFF]: new Path2D(), [AWAY]: new Path2D() };
  const full = new Path2D();
  const plus = new Path2D();
  for (const { x, y, size, level, state, fresh } of people) {
    const w = size * 0.52;
    const h = size * 0.5;
    const path = outline[state];
    path.moveTo(x + size * 0.17, y - size * 0.2);
    path.arc(x, y - size * 0.2, size * 0.17, 0, 6.2832);
    path.moveTo(x - w / 2, y + h);
    path.lineTo(x - w / 2, y + h * 0.35);
    path.quadraticCurveTo(x - w / 2, y, x, y);
    path.quadraticCurveTo(x + w / 2, y, x + w / 2, y + h * 0.35);
    path.lineTo(x + w / 2, y + h);
    path.closePath();
    const part = state === ON ? level * h : 0;
    if (part > 0.3) full.rect(x - w / 2 + 1, y + h - part, w - 2, part);
    if (fresh) {
      const s = Math.max(1.5, size * 0.09);
      plus.rect(x + w * 0.55, y - size * 0.32, s * 3, s);
      plus.rect(x + w * 0.55 + s, y - size * 0.32 - s, s, s * 3);
    }
  }
  pen.fillStyle = ink.busy;
  pen.fill(full);
  pen.lineWidth = 1.2;
  pen.strokeStyle = ink.ink;
  pen.stroke(outline[ON]);
  pen.strokeStyle = ink.line;
  pen.stroke(outline[OFF]);
  pen.setLineDash([2, 2]);
  pen.strokeStyle = ink.long;
  pen.stroke(outline[AWAY]);
  pen.setLineDash([]);
  pen.fillStyle = ink.customer;
  pen.fill(plus);
}

// Half widths and half heights, in pixels, of the rectangles that make a disc of so many pixels in radius.
const DISCS = new Map();

function discParts(radius) {
  const found = [];
  for (let row = radius - 1; row >= 0; row--) {
    const width = Math.round(Math.sqrt(radius * radius - (row + 0.5) ** 2));
    if (found.length === 0 || width > found[found.length - 1][0]) found.push([width, row + 1]);
  }
  return found;
}

// A disc of rectangles that end on pixels: a tenth of the work of a smooth circle, and as round where it is this small.
function disc(path, x, y, radius, pixel) {
  const size = Math.max(1, Math.round(radius / pixel));
  if (!DISCS.has(size)) DISCS.set(size, discParts(size));
  const [left, top] = [Math.round(x / pixel) * pixel, Math.round(y / pixel) * pixel];
  for (const [w, h] of DISCS.get(size)) path.rect(left - w * pixel, top - h * pixel, 2 * w * pixel, 2 * h * pixel);
}

// Dots by kind: circles for leads, squares for work for customers; a tail where one was handed over or is back from rest.
export function paintDots(pen, own, ink, pixel) {
  const paths = [FRESH, DAYS, LONG, JOB, PALE, UNDER_WAY].map(() => new Path2D());
  const tails = [null, new Path2D(), new Path2D()];
  const add = (dot) => {
    const { x, y, radius, kind } = dot;
    const path = paths[kind];
    if (kind === JOB || radius < 1.8) path.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else if (kind === UNDER_WAY) {
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 6.2832);
    } else disc(path, x, y, radius, pixel);
    if (dot.tail) {
      tails[dot.tail].moveTo(x, y);
      tails[dot.tail].lineTo(x - (dot.tx - x) * 0.6, y - (dot.ty - y) * 0.6);
    }
  };
  own.list.forEach(add);
  own.leaving.forEach(add);
  pen.lineWidth = 1.5;
  pen.strokeStyle = ink.back;
  pen.stroke(tails[1]);
  pen.strokeStyle = ink.soft;
  pen.stroke(tails[2]);
  ["fresh", "days", "long", "job", "pale"].forEach((name, kind) => {
    pen.fillStyle = ink[name];
    pen.fill(paths[kind]);
  });
  pen.lineWidth = 1;
  pen.strokeStyle = ink.soft;
  pen.stroke(paths[UNDER_WAY]);
}

// How many wait above each queue, rest, are customers, are lost.
export function paintCounts(pen, places, history, ink, texts) {
  const size = places.letters;
  pen.textBaseline = "bottom";
  pen.font = font(size, 600);
  pen.fillStyle = ink.ink;
  pen.strokeStyle = ink.ground;
  pen.lineWidth = 3;
  pen.textAlign = "center";
  for (const column of places.columns) {
    const count = history.piles[column.activity].length;
    if (!count) continue;
    const rows = Math.ceil(Math.min(count, column.room) / column.across);
    const top = Math.max(column.y + size, column.y + column.h - rows * column.size - 1);
    pen.strokeText(texts.count(count), column.x + column.w / 2, top);
    pen.fillText(texts.count(count), column.x + column.w / 2, top);
  }
  pen.textAlign = "right";
  for (const [count, box] of [[history.rest.count, places.rest], [history.field.count, places.field]]) {
    pen.fillText(texts.count(count), box.x + box.w, box.y - 2);
  }
  const { lost } = places;
  const text = texts.count(history.lost);
  pen.textAlign = "center";
  pen.font = font(Math.min(size, (size * lost.w) / pen.measureText(text).width), 600);
  pen.fillText(text, lost.x + lost.w / 2, lost.y + lost.h / 2 + size / 2);
}

// A ring that is seen on any ground, with a name beside it where there is one.
export function paintRing(pen, spot, radius, ink, name, width) {
  for (const [colour, thick] of [[ink.ground, 5], [ink.mark, 2.5]]) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc(spot.x, spot.y, radius + 3, 0, 6.2832);
    pen.stroke();
  }
  if (!name) return;
  pen.font = font(11, 700);
  pen.textBaseline = "middle";
  const long = pen.measureText(name).width + 8;
  const x = spot.x + radius + 8 + long > width ? spot.x - radius - 8 - long : spot.x + radius + 8;
  pen.fillStyle = ink.mark;
  pen.fillRect(x, spot.y - 9, long, 18);
  pen.fillStyle = ink.ground;
  pen.textAlign = "left";
  pen.fillText(name, x + 4, spot.y + 0.5);
}
