// A night as it happens: every move and sight as an event of the log; where a person watches, what goes wrong, and how far it is.

import type { JournalBody, RunHead } from '../../core/journal/journal.js';
import type { RunStory } from '../../core/results/run-story.js';
import { JournalEvents } from '../../core/telling/journal-event.js';
import type { Heard } from '../../executor/night-deps.js';
import { inert, type Terminal } from '../terminal.js';

/** The listener of a night that speaks through a terminal. */
export function nightLines(terminal: Terminal): Heard {
  let run: { readonly runId: string; readonly events: JournalEvents; readonly count: number; copying: number } | null = null;
  const of = (head: RunHead): NonNullable<typeof run> => {
    if (run?.runId === head.runId) return run;
    return run = { runId: head.runId, events: new JournalEvents(head), count: head.live.plan.lanes.reduce((sum, { tables }) => sum + tables.length, 0), copying: 0 };
  };
  return {
    lock: (runId, night) => terminal.event('lock', { runId, night, code: 'taken' }),
    record: (head, body, story) => {
      const known = of(head);
      const told = known.events.of(body);
      if (told !== null && (terminal.logs || told.amiss)) terminal.event(told.event, { ...told.fields, msg: inert(told.fields.msg ?? '') });
      known.copying += changeOfCopies(body);
      if (body.kind === 'looked') terminal.progress(farText(story, known));
    },
  };
}

function changeOfCopies(body: JournalBody): number {
  if (body.kind !== 'saw') return 0;
  if (body.sight === 'copyStarted') return 1;
  return body.sight === 'copyDone' || body.sight === 'copyFailed' || body.sight === 'copyStopped' ? -1 : 0;
}

/** `copied 12 of 800 tables, 35 under way`. */
function farText(story: RunStory, { count, copying }: { readonly count: number; readonly copying: number }): string {
  return `copied ${story.done().size} of ${count} tables${copying > 0 ? `, ${copying} under way` : ''}`;
}
