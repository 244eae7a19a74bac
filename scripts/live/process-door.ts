// The process while a night runs: whatever would end it at once is heard, and answered by handing back first.

import { PAUSE } from '../../executor/drive.js';

/** Signals that end a process; a terminal that is closed, and cron's own end, come as SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What is emitted in the process when its time is up and another start will follow: AWS Lambda's door does. */
export const PAUSE_EVENT = 'hippolyte:pause';

export interface ProcessDoor {
  /** The first signal: the window shuts, what is owed is handed back. Its reason is the name of the signal. */
  readonly stop: AbortSignal;
  /** The second: leave at once; the next start hands back. Or, with PAUSE as its reason, a pause: the next start goes on. */
  readonly hurry: AbortSignal;
  /** Gives the signals back to who had them before. */
  close(): void;
}

/** Takes over signals and broken pipes. @param heard told each signal, for a line to people */
export function holdProcess(heard: (signal: string, times: number) => void): ProcessDoor {
  const stop = new AbortController();
  const hurry = new AbortController();
  let times = 0;
  const hear = (signal: NodeJS.Signals): void => {
    times++;
    // Nobody waits at a terminal that was closed: it is a request to stop, like any other.
    const reason = signal === 'SIGINT' ? signal : 'SIGTERM';
    if (times === 1) stop.abort(reason);
    else hurry.abort(reason);
    heard(signal, times);
  };
  const before = SIGNALS.map((signal) => [signal, process.rawListeners(signal)] as const);
  // Named here: whoever emits a signal in the process (AWS Lambda's door does) gives no name with it.
  const hearing = SIGNALS.map((signal) => [signal, (): void => hear(signal)] as const);
  for (const [signal, listener] of hearing) {
    process.removeAllListeners(signal);
    process.on(signal, listener);
  }
  const pause = (): void => hurry.abort(PAUSE);
  process.on(PAUSE_EVENT as 'SIGTERM', pause);
  // A reader that has gone, or a full disk behind stdout, may not end a night that has raised something; and the exit code
  // says how it ended, whether anybody read the rest or not.
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => undefined);
  }
  return {
    stop: stop.signal, hurry: hurry.signal,
    close: () => {
      for (const [signal, listener] of hearing) process.removeListener(signal, listener);
      process.removeListener(PAUSE_EVENT, pause);
      for (const [signal, listeners] of before) for (const listener of listeners) process.on(signal, listener as NodeJS.SignalsListener);
    },
  };
}
