// Copies of clusters in time, so that their raises fit into the account at every moment: whenever a place in a lane is free,
// the longest raised copy that finds room goes next; a copy without a raise fills in where none does. Raised copies that
// would not end in the window any more are not raised for it.

import { clockHoursTouched, machinesUsdPerHour, plannedBootSeconds } from './estimate.js';
import { freeRcu } from './pace.js';
import type { Lane } from '../plan.js';
import { LaneHeap } from '../policies/lane-heap.js';
import { RoomInTime } from './room-in-time.js';
import type { Draft } from '../policy.js';
import { isRaised, lowerRaise, setPace } from './raises.js';
import { HOUR, type At, type Rcu, type Seconds, type Usd } from '../units.js';

/** Raises are planned up to this part of the room: a copy that takes longer than planned holds its raise longer. */
const ROOM_SHARE_MAX = 0.95;
/** Raised copies of a lane that are looked at when the first does not fit. */
const LOOK_AHEAD = 6;
/** A raise is off the account's sum as soon as it is asked to be handed back: so many looks after its copy's end. */
const RELEASE_LOOKS = 2;
/** Of a lane's spare time so much may be spent waiting for full hours; the rest is for what takes longer than planned. */
const SLACK_SHARE_MAX = 0.5;

/** One lane while it is filled. */
interface Filling {
  readonly number: number;
  readonly lane: Lane;
  readonly raised: number[];
  readonly plain: number[];
  nextPlain: number;
  /** So many of the plain ones go before everything else: autoscaling takes their capacity away while the night is quiet. */
  readonly autoscaled: number;
  /** Raised copies that would not end in time. */
  readonly late: number[];
  readonly order: number[];
  slackSeconds: Seconds;
  readonly machineUsdPerSecond: Usd;
}

/**
 * Sets boostAt and startAt of all copies of lanes that we order ourselves, and the order in each lane.
 * @param aligns a raised copy waits for the full clock hour where that saves more than the waiting machines cost
 * @returns the lanes, and the room that is left at the fullest moment
 */
export function level(draft: Draft, lanes: readonly Lane[], roomRcu: Rcu, aligns: boolean): { lanes: Lane[]; roomRcu: Rcu } {
  let places = 0;
  for (const lane of lanes) places += Math.min(lane.concurrency, lane.tables.length);
  const room = new RoomInTime(draft, places, roomRcu * ROOM_SHARE_MAX);
  const fillings = lanes.map((lane, number) => filling(draft, lane, number, room.totalRcu));
  const heap = new LaneHeap(places);
  fillings.forEach(({ lane }, number) => {
    const readySeconds = lane.launchAt - draft.opensAt + plannedBootSeconds(lane.engine, draft.settings);
    for (let place = 0; place < Math.min(lane.concurrency, lane.tables.length); place++) heap.add(number, readySeconds);
  });
  while (heap.length > 0) {
    const busySeconds = next(draft, fillings[heap.lane(0)], draft.opensAt + heap.load(0), room, aligns);
    if (busySeconds > 0) heap.grow(busySeconds);
    else heap.drop();
  }
  return { lanes: fillings.map(({ lane, order }) => ({ ...lane, tables: order })), roomRcu: Math.max(0, roomRcu - room.peakRcu) };
}

function leadOf({ columns, warmRcu, leads }: Draft, table: number): Seconds {
  return leads.ofOne(columns.fromRcu[table], columns.toRcu[table], warmRcu[table]);
}

function filling(draft: Draft, lane: Lane, number: number, roomRcu: Rcu): Filling {
  const { columns, settings, closesAt } = draft;
  const raised: number[] = [];
  const plain: number[] = [];
  const others: number[] = [];
  let seconds = 0;
  for (const table of lane.tables) {
    if (columns.toRcu[table] - columns.fromRcu[table] > roomRcu) lowerRaise(draft, table, roomRcu);
    seconds += columns.forecastSeconds[table];
    (isRaised(draft, table) ? raised : draft.survey.tables[table].autoscaling !== null ? plain : others).push(table);
  }
  const autoscaled = plain.length;
  plain.push(...others);
  const { forecastSeconds, toRcu, fromRcu } = columns;
  raised.sort((a, b) => forecastSeconds[b] * (toRcu[b] - fromRcu[b]) - forecastSeconds[a] * (toRcu[a] - fromRcu[a]) || a - b);
  const usable = closesAt - settings.control.revertLeadSeconds - lane.launchAt - plannedBootSeconds(lane.engine, settings);
  const places = Math.min(lane.concurrency, lane.tables.length);
  return {
    number, lane, raised, plain, nextPlain: 0, autoscaled, late: [], order: [], slackSeconds: SLACK_SHARE_MAX * (usable - seconds / places),
    machineUsdPerSecond: machinesUsdPerHour(lane.machines, draft.book) / HOUR,
  };
}

/** Places the next copy of a lane at `at`, or lets the place wait. Returns how long it is taken; 0 when nothing is left to do. */
function next(draft: Draft, filling: Filling, at: At, room: RoomInTime, aligns: boolean): Seconds {
  const { raised, plain } = filling;
  if (filling.nextPlain < filling.autoscaled) return runPlain(draft, filling, at);
  const first = firstThatFits(draft, filling, at, room, aligns);
  if (first >= 0) {
    const waits = aligns ? hourWait(draft, filling, raised[first], at) : 0;
    if (waits > 0 && filling.nextPlain < plain.length && draft.columns.forecastSeconds[plain[filling.nextPlain]] <= waits) return runPlain(draft, filling, at);
    filling.slackSeconds -= waits;
    return waits + runRaised(draft, filling, first, at + waits, room);
  }
  if (filling.nextPlain < plain.length) return runPlain(draft, filling, at);
  if (raised.length === 0 && filling.late.length > 0) {
    takeLate(draft, filling);
    return runPlain(draft, filling, at);
  }
  if (raised.length === 0) return 0;
  room.hold(raised[0], filling.number);
  const waits = Math.max(draft.settings.control.lookSeconds, room.nextAt() - at);
  filling.slackSeconds -= waits;
  return waits < Infinity ? waits : 0;
}

/** The longest raised copy of a lane that finds room now, if possible one that does not touch a clock hour too much; -1 when there is none. */
function firstThatFits(draft: Draft, filling: Filling, at: At, room: RoomInTime, aligns: boolean): number {
  const { raised } = filling;
  const lastEndAt = draft.closesAt - draft.settings.control.revertLeadSeconds;
  let found = -1;
  for (let k = 0, looked = 0; k < raised.length && looked < LOOK_AHEAD; ) {
    const startAt = startOf(draft, raised[k], at);
    if (startAt + draft.columns.forecastSeconds[raised[k]] > lastEndAt) {
      giveUp(draft, filling, k);
      room.letGo(filling.number);
      continue;
    }
    if (room.fits(raised[k], filling.number, at)) {
      if (!aligns || spareHours(draft, raised[k], startAt) === 0) return k;
      if (found < 0) found = k;
    }
    k++;
    looked++;
  }
  const last = raised.length - 1;
  return found < 0 && last >= LOOK_AHEAD && room.fits(raised[last], filling.number, at) ? last : found;
}

/** A copy that cannot end in time: no capacity is bought for it, and it goes last. */
function giveUp(draft: Draft, filling: Filling, k: number): void {
  const table = filling.raised.splice(k, 1)[0];
  const { fromRcu, readRcu, toRcu } = draft.columns;
  const share = draft.scale.readShareMax ?? readRcu[table] / toRcu[table];
  setPace(draft, table, fromRcu[table], freeRcu(fromRcu[table], draft.keepRcu[table], share, draft.ceilingRcu[table]));
  filling.late.push(table);
}

/** What could not be raised in time is copied as it is, the shortest first: some may end in time after all. */
function takeLate(draft: Draft, filling: Filling): void {
  const { forecastSeconds } = draft.columns;
  filling.plain.push(...filling.late.sort((a, b) => forecastSeconds[a] - forecastSeconds[b] || a - b));
  filling.late.length = 0;
}

/** When a raised copy starts whose place is free at `at`: a raise above the warm throughput is asked no earlier than others. */
function startOf(draft: Draft, table: number, at: At): At {
  const lead = leadOf(draft, table);
  return Math.max(at + lead - draft.settings.control.boostLeadSeconds, draft.opensAt + lead);
}

function runPlain(draft: Draft, filling: Filling, at: At): Seconds {
  const table = filling.plain[filling.nextPlain++];
  draft.columns.startAt[table] = filling.order.length === 0 ? draft.opensAt : at;
  filling.order.push(table);
  return draft.columns.forecastSeconds[table];
}

function runRaised(draft: Draft, filling: Filling, k: number, at: At, room: RoomInTime): Seconds {
  const { columns, settings } = draft;
  const table = filling.raised.splice(k, 1)[0];
  const lead = leadOf(draft, table);
  const startAt = startOf(draft, table, at);
  columns.boostAt[table] = startAt - lead;
  columns.startAt[table] = startAt;
  filling.order.push(table);
  const endAt = startAt + columns.forecastSeconds[table];
  room.take(table, filling.number, endAt + RELEASE_LOOKS * settings.control.lookSeconds);
  return endAt - at;
}

/** Clock hours that a raise touches more than it is long. */
function spareHours(draft: Draft, table: number, startAt: At): number {
  const lead = leadOf(draft, table);
  const length = draft.columns.forecastSeconds[table] + lead + draft.settings.control.revertLeadSeconds;
  return clockHoursTouched(startAt - lead, startAt - lead + length) - Math.ceil(length / HOUR);
}

/** How long a raised copy should wait for the full hour: 0 where that is not worth it. */
function hourWait(draft: Draft, filling: Filling, table: number, at: At): Seconds {
  const { columns } = draft;
  const lead = leadOf(draft, table);
  const startAt = startOf(draft, table, at);
  const spare = spareHours(draft, table, startAt);
  if (spare <= 0) return 0;
  const boostAt = startAt - lead;
  const waits = (Math.floor(boostAt / HOUR) + 1) * HOUR - boostAt;
  const raise = columns.toRcu[table] - columns.fromRcu[table];
  const price = draft.book.meters['dynamodb.rcu-hour']?.usd ?? 0;
  return waits <= filling.slackSeconds && raise * spare * price > waits * filling.machineUsdPerSecond ? waits : 0;
}
