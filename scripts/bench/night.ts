// What a live night costs the machine beside the reading: control work, journal, verdicts, a table at a time. Whole nights of
// small tables in the loopback AWS, on a clock that jumps, by the same lines as `hippolyte run`; what the loopback AWS itself takes
// to answer is measured and taken off.
//
//   node dist/scripts/bench/night.js [--tables 100,1000,10000] [--json]

import { assert } from '../../core/errors.js';
import { JournalFold } from '../../core/journal/journal-fold.js';
import { JournalReader } from '../../core/journal/journal-read.js';
import { MIB, type Bytes } from '../../core/units.js';
import type { LoopbackAccount } from '../../fixtures/aws/account.js';
import type { Service } from '../../fixtures/aws/service.js';
import { makeStage, OPENS_AT } from '../live/night-testing.js';
import { BUCKET, fillMany } from '../proof/scale/estate.js';
import { median, option } from './options.js';

interface Figure {
  readonly tables: number;
  /** Processor time a table, all threads: of the night, and of the loopback AWS in it, which is not in the first. */
  readonly nightMs: number;
  readonly loopbackMs: number;
  readonly callsPerTable: number;
  readonly journalRecords: number;
  readonly journalFlushes: number;
  readonly journalBytes: Bytes;
  /** Processor time of reading the journal back, its chain checked and all folded. */
  readonly readBackMs: number;
  readonly heapBytes: Bytes;
}

/** The heap is looked at each so many calls: a night on such a clock leaves no turn to a timer. */
const HEAP_LOOK_CALLS = 500;
/** Nights of a size: the smallest are noisy. */
const NIGHTS_OF: readonly (readonly [number, number])[] = [[500, 7], [5000, 3], [Infinity, 1]];

function cpuMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Measures what every service of the account takes to answer. */
function metered({ aws }: LoopbackAccount): { ms: number; calls: number; heapBytes: Bytes } {
  const meter = { ms: 0, calls: 0, heapBytes: 0 };
  for (const service of aws.services.values() as Iterable<{ answer: Service['answer'] }>) {
    const answer = service.answer.bind(service);
    service.answer = (operation, input) => {
      const from = process.cpuUsage();
      try {
        return answer(operation, input);
      } finally {
        meter.ms += cpuMs(process.cpuUsage(from));
        if (meter.calls++ % HEAP_LOOK_CALLS === 0) meter.heapBytes = Math.max(meter.heapBytes, process.memoryUsage().heapUsed);
        aws.calls.length = 0; // what was sent is not kept
      }
    };
  }
  return meter;
}

async function nightOf(tables: number): Promise<Figure> {
  const stage = makeStage({ state: `s3://${BUCKET}/state`, destination: `s3://${BUCKET}/backups`, budgetUsd: 10_000 }, OPENS_AT, { promisesOnly: true });
  fillMany(stage.account, tables);
  const loopback = metered(stage.account);
  const from = process.cpuUsage();
  const result = await stage.start();
  const totalMs = cpuMs(process.cpuUsage(from));
  assert(result.tables.ok === tables, `the night ended ${result.verdict}: ${result.cause?.why ?? ''}`);
  const { ms: loopbackMs, calls, heapBytes } = loopback;
  const bucket = stage.account.s3.buckets.get(BUCKET);
  const objects = (bucket?.keys() ?? []).filter((key) => key.startsWith('state/runs/'));
  const texts = objects.map((key) => bucket?.get(key)?.body.toString('latin1') ?? '');
  return {
    tables, nightMs: (totalMs - loopbackMs) / tables, loopbackMs: loopbackMs / tables, callsPerTable: calls / tables, journalFlushes: objects.length / tables,
    journalRecords: texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0) / tables, journalBytes: texts.reduce((sum, text) => sum + text.length, 0) / tables,
    readBackMs: readBackMs(texts) / tables, heapBytes,
  };
}

/** What any other start does with a journal that it finds. */
function readBackMs(texts: readonly string[]): number {
  const from = process.cpuUsage();
  const [reader, fold] = [new JournalReader('the journal', null), new JournalFold()];
  for (const text of texts) for (const record of reader.push(Buffer.from(text, 'latin1'))) fold.add(record);
  assert(fold.state().closed !== null, 'the journal has no end');
  return cpuMs(process.cpuUsage(from));
}

/** The median of every figure over some nights. */
function medians(nights: readonly Figure[]): Figure {
  const [first] = nights;
  return Object.fromEntries(Object.keys(first).map((key) => [key, median(nights.map((night) => night[key as keyof Figure]))])) as unknown as Figure;
}

const sizes = option('tables', '100,1000,10000').split(',').map(Number);
await nightOf(100); // warm
const figures: Figure[] = [];
for (const tables of sizes) {
  const [, rounds] = NIGHTS_OF.find(([most]) => tables <= most) ?? [0, 1];
  const nights: Figure[] = [];
  for (let i = 0; i < rounds; i++) nights.push(await nightOf(tables));
  figures.push(medians(nights));
}
if (option('json', '') !== '') process.stdout.write(`${JSON.stringify({ bench: 'night', figures }, null, 1)}\n`);
else {
  for (const { tables, nightMs, loopbackMs, callsPerTable, journalRecords, journalFlushes, journalBytes, readBackMs: backMs, heapBytes } of figures) {
    process.stdout.write(`${String(tables).padStart(6)} tables  ${nightMs.toFixed(2)} ms a table, and ${loopbackMs.toFixed(2)} of the loopback AWS for ${callsPerTable.toFixed(1)} calls; `
      + `journal: ${journalRecords.toFixed(1)} records, ${Math.round(journalBytes)} bytes, ${journalFlushes.toFixed(2)} flushes, read back in ${backMs.toFixed(3)} ms; heap up to ${Math.round(heapBytes / MIB)} MiB\n`);
  }
}
