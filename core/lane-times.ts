// Times of the copies in lanes that take them one after the other (or k at once), shared by the timings.

import { clockHoursTouched, machinesUsdPerHour, plannedBootSeconds, planPrices } from './estimate.js';
import { isRaised } from './raises.js';
import type { Conduct, Lane } from './plan.js';
import type { Draft } from './policy.js';
import type { Settings } from './settings.js';
import { HOUR, type At, type Seconds } from './units.js';

/** Of a lane's spare time so much may be spent waiting for full hours; the rest is for what takes longer than planned. */
const SLACK_SHARE_MAX = 0.5;

/** How nights are conducted unless a timing knows better: wait for capacity, hand it back at once, stop at the close. */
export function soberConduct(settings: Settings): Conduct {
  return {
    awaitsCapacity: true, reverts: 'after-copy', checksAt: [], stopsAtClose: true, attemptsMax: settings.control.attemptsMax,
    resumes: 'after-revert', keepsLeases: true,
  };
}

/** Boosts of the lane's raised tables at one instant; nothing waits for anything else. */
export function allAt(draft: Draft, tables: readonly number[], at: At): void {
  const { boostAt, startAt } = draft.columns;
  for (const table of tables) {
    startAt[table] = at;
    if (isRaised(draft, table)) boostAt[table] = at;
  }
}

/** The order with raised tables first, each part in its own order; the same array when nothing is raised. */
export function raisedFirst(draft: Draft, tables: readonly number[]): { tables: readonly number[]; raised: number } {
  const first: number[] = [];
  for (const table of tables) if (isRaised(draft, table)) first.push(table);
  const raised = first.length;
  if (raised === 0) return { tables, raised };
  for (const table of tables) if (!isRaised(draft, table)) first.push(table);
  return { tables: first, raised };
}

/**
 * Boosts each raised table of a lane just before its turn. Raised tables go first, because their turn is then known
 * best; the others follow. With `aligns`, a copy that would touch one clock hour more than it needs waits for the full
 * hour, where the machines that wait cost less than the hour saved and the window has room for it.
 */
export function justInTime(draft: Draft, lane: Lane, aligns: boolean): Lane {
  const { columns, settings, survey, opensAt, closesAt } = draft;
  const { tables, raised } = raisedFirst(draft, lane.tables);
  for (const table of tables) columns.startAt[table] = opensAt;
  if (raised === 0) return lane;
  const prices = planPrices(draft.book);
  const machineSecondUsd = machinesUsdPerHour(lane.machines, draft.book) / HOUR;
  const readyAt = lane.launchAt + plannedBootSeconds(lane.engine, settings);
  const places = new Array<At>(Math.min(lane.concurrency, tables.length)).fill(readyAt);
  const revertSeconds = settings.control.revertLeadSeconds;
  let slack = slackSeconds(draft, tables, places.length, closesAt - revertSeconds - readyAt);
  let lastAt = opensAt;
  for (let i = 0; i < raised; i++) {
    const table = tables[i];
    const lead = draft.leads.ofOne(columns.fromRcu[table], columns.toRcu[table], survey.tables[table].warmRcu);
    const place = places.indexOf(Math.min(...places));
    let startAt = Math.max(places[place], opensAt + lead);
    const length = columns.forecastSeconds[table] + lead + revertSeconds;
    const boostAt = startAt - lead;
    const spare = clockHoursTouched(boostAt, boostAt + length) - Math.ceil(length / HOUR);
    if (aligns && spare > 0) {
      const waits = (Math.floor(boostAt / HOUR) + 1) * HOUR - boostAt;
      const raise = columns.toRcu[table] - columns.fromRcu[table];
      if (waits <= slack && raise * spare * prices.rcuHourUsd > waits * machineSecondUsd) {
        startAt += waits;
        slack -= waits;
      }
    }
    columns.boostAt[table] = startAt - lead;
    columns.startAt[table] = startAt;
    places[place] = startAt + columns.forecastSeconds[table];
    lastAt = Math.max(lastAt, startAt);
  }
  for (let i = raised; i < tables.length; i++) columns.startAt[tables[i]] = lastAt + settings.control.lookSeconds;
  return { ...lane, tables };
}

/** Time that a lane has left when its copies follow each other without a gap. */
function slackSeconds(draft: Draft, tables: readonly number[], places: number, usableSeconds: Seconds): Seconds {
  let sum = 0;
  for (const table of tables) sum += draft.columns.forecastSeconds[table];
  return SLACK_SHARE_MAX * (usableSeconds - sum / places);
}
