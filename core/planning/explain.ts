// Why a table is copied the way it is: sentences with the arithmetic, for `hippolyte explain`. Recomputes nothing that
// the plan decided; alternatives are priced by the closed forms of estimate.ts.

import { billedHours, estimateTable, exportedBytes, machinesUsdPerHour, planPrices, type PlanPrices, unitsToRead } from './estimate.js';
import { emptyLane } from './lanes.js';
import { ENGINES, SKIP, SKIPS, type EngineName, type Plan } from '../plan.js';
import { engineFrame } from './planner-pace.js';
import type { Policy } from '../policy.js';
import type { PriceBook } from '../money/prices.js';
import type { Settings } from '../settings.js';
import type { Survey, Table } from '../table.js';
import { type At, type Bytes, DAY, GIB, HOUR, type Seconds, type Usd } from '../units.js';

/** Differences below this do not show. */
const SHOWN_RCU = 0.05;

/** Sentences on one table of a plan: engine and alternatives, lane, capacity, times, price with its arithmetic and sources. */
export function explainTable(survey: Survey, plan: Plan, policy: Policy, settings: Settings, book: PriceBook, tableIndex: number): string[] {
  const table = survey.tables[tableIndex];
  const { columns } = plan;
  if (columns.skip[tableIndex] !== SKIP.none) return [skippedSentence(table, plan, SKIPS[columns.skip[tableIndex]])];
  const engine = ENGINES[columns.engine[tableIndex]];
  return [
    `${table.name} holds ${bytes(table.sizeBytes)}, ${capacityWords(table)}; its application is expected to read up to ${rcu(table.forecastPeakRcu)} in the window`,
    `engine: ${engine}, by the rule "${policy.engine.name}" (${policy.engine.summary})`,
    ...alternatives(table, engine, survey, policy, settings, book),
    laneSentence(plan, survey, tableIndex),
    ...paceSentences(plan, survey, table, policy, settings),
    ...timeSentences(plan, table, policy),
    ...priceSentences(plan, table, settings, book),
  ];
}

function skippedSentence(table: Table, plan: Plan, reason: string): string {
  if (plan.crashed !== null) return `${table.name} is not copied: the policy ${plan.policy} could not plan this night: ${plan.crashed}`;
  return `${table.name} is not copied: ${reason}${reason === 'empty' ? ' (DescribeTable says 0 bytes; that figure is up to six hours old)' : ''}`;
}

function capacityWords(table: Table): string {
  if (table.onDemand) return 'on demand';
  const scaled = table.autoscaling === null ? '' : `, autoscaled ${table.autoscaling.minRcu} to ${table.autoscaling.maxRcu} RCU at ${Math.round(table.autoscaling.targetShare * 100)} %`;
  return `provisioned at ${rcu(table.rcu)}${scaled}`;
}

/** What the other engines would take, each with the pace that the same scaling rule would give it. */
function alternatives(table: Table, chosen: EngineName, survey: Survey, policy: Policy, settings: Settings, book: PriceBook): string[] {
  const prices = planPrices(book);
  return ENGINES.filter((engine) => engine !== chosen).map((engine) => {
    if (engine !== 'export' && table.onDemand) {
      const usd = unitsToRead(table.sizeBytes, settings, engine) * unitUsd(prices, table);
      return `not ${engine}: the units of an on-demand table cost ${dollars(usd)} whatever reads them${machineWords(engine, settings, book)}`;
    }
    const pace = engine === 'export' ? { toRcu: table.rcu, readRcu: 0 } : policy.scale.pace(table, engineFrame(engine, survey, settings, book));
    const { seconds, readUsd, exportUsd } = estimateTable(table, engine, pace, survey.window.opensAt, settings, prices);
    const money = engine === 'export'
      ? `${dollars(exportUsd)} for ${gib(exportedBytes(table, settings))} GiB at ${dollars(prices.exportByteUsd * GIB)} a GiB${pitrWords(table, settings, prices)}`
      : `${dollars(readUsd)} for capacity${machineWords(engine, settings, book)}`;
    return `not ${engine}: ${duration(seconds)}, ${money}`;
  });
}

function machineWords(engine: EngineName, settings: Settings, book: PriceBook): string {
  const { machines } = emptyLane(engine, settings);
  const names = machines.map(({ type, count }) => `${count} x ${type}`).join(' and ');
  return `, and ${engine === 'scan' ? 'a part of ' : ''}${names} at ${dollars(machinesUsdPerHour(machines, book))} an hour`;
}

function laneSentence(plan: Plan, survey: Survey, index: number): string {
  const number = plan.columns.lane[index];
  const { tables, engine, machines, concurrency } = plan.lanes[number];
  const place = tables.indexOf(index) + 1;
  const names = machines.map(({ type, count }) => `${count} x ${type}`).join(' and ');
  const hosts = engine === 'export' ? 'the export service' : names;
  const before = place > 1 ? `, after ${survey.tables[tables[place - 2]].name}` : '';
  return `lane ${number + 1} of ${plan.lanes.length}: ${hosts}, ${concurrency} at once; table ${place} of ${tables.length}${before}`;
}

function paceSentences({ columns, opensAt }: Plan, survey: Survey, table: Table, policy: Policy, settings: Settings): string[] {
  const i = table.index;
  if (ENGINES[columns.engine[i]] === 'export') return ['capacity: an export reads none'];
  const [from, to, read] = [columns.fromRcu[i], columns.toRcu[i], columns.readRcu[i]];
  const rule = `by the rule "${policy.scale.name}" (${policy.scale.summary})`;
  const words = [`pace: reads ${rcu(read)} = ${rate(read * settings.reading.bytesPerUnit)}, ${rule}`];
  const hours = Math.ceil((columns.forecastEndAt[i] - opensAt) / HOUR);
  const kept = (capacity: number): string => (policy.scale.ignoresApplication === true ? 'traffic is not looked at' : keptWords(survey, table, capacity - read, hours, settings));
  if (table.onDemand) words.push(`no capacity to raise: an on-demand table serves ${rcu(settings.reading.onDemandRcu)} at once; ${kept(settings.reading.onDemandRcu)}`);
  else if (to === from) words.push(`nothing is raised above ${rcu(from)}: ${kept(from)}`);
  else words.push(`${to > from ? 'raised' : 'lowered'} from ${rcu(from)} to ${rcu(to)}: the copy takes ${rcu(read)}, ${rcu(to - read)} remain; ${kept(to)}`);
  if (columns.suspends[i] === 1) words.push('its autoscaling is suspended while it is copied');
  return words;
}

/** What is left to the application beside a copy, against what it is expected to read: in the whole window, or in the hours up to the end of the copy. */
function keptWords(survey: Survey, table: Table, leftRcu: number, hours: number, { forecast }: Settings): string {
  let peak = table.forecastPeakRcu;
  let when = '';
  if (forecast.margin * peak > leftRcu + SHOWN_RCU && hours < survey.slots) {
    const first = table.index * survey.slots;
    peak = Math.min(peak, survey.forecastRcu.subarray(first, first + hours).reduce((most, value) => Math.max(most, value), 0));
    when = ' until the copy ends';
  }
  const keep = forecast.margin * peak;
  if (keep <= leftRcu + SHOWN_RCU) return `${rcu(peak)} x ${forecast.margin} = ${rcu(keep)} are kept for the application${when}`;
  return `the application is expected to read up to ${rcu(peak)}${when}; what both want above the capacity comes out of burst credit, or is throttled`;
}

function timeSentences(plan: Plan, table: Table, policy: Policy): string[] {
  const { columns, opensAt, closesAt } = plan;
  const i = table.index;
  const boost = Number.isNaN(columns.boostAt[i]) ? '' : `capacity is asked ${clock(columns.boostAt[i], opensAt)}, `;
  const endAt = columns.forecastEndAt[i];
  const late = endAt > closesAt ? `; that is ${duration(endAt - closesAt)} after the window closes` : '';
  return [`times by the rule "${policy.timing.name}": ${boost}the copy takes ${duration(columns.forecastSeconds[i])} and ends ${clock(endAt, opensAt)}${late}`];
}

function priceSentences(plan: Plan, table: Table, settings: Settings, book: PriceBook): string[] {
  const { columns } = plan;
  const i = table.index;
  const prices = planPrices(book);
  const engine = ENGINES[columns.engine[i]];
  const lines = [`price: ${dollars(columns.forecastUsd[i])} of ${dollars(plan.forecastUsd)} for the night`];
  const raise = columns.toRcu[i] - columns.fromRcu[i];
  if (engine === 'export') {
    const billed = exportedBytes(table, settings);
    lines.push(`export, with 100 bytes an item: ${gib(billed)} GiB x ${dollars(prices.exportByteUsd * GIB)} = ${dollars(billed * prices.exportByteUsd)}${pitrWords(table, settings, prices)} (${source(book, 'dynamodb.export-gb')})`);
  } else if (table.onDemand) {
    const meter = table.infrequentAccess ? 'dynamodb.rru-million-ia' : 'dynamodb.rru-million';
    const units = unitsToRead(table.sizeBytes, settings, engine);
    lines.push(`read units: ${(units / 1e6).toPrecision(6)} million x ${dollars(unitUsd(prices, table) * 1e6)} = ${dollars(units * unitUsd(prices, table))} (${source(book, meter)})`);
  } else if (raise > 0) lines.push(raiseSentence(plan, table, raise, settings, book, prices));
  else lines.push('read capacity: $0, what is read is provisioned and paid already');
  const { machines } = plan.lanes[columns.lane[i]];
  if (machines.length > 0) {
    const sources = machines.map(({ type, emr }) => source(book, `ec2.${type}-hour`) + (emr ? `; ${source(book, `emr.${type}-hour`)}` : '')).join('; ');
    lines.push(`machines: its part, by copy time, of ${dollars(machinesUsdPerHour(machines, book))} an hour (${sources})`);
  }
  return lines;
}

function raiseSentence(plan: Plan, table: Table, raise: number, settings: Settings, book: PriceBook, prices: PlanPrices): string {
  const price = table.infrequentAccess ? prices.rcuHourIaUsd : prices.rcuHourUsd;
  const backAt = raisedUntil(plan, table, settings);
  const hours = billedHours(plan.columns.boostAt[table.index], backAt, settings);
  const meter = table.infrequentAccess ? 'dynamodb.rcu-hour-ia' : 'dynamodb.rcu-hour';
  const unpaid = unpaidShare(plan, settings);
  const share = unpaid === 1 ? '' : ` x ${Number(unpaid.toFixed(3))} not covered by ${settings.billing.reservedRcu} reserved RCU`;
  return `read capacity, raised until ${clock(backAt, plan.opensAt)}: ${rcu(raise)} x ${Number(hours.toFixed(3))} h (rule ${settings.billing.rule}) x ${dollars(price)}${share} = ${dollars(raise * hours * price * unpaid)} (${source(book, meter)})`;
}

/** When the capacity is expected back: after the copy or when it is stopped, or at the first check after its lane ended (2017), or not this night. */
function raisedUntil({ columns, lanes, conduct, opensAt, closesAt }: Plan, { index }: Table, { control, updateTable }: Settings): At {
  const { tables, launchAt, terminateAfterSeconds } = lanes[columns.lane[index]];
  const stopAt = Math.min(launchAt + terminateAfterSeconds, conduct.stopsAtClose ? closesAt : Infinity);
  const handBackSeconds = control.lookSeconds + updateTable.medianSeconds;
  if (conduct.reverts === 'after-copy') return Math.min(stopAt, columns.forecastEndAt[index]) + handBackSeconds;
  const laneEndAt = Math.max(...tables.map((table) => Math.min(stopAt, columns.forecastEndAt[table])));
  return (conduct.checksAt.find((at) => at >= laneEndAt) ?? opensAt + DAY) + handBackSeconds;
}

/** Capacity up to the reservation is paid already; what lies above is shared by all raises alike. */
function unpaidShare({ columns: { fromRcu, toRcu } }: Plan, { billing }: Settings): number {
  const base = fromRcu.reduce((sum, value) => sum + value, 0);
  const raise = toRcu.reduce((sum, value, i) => sum + Math.max(0, value - fromRcu[i]), 0);
  return 1 - Math.min(1, Math.max(0, billing.reservedRcu - base) / raise);
}

/** Point-in-time recovery has to be on for an export; where it is not recorded as off, the owner pays it anyway. */
function pitrWords(table: Table, settings: Settings, prices: PlanPrices): string {
  return table.pitr === false ? ` and ${dollars(exportedBytes(table, settings) * prices.pitrByteNightUsd)} for a night of point-in-time recovery, which is off` : '';
}

function unitUsd(prices: PlanPrices, table: Table): Usd {
  return table.infrequentAccess ? prices.readUnitIaUsd : prices.readUnitUsd;
}

function source(book: PriceBook, meter: string): string {
  const price = book.meters[meter];
  return price === undefined || price.usd === null ? `${meter}: no price known in ${book.region}, counted as 0 here` : `${meter} in ${book.region}, ${book.date}: ${price.source}`;
}

function dollars(usd: Usd): string {
  return `$${usd >= 1 ? usd.toFixed(2) : String(Number(usd.toPrecision(3)))}`;
}

function rcu(value: number): string {
  return `${Number(value.toFixed(1))} RCU`;
}

function gib(size: Bytes): string {
  return String(Number((size / GIB).toPrecision(4)));
}

function bytes(size: Bytes): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let power = 0;
  while (size >= 1024 ** (power + 1) && power < units.length - 1) power++;
  return `${Number((size / 1024 ** power).toPrecision(4))} ${units[power]}`;
}

function rate(bytesPerSecond: number): string {
  return `${Number((bytesPerSecond / 1e6).toPrecision(3))} MB/s`;
}

/** 5 h 41 min, 12 min, 40 s. */
function duration(seconds: Seconds): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = Math.round(seconds / 60);
  return seconds < HOUR ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function clock(at: At, opensAt: At): string {
  return at <= opensAt ? 'when the window opens' : `${duration(at - opensAt)} after the window opens`;
}
