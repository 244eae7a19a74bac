// Seeing what became of exports: a DescribeExport each, a part of them at each look where there are many.

import type { At } from '../../../core/units.js';
import { OUTCOME, type Records, SIGHT } from '../../../core/world.js';
import { tryCall } from '../../faults.js';
import { because } from '../engine.js';
import { garbled } from '../try-pages.js';
import { findExport } from './start.js';
import type { Export, ExportState } from './state.js';

/** Asked at one look; of more, those that were asked longest ago. An export takes ten minutes at least. */
const ASKED_MAX = 50;
/** How long an export that was accepted before a crash is looked for. */
const SEEK_SECONDS = 60;

export async function look(state: ExportState, now: At, sights: Records): Promise<void> {
  for (const lane of state.starting) sights.push(now, SIGHT.laneReady, lane, 0);
  state.starting.clear();
  const due = [...state.exports.values()].sort((a, b) => a.askedAt - b.askedAt || a.table - b.table).slice(0, ASKED_MAX);
  for (const one of due) {
    one.askedAt = now;
    await lookAt(state, one, now, sights);
  }
  for (const lane of state.ending) {
    // There is no call that ends an export: it runs on, and nobody waits for it.
    for (const table of state.context.plan.lanes[lane].tables) if (state.exports.has(table)) end(state, table, SIGHT.copyStopped, now, sights);
    sights.push(now, SIGHT.laneEnded, lane, OUTCOME.OK);
  }
  state.ending.clear();
}

async function lookAt(state: ExportState, one: Export, now: At, sights: Records): Promise<void> {
  const { context } = state;
  const name = context.tables[one.table].name;
  const fail = (what: string): void => {
    because(context, { table: name }, `export: ${name} failed: ${what}`);
    end(state, one.table, SIGHT.copyFailed, now, sights);
  };
  if (one.arn === null) {
    const found = await findExport(state, one.table, one.attempt);
    if (typeof found === 'string') one.arn = found;
    else if (found !== null || context.clock.now() < one.sinceAt + SEEK_SECONDS) return;
    else return fail('AWS does not know the export');
  }
  const { output, refusal } = await tryCall(context.aws, 'dynamodb:DescribeExport', { ExportArn: one.arn });
  if (refusal?.name === 'ExportNotFoundException') return fail('AWS does not know the export any more');
  const told = output?.ExportDescription;
  if (told?.ExportStatus === undefined) return context.say(`export: ${name} could not be looked at: ${(refusal ?? garbled('an export without a state')).what}`);
  if (!one.started) {
    one.started = true;
    sights.push(now, SIGHT.copyStarted, one.table, one.attempt);
  }
  if (told.ExportStatus === 'FAILED') return fail(`${told.FailureCode ?? ''} ${told.FailureMessage?.split('\n')[0].slice(0, 200) ?? 'no reason given'}`.trim());
  if (told.ExportStatus !== 'COMPLETED') return;
  const proof = await state.options.prove({
    table: one.table, attempt: one.attempt, exportArn: one.arn, itemCount: told.ItemCount ?? -1, manifestKey: told.ExportManifest ?? '',
    startedAt: secondsOf(told.StartTime), endedAt: secondsOf(told.EndTime),
  });
  if (proof.verdict === 'proved') end(state, one.table, SIGHT.copyDone, now, sights);
  else if (proof.verdict === 'faulty') fail(proof.what);
}

/** An export consumes nothing of the table. */
function end(state: ExportState, table: number, sight: number, now: At, sights: Records): void {
  state.exports.delete(table);
  sights.push(now, sight, table, 0);
}

function secondsOf(date: Date | undefined): At | null {
  return date === undefined ? null : date.getTime() / 1000;
}
