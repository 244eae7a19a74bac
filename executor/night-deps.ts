// What a night needs from outside, and what one start of the tool is.

import type { JournalBody, RunHead } from '../core/journal/journal.js';
import type { EngineName } from '../core/plan.js';
import type { RunStory } from '../core/results/run-story.js';
import type { At, Seconds } from '../core/units.js';
import type { Aws } from './aws.js';
import type { Clock } from './clock.js';
import type { Engine, NightContext } from './engines/engine.js';
import type { StateStore } from './state/store.js';

export interface NightDeps {
  /** As it is: the night keeps its own pace, and asks the lock right before each change. */
  readonly aws: Aws;
  readonly clock: Clock;
  readonly state: StateStore;
  /** The engines that the context's plan names; those of other names may be there, too. */
  readonly engines: (context: NightContext) => ReadonlyMap<EngineName, Engine>;
  /** Stop: the window shuts, what is owed is handed back. Its reason may be the name of a signal. */
  readonly signal: AbortSignal;
  /** Stop at once, whatever is owed. Its reason may be PAUSE: the next start goes on. */
  readonly hurry: AbortSignal;
  /** One line for people. */
  say(line: string): void;
  /** Hears what happens, for the log: the lock, and every record of a run as it is written. */
  readonly heard?: Heard | undefined;
  readonly process: ProcessFacts;
  /** A name for a run that begins at that time: no other run has it. */
  readonly newRunId: (at: At) => string;
}

export interface Heard {
  /** The lock was taken for a run of that name. */
  lock(runId: string, night: string): void;
  /** A record was written to the run's journal; `story` knows it already. */
  record(head: RunHead, body: JournalBody, story: RunStory): void;
}

/** Who does it: in the lock's record and in the journal. */
export interface ProcessFacts {
  readonly pid: number;
  readonly host: string;
  readonly bootId: string;
  readonly who: string;
  readonly command: string;
  /** Of the tool. */
  readonly version: string;
}

/** How long what may be waited for. */
export interface NightTimes {
  /** That long after the close the night ends, whatever is still owed. */
  readonly graceSeconds: Seconds;
  /** That long after it was asked to stop a copy is taken as stopped. */
  readonly stopSeconds: Seconds;
}
