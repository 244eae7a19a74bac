// Read capacity over a night, aligned under its timeline: what the tables own, what is in force, what copies consume.

import { frame, put, yAxis, type Frame } from './draw.js';
import { number } from './format.js';
import type { Timeline } from './input.js';

const HEIGHT = 132;

export interface RcuSteps {
  /** Own capacity of all tables of the plan. */
  readonly own: number;
  /** Highest in each slot. */
  readonly inForce: Float64Array;
  readonly consumed: Float64Array;
}

/** Changes of a rate in the order of time. */
interface Changes { readonly own: number; readonly raise: readonly Change[]; readonly read: readonly Change[] }
type Change = readonly [seconds: number, by: number];

/** Sorting is most of the work, and zooming asks for it again and again. */
const sorted = new WeakMap<Timeline, Changes>();

function changesOf(timeline: Timeline): Changes {
  const known = sorted.get(timeline);
  if (known !== undefined) return known;
  const { bars } = timeline;
  const raise: Change[] = [];
  const read: Change[] = [];
  let own = 0;
  for (let i = 0; i < bars.state.length; i++) {
    own += bars.fromRcu[i];
    if (!Number.isNaN(bars.boostFromSeconds[i])) raise.push([bars.boostFromSeconds[i], bars.toRcu[i] - bars.fromRcu[i]], [bars.boostToSeconds[i], bars.fromRcu[i] - bars.toRcu[i]]);
    const seconds = bars.endSeconds[i] - bars.startSeconds[i];
    if (seconds > 0) read.push([bars.startSeconds[i], bars.readUnits[i] / seconds], [bars.endSeconds[i], -bars.readUnits[i] / seconds]);
  }
  const byTime = (a: Change, b: Change): number => a[0] - b[0] || a[1] - b[1];
  const changes = { own, raise: raise.sort(byTime), read: read.sort(byTime) };
  sorted.set(timeline, changes);
  return changes;
}

/** Capacity in `slots` equal parts of [from, to] seconds: the highest value within each part. */
export function rcuSteps(timeline: Timeline, from: number, to: number, slots: number): RcuSteps {
  const { own, raise, read } = changesOf(timeline);
  return { own, inForce: highest(raise, own, from, to, slots), consumed: highest(read, 0, from, to, slots) };
}

function highest(changes: readonly Change[], start: number, from: number, to: number, slots: number): Float64Array {
  const result = new Float64Array(slots);
  let value = start;
  let next = 0;
  while (next < changes.length && changes[next][0] < from) value += changes[next++][1];
  for (let slot = 0; slot < slots; slot++) {
    const endsAt = from + ((slot + 1) / slots) * (to - from);
    let most = value;
    while (next < changes.length && changes[next][0] < endsAt) {
      value += changes[next++][1];
      most = Math.max(most, value);
    }
    result[slot] = Math.max(0, most);
  }
  return result;
}

export interface StripRange {
  readonly left: number;
  readonly right: number;
  readonly from: number;
  readonly to: number;
  /** What the account may provision; 0 where it is not known. */
  readonly quotaRcu: number;
}

/** RCU that an account may provision in a region unless it asked for more. Source: AWS docs, Service Quotas, DynamoDB. */
const QUOTA_RCU = 80_000;

/** The quota of a night: the one that was set, else the default, unless the tables show that the account has more. */
export function quotaOf(timeline: Timeline, accountRcu: number): number {
  if (accountRcu > 0) return accountRcu;
  const { own, raise } = changesOf(timeline);
  let inForce = own;
  let most = own;
  for (const [, by] of raise) most = Math.max(most, (inForce += by));
  return most <= QUOTA_RCU ? QUOTA_RCU : 0;
}

/** Draws the strip over the same pixels as the timeline above it. */
export function drawRcuStrip({ svg, width, d3 }: Frame, timeline: Timeline, range: StripRange): void {
  const { left, right } = range;
  const slots = Math.max(1, Math.floor(right - left));
  const steps = rcuSteps(timeline, range.from, range.to, slots);
  const bottom = HEIGHT - 10;
  const most = Math.max(steps.own, steps.inForce.reduce((a, b) => Math.max(a, b), 0), steps.consumed.reduce((a, b) => Math.max(a, b), 0), 4);
  const near = range.quotaRcu > 0 && range.quotaRcu <= most * 2;
  const y = d3.scaleLinear().domain([0, near ? Math.max(most, range.quotaRcu) : most]).nice(3).range([bottom, 22]);
  frame(svg, width, HEIGHT, rcuSummary(steps));
  if (left > 60) yAxis(svg, y.ticks(3).map((tick) => ({ at: y(tick), text: number(tick) })), left, right);
  put(svg, 'text', { class: 'tick', x: left > 60 ? 0 : left, y: 12 }, 'read capacity units a second');
  const line = (values: Float64Array): string =>
    d3.line<Point>().x((point) => left + point[0]).y((point) => y(point[1])).curve(d3.curveStepAfter).digits(1)(corners(values)) ?? '';
  const area = d3.area<Point>().x((point) => left + point[0]).y0(y(steps.own)).y1((point) => y(Math.max(point[1], steps.own))).curve(d3.curveStepAfter).digits(1);
  put(svg, 'path', { class: 'boost-area', d: area(corners(steps.inForce)) ?? '' });
  if (near) put(svg, 'path', { class: 'quota', d: `M${left},${y(range.quotaRcu).toFixed(1)}H${right}` });
  if (range.quotaRcu > 0) put(svg, 'text', { class: 'tick', x: right, y: 12, 'text-anchor': 'end' }, width < 560 ? `quota ${number(range.quotaRcu)}` : near ? `quota of the account ${number(range.quotaRcu)} RCU` : `the quota of the account, ${number(range.quotaRcu)} RCU, is above this chart`);
  put(svg, 'path', { class: 'own', d: `M${left},${y(steps.own).toFixed(1)}H${right}` });
  put(svg, 'path', { class: 'boost-line', d: line(steps.inForce) });
  put(svg, 'path', { class: 'consumed', d: line(steps.consumed) });
}

type Point = readonly [slot: number, value: number];

/** The slots at which the value changes, and the last: all that a step line needs. */
function corners(values: Float64Array): Point[] {
  const points: Point[] = [];
  values.forEach((value, slot) => {
    if (slot === 0 || slot === values.length - 1 || value !== values[slot - 1]) points.push([slot, value]);
  });
  return points;
}

/** `own 12,000 RCU, at most 18,000 in force, at most 9,500 consumed by copies`. */
export function rcuSummary(steps: RcuSteps): string {
  const most = (values: Float64Array): string => number(values.reduce((a, b) => Math.max(a, b), 0));
  return `Tables own ${number(steps.own)} RCU; at most ${most(steps.inForce)} in force, at most ${most(steps.consumed)} consumed by copies`;
}
