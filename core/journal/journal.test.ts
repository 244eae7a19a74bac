import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../errors.js';
import { endsSettled } from './journal-end.js';
import { CHAIN_START, chainLine, type ChainEnd } from './journal-line.js';
import { JournalReader, readJournal } from './journal-read.js';
import type { JournalBody, RunHead } from './journal.js';
import { livePlan, TEST_AT as AT } from '../live/live-testing.js';
import { sha256 } from './sha256.js';

const NAMES = ['-rf', '__proto__', 'constructor', 'orders'];
const HEAD: RunHead = { runId: '2026-06-10T0005Z-k3f9qa', night: '2026-06-10', account: '123456789012', region: 'eu-west-1', version: '0.1.0', live: livePlan(NAMES) };
const OPENED: JournalBody = { kind: 'opened', at: AT, head: HEAD };

/** The bytes of a journal with these records behind its head. */
function journal(bodies: readonly JournalBody[], opened: JournalBody = OPENED): Buffer {
  let end: ChainEnd = { seq: 0, hash: CHAIN_START };
  const lines: string[] = [];
  for (const body of [opened, ...bodies]) {
    const link = chainLine(end, body);
    lines.push(link.line);
    end = link;
  }
  return Buffer.from(lines.join(''), 'latin1');
}

const NIGHT: readonly JournalBody[] = [
  { kind: 'started', at: AT, pid: 4711, host: 'backup-1', version: '0.1.0', fence: 7 },
  { kind: 'asked', at: AT, move: 'suspendScaling', table: '__proto__', value: 0 },
  { kind: 'answered', at: AT + 1, move: 'suspendScaling', table: '__proto__', value: 0, outcome: 'OK' },
  { kind: 'asked', at: AT + 1, move: 'boost', table: '__proto__', value: 500 },
  { kind: 'note', at: AT + 2, key: 'lane 0 cluster', value: 'j-ÄÖÜ \u202e "quoted" \n\u0000' },
  { kind: 'saw', at: AT + 15, sight: 'laneEnded', lane: 0, value: 0, outcome: 'TIMED_OUT' },
  { kind: 'looked', at: AT + 15 },
  { kind: 'closed', at: AT + 20, verdict: 'partial', owed: 1 },
];

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
  return 'not refused';
};

test('what is written is read: every record, every number, every character', (t) => {
  const { records, tornBytes, unended, seq, goodBytes } = readJournal(journal(NIGHT), 'j', { account: '123456789012', region: 'eu-west-1' });
  t.deepEqual(records, [OPENED, ...NIGHT].map((body, i) => ({ seq: i + 1, ...body })));
  t.deepEqual([tornBytes, unended, seq, goodBytes], [0, false, 9, journal(NIGHT).length]);
  t.regex(journal(NIGHT).toString('latin1'), /^[\n\x20-\x7e]*$/);
});

test('a hash can be made again with sha256sum: the hash before and the line without its own', (t) => {
  const [first, second] = journal(NIGHT).toString('latin1').split('\n');
  const cut = (line: string): [string, string] => [`${line.slice(0, -75)}}`, line.slice(-66, -2)];
  t.is(cut(first)[1], sha256('0'.repeat(64) + cut(first)[0]));
  t.is(cut(second)[1], sha256(cut(first)[1] + cut(second)[0]));
  t.true(cut(second)[0].startsWith('{"seq":2,"kind":"started","at":'));
});

test('every bit that flips is found, wherever it is', (t) => {
  const bytes = journal(NIGHT);
  const headBytes = bytes.indexOf(10) + 1;
  // Every bit behind the head, which is long; of the head every 97th.
  for (let bit = 0; bit < bytes.length * 8; bit += bit < headBytes * 8 ? 97 : 1) {
    bytes[bit >> 3] ^= 1 << (bit & 7);
    t.regex(refusal(() => readJournal(bytes, 'j')), /^65 j:\d+: /, `bit ${bit & 7} of byte ${bit >> 3}`);
    bytes[bit >> 3] ^= 1 << (bit & 7);
  }
});

test('every truncation leaves a prefix of the records, and says what is torn', (t) => {
  const bytes = journal(NIGHT);
  const all = readJournal(bytes, 'j').records;
  const headBytes = bytes.indexOf(10) + 1;
  for (let length = 0; length <= bytes.length; length += length < headBytes - 1 ? 61 : 1) {
    for (const zeros of [0, 5]) {
      const cut = Buffer.concat([bytes.subarray(0, length), Buffer.alloc(zeros)]);
      const { records, goodBytes, tornBytes, unended } = readJournal(cut, 'j');
      t.deepEqual(records, all.slice(0, records.length));
      // A record is read once all of it is there, its line feed apart.
      const lines = bytes.subarray(0, length).filter((byte) => byte === 10).length;
      t.is(records.length, lines + (bytes[length] === 10 ? 1 : 0));
      t.is(goodBytes + tornBytes, cut.length);
      t.is(unended, bytes[length] === 10);
    }
  }
});

test('records that are left out, doubled or exchanged are found, and the line is named', (t) => {
  const lines = journal(NIGHT).toString('latin1').split(/(?<=\n)/);
  const read = (...order: number[]): string => refusal(() => readJournal(Buffer.from(order.map((i) => lines[i]).join(''), 'latin1'), 'runs/j.jsonl'));
  t.regex(read(0, 2, 3), /^65 runs\/j\.jsonl:2: does not follow from the records before it: the journal is damaged/);
  t.regex(read(0, 1, 1, 2), /^65 runs\/j\.jsonl:3: /);
  t.regex(read(0, 2, 1), /^65 runs\/j\.jsonl:2: /);
  t.regex(read(1, 2), /^65 runs\/j\.jsonl:1: /);
  const windows = Buffer.from(journal(NIGHT).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  t.regex(refusal(() => readJournal(windows, 'j')), /^65 j:1: ends as an editor writes it \(CR LF\)/);
  t.regex(refusal(() => readJournal(Buffer.concat([Buffer.from('\ufeff'), journal(NIGHT)]), 'j')), /^65 j:1: /);
  t.regex(refusal(() => readJournal(Buffer.from('not a journal\nat all\n'), 'j')), /^65 j:1: is no record/);
});

test('another account, another region and another format are refused; no owner is asked for no owner', (t) => {
  const bytes = journal(NIGHT);
  t.regex(refusal(() => readJournal(bytes, 'j', { account: '210987654321', region: 'eu-west-1' })), /^65 j: belongs to account 123456789012 in eu-west-1, this is 210987654321 in eu-west-1/);
  t.regex(refusal(() => readJournal(bytes, 'j', { account: '123456789012', region: 'us-east-1' })), /^65 j: belongs to .* this is 123456789012 in us-east-1/);
  // A newer version may chain its records in another way, too.
  const newer = Buffer.from(bytes.toString('latin1').replace('"head":{"format":1,', '"head":{"format":2,'), 'latin1');
  t.regex(refusal(() => readJournal(newer, 'j')), /^65 j:1: has the format 2 of another version, this one knows 1/);
});

test('the end of a journal tells whether its run is settled; what is damaged or torn does not', (t) => {
  const done: JournalBody = { kind: 'closed', at: AT + 30, verdict: 'success', owed: 0 };
  const settled = journal([...NIGHT, done]);
  t.true(endsSettled(settled));
  t.true(endsSettled(settled.subarray(-700)));
  t.false(endsSettled(journal(NIGHT))); // owes one
  t.false(endsSettled(journal([...NIGHT, done, { kind: 'shut', at: AT + 40 }])));
  t.false(endsSettled(settled.subarray(-200))); // the record before is not seen whole
  t.false(endsSettled(settled.subarray(0, -1)));
  t.false(endsSettled(Buffer.alloc(0)));
  for (let back = 2; back < 500; back++) {
    const damaged = Buffer.from(settled);
    damaged[damaged.length - back] ^= 1;
    if (back < 150) t.false(endsSettled(damaged), `${back} bytes before the end`);
  }
});

test('a journal of a night of 10,000 tables is read in pieces of any size', (t) => {
  const names = Array.from({ length: 10_000 }, (_, i) => `table-${String(i).padStart(5, '0')}`);
  const opened: JournalBody = { kind: 'opened', at: AT, head: { ...HEAD, live: livePlan(names) } };
  const moves = names.flatMap((table): JournalBody[] => [
    { kind: 'asked', at: AT, move: 'boost', table, value: 500 }, { kind: 'answered', at: AT, move: 'boost', table, value: 500, outcome: 'OK' },
  ]);
  const bytes = journal(moves, opened);
  for (const size of [97, 4096, 1_000_003]) {
    const reader = new JournalReader('j', null);
    let count = 0;
    for (let from = 0; from < bytes.length; from += size) for (const { seq } of reader.push(bytes.subarray(from, from + size))) t.is(seq, ++count);
    t.is(count, 1 + 2 * 10_000);
    t.deepEqual(reader.end(), { record: null, end: { seq: count, hash: readJournal(bytes, 'j').hash, goodBytes: bytes.length, tornBytes: 0, unended: false } });
  }
});

test('texts and numbers of any kind come back', (t) => {
  const number = fc.double({ noDefaultInfinity: false, noNaN: false });
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(text, text, number, (key, value, at) => {
    const body: JournalBody = { kind: 'note', at, key, value };
    t.deepEqual(readJournal(journal([body]), 'j').records[1], { seq: 2, ...body });
  }), { numRuns: 300 });
});
