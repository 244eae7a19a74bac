// A run that is being conducted: its ledger, its engines and the live world, put together around its journal. The same for
// a night that is run, for one that is gone on with, and for one that is only settled.

import { FOUND_NOTE, type OpenLease } from '../core/journal/journal-debts.js';
import { foldJournal } from '../core/journal/journal-fold.js';
import type { JournalBody, JournalRecord, RunHead } from '../core/journal/journal.js';
import type { LeaseOptions } from '../core/brain/lease-terms.js';
import type { EngineName } from '../core/plan.js';
import { RunStory } from '../core/results/run-story.js';
import { Capacity, type Changeable } from './capacity/capacity.js';
import type { Engine, NightContext } from './engines/engine.js';
import { fenced } from './fenced.js';
import { LiveLedger } from './live-ledger.js';
import { LiveWorld } from './live-world.js';
import type { NightDeps, NightTimes } from './night-deps.js';
import { paced } from './paced.js';
import type { Held } from './state/lock-terms.js';
import type { Journal } from './state/store.js';

/** Part of the account's control-plane operations that the night takes for itself. */
const UPDATES_SHARE = 0.9;

export interface Conducted {
  readonly head: RunHead;
  readonly journal: Journal;
  readonly ledger: LiveLedger;
  readonly capacity: Capacity;
  readonly engines: ReadonlyMap<EngineName, Engine>;
  readonly world: LiveWorld;
  readonly leaseOptions: LeaseOptions;
  /** What became of the tables, up to what was written last. */
  readonly story: RunStory;
}

export interface ConductedParts {
  readonly deps: NightDeps;
  readonly held: Held;
  readonly head: RunHead;
  readonly journal: Journal;
  /** What the journal says up to here; empty for a new run. */
  readonly records: readonly JournalRecord[];
  readonly times: NightTimes;
}

export function conduct({ deps, held, head, journal: file, records, times }: ConductedParts): Conducted {
  const fold = foldJournal(records);
  const story = new RunStory();
  for (const record of records) story.add(record);
  const journal = told(file, story, (body) => deps.heard?.record(head, body, story));
  const { clock } = deps;
  const { live } = head;
  const { control, quotas } = live.settings;
  const ledger = new LiveLedger(journal, live.tables);
  // The lock is asked after the wait for a turn, in which a process may have been stopped for hours.
  const aws = paced(fenced(deps.aws, () => held.check()), clock);
  const notes = new Map(fold.notes);
  const note = (key: string, value: string): void => {
    notes.set(key, value);
    ledger.note(clock.now(), key, value);
  };
  const context: NightContext = {
    runId: head.runId, night: head.night, region: head.region, account: head.account, plan: live.plan, tables: live.tables, aws, clock, signal: deps.hurry,
    note, noted: (key) => notes.get(key), say: (line) => deps.say(line),
  };
  const capacity = new Capacity({
    aws, clock, tables: live.tables.map((_, i) => changeable(head, i, fold.leases)),
    room: {
      tableRcu: quotas.tableRcu, accountRcu: quotas.accountRcu === 0 ? Infinity : quotas.accountRcu,
      provisionedRcu: live.tables.reduce((sum, { rcu, gsiRcu }) => sum + rcu + gsiRcu, 0),
    },
    found: (table, rcu) => {
      note(`${FOUND_NOTE}${live.tables[table].name}`, String(rcu));
      return ledger.flush();
    },
  });
  const engines = deps.engines(context);
  return {
    head, journal, ledger, capacity, engines, story,
    world: new LiveWorld({ plan: live.plan, clock, lookSeconds: control.lookSeconds, capacity, engines, checkLock: () => held.check() }),
    leaseOptions: { retrySeconds: control.lookSeconds, updatesMax: Math.floor(quotas.controlPlaneOperations * UPDATES_SHARE), owesFound: true, ...times },
  };
}

/** The journal, whose records the story and the log are told as they are written. */
function told(journal: Journal, story: RunStory, heard: (body: JournalBody) => void): Journal {
  return {
    ref: journal.ref, flush: () => journal.flush(), close: () => journal.close(),
    write: (body) => {
      story.add(body);
      journal.write(body);
      heard(body);
    },
  };
}

/** A table as the plan found it; what is owed to it counts where it differs. */
function changeable({ live }: RunHead, i: number, leases: ReadonlyMap<string, OpenLease>): Changeable {
  const { name, tableId, autoscaling, target } = live.tables[i];
  const { fromRcu, toRcu } = live.plan.columns;
  const lease = leases.get(name);
  return {
    name, tableId, fromRcu: lease?.originalRcu ?? fromRcu[i], toRcu: lease?.raisedToRcu ?? toRcu[i],
    scaled: autoscaling === null ? null : { minRcu: autoscaling.minRcu, maxRcu: autoscaling.maxRcu }, suspended: target?.suspended ?? null,
  };
}

/** Says in the journal that a process works on the run from here on. */
export function started({ process, clock }: NightDeps, { fence }: Held): JournalBody {
  const { pid, host, version } = process;
  return { kind: 'started', at: clock.now(), pid, host, version, fence };
}
