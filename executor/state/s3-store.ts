// State in a bucket, for hosts without a disk; below the prefix:
//
//   runs/<night>/<runId>/<n>.jsonl    a journal, one object a flush, named by its first record
//   index/<night>/<runId>             there is such a run; written before its journal
//   settled/<night>/<runId>           its journal ends with nothing owed; written after it
//   locks/<fence>.json                the lock's records

import { assert, EXIT, refuse } from '../../core/errors.js';
import { CHAIN_START } from '../../core/journal/journal-line.js';
import { JournalFold, type JournalState } from '../../core/journal/journal-fold.js';
import { JournalReader, type JournalEnd } from '../../core/journal/journal-read.js';
import type { JournalRecord, RunHead } from '../../core/journal/journal.js';
import { NIGHT, RUN_ID } from '../../core/journal/run-id.js';
import type { Bucket } from '../archive/s3-bucket.js';
import type { Lock } from './lock-terms.js';
import { objectName, S3Journal } from './s3-journal.js';
import { keysUnder, readText, writeOnce } from './s3-objects.js';
import type { StateParts } from './state-parts.js';
import type { Journal, OpenedJournal, RunRef, StateStore } from './store.js';

/** Objects of a journal that are fetched at once. */
const FETCHES = 16;
const OBJECT = /^(\d{10,15})\.jsonl$/;

export class S3Store implements StateStore {
  readonly where: string;
  readonly lock: Lock;
  readonly #bucket: Bucket;
  /** What stands before every key: empty, or with a slash at its end. */
  readonly #root: string;
  readonly #parts: StateParts;

  constructor(bucket: Bucket, root: string, lock: Lock, parts: StateParts) {
    this.where = `s3://${bucket.name}/${root}`.replace(/\/$/, '');
    this.lock = lock;
    this.#bucket = bucket;
    this.#root = root;
    this.#parts = parts;
  }

  async runs(night?: string): Promise<RunRef[]> {
    return refsOf(await keysUnder(this.#bucket, `${this.#root}index/${night === undefined ? '' : `${night}/`}`), night);
  }

  async unsettled(): Promise<RunRef[]> {
    const settled = new Set(await keysUnder(this.#bucket, `${this.#root}settled/`));
    const open: RunRef[] = [];
    for (const ref of await this.runs()) {
      if (settled.has(`${ref.night}/${ref.runId}`)) continue;
      // An index without a journal: the run never did anything.
      if ((await keysUnder(this.#bucket, this.#prefix(ref), 1)).length > 0) open.push(ref);
    }
    return open;
  }

  async create(head: RunHead): Promise<Journal> {
    assert(NIGHT.test(head.night) && RUN_ID.test(head.runId), `night ${head.night} and run ${head.runId} are no names of a journal`);
    const ref: RunRef = { night: head.night, runId: head.runId };
    if ((await keysUnder(this.#bucket, this.#prefix(ref), 1)).length > 0) refuse(EXIT.refusesToOverwrite, this.#url(ref), 'is there already: a run begins its journal once');
    await writeOnce(this.#bucket, this.#key('index', ref), '');
    const journal = this.#journal(ref, { seq: 0, hash: CHAIN_START });
    journal.write({ kind: 'opened', at: this.#parts.clock.now(), head });
    await journal.flush();
    return journal;
  }

  async open(ref: RunRef): Promise<OpenedJournal> {
    const records: JournalRecord[] = [];
    const end = await this.#read(ref, (record) => records.push(record));
    if (records.length === 0) refuse(EXIT.data, this.#url(ref), 'holds no record: its run never did anything');
    // What it would owe from here on nobody would look for: unsettled() passes over it.
    assert((await keysUnder(this.#bucket, this.#key('settled', ref), 1)).length === 0, `run ${ref.runId} is settled and cannot be gone on with`);
    return { journal: this.#journal(ref, end), records, repaired: false };
  }

  async peek(ref: RunRef): Promise<JournalState> {
    const fold = new JournalFold();
    await this.#read(ref, (record) => fold.add(record));
    return fold.state();
  }

  async records(ref: RunRef): Promise<readonly JournalRecord[]> {
    const records: JournalRecord[] = [];
    await this.#read(ref, (record) => records.push(record));
    return records;
  }

  /** Objects are there as a whole or not at all: no tail can be torn. */
  async #read(ref: RunRef, take: (record: JournalRecord) => void): Promise<JournalEnd> {
    const url = this.#url(ref);
    const reader = new JournalReader(url, this.#parts.owner);
    let count = 0;
    for await (const { name, text } of this.#objects(ref)) {
      if (name !== objectName(count + 1)) refuse(EXIT.data, `${url}/${name}`, `does not follow from the objects before it, which end with record ${count}: an object is missing, or was put there by somebody else`);
      for (const record of reader.push(Buffer.from(text, 'latin1'))) {
        count++;
        if (record.kind === 'opened' && record.head.runId !== ref.runId) refuse(EXIT.data, url, `is the journal of the run ${record.head.runId}; give it its own name back`);
        take(record);
      }
    }
    const { record, end } = reader.end();
    if (record !== null || end.tornBytes > 0) refuse(EXIT.data, url, 'ends in the middle of a record: an object was changed');
    return end;
  }

  async *#objects(ref: RunRef): AsyncGenerator<{ readonly name: string; readonly text: string }> {
    const prefix = this.#prefix(ref);
    const names = (await keysUnder(this.#bucket, prefix)).filter((name) => OBJECT.test(name));
    for (let from = 0; from < names.length; from += FETCHES) {
      const some = names.slice(from, from + FETCHES);
      const texts = await Promise.all(some.map((name) => readText(this.#bucket, prefix + name)));
      for (let i = 0; i < some.length; i++) yield { name: some[i], text: texts[i]?.text ?? '' };
    }
  }

  #journal(ref: RunRef, end: { readonly seq: number; readonly hash: string }): S3Journal {
    const { clean } = this.#parts;
    const settled = async (): Promise<void> => void (await writeOnce(this.#bucket, this.#key('settled', ref), ''));
    return new S3Journal({ ref, bucket: this.#bucket, prefix: this.#prefix(ref), clean, end: { seq: end.seq, hash: end.hash }, settled });
  }

  #key(kind: 'index' | 'settled' | 'runs', { night, runId }: RunRef): string {
    return `${this.#root}${kind}/${night}/${runId}`;
  }

  #prefix(ref: RunRef): string {
    return `${this.#key('runs', ref)}/`;
  }

  #url(ref: RunRef): string {
    return `s3://${this.#bucket.name}/${this.#key('runs', ref)}`;
  }
}

function refsOf(keys: readonly string[], only?: string): RunRef[] {
  const refs: RunRef[] = [];
  for (const key of keys) {
    const [night, runId] = only === undefined ? key.split('/') : [only, key];
    if (NIGHT.test(night) && RUN_ID.test(runId)) refs.push({ night, runId });
  }
  return refs.sort((a, b) => (a.runId < b.runId ? -1 : 1));
}
