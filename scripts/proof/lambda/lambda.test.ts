// The handler of the deployable stack, as Lambda calls it: in slices of a quarter of an hour, cold and warm, killed, twice at
// once, and by the settle schedule. State, lock and backups are in the bucket; the roles are those of the template, in force.

import test from 'ava';
import { EXIT } from '../../../core/errors.js';
import { HOUR, MINUTE } from '../../../core/units.js';
import { openDestination } from '../../../executor/archive/destination.js';
import { wallClock } from '../../../executor/clock.js';
import { loopbackTable } from '../../../fixtures/aws/dynamodb.js';
import { Iam } from '../../../fixtures/aws/iam/iam.js';
import { inProcessAws } from '../../../fixtures/aws/in-process.js';
import { endAll } from '../process/child.js';
import { RAISED, sceneTest } from '../process/scene-test.js';
import { LOCK, NIGHT, PAST_LOCK, STARTS_AT, isMutating, type Host, type Scene } from '../process/scene.js';
import { backedUp, SHORT_TABLES } from '../short-night/estate.js';
import { BUCKET, deployed, type Stack } from './stack.js';

test.after.always(endAll);

/** Seconds of the night in one of the machine, where what is waited for takes an hour. */
const FAST = 60;
/** Two tables raised and handed back, one autoscaling suspended and resumed. */
const CHANGES = 6;
const RUN = { mode: 'run' };

interface Deployed extends Scene {
  readonly stack: Stack;
  readonly iam: Iam;
  /** A process of the function: its first event is a cold start. */
  readonly cold: () => Host;
  readonly copies: () => Promise<Map<string, number | null>>;
  readonly changes: () => number;
}

function scene(title: string, act: (t: Parameters<Parameters<typeof sceneTest>[1]>[0], made: Deployed) => Promise<void>, factor?: number): void {
  sceneTest(title, async (t, made) => {
    const { account } = made;
    const stack = deployed(account, LOCK);
    const iam = new Iam(account, stack.policies.RunRole);
    account.aws.iam = iam;
    const destination = openDestination(`s3://${BUCKET}/backups`, { aws: inProcessAws(account), clock: wallClock(), account: null });
    await act(t, {
      ...made, stack, iam, cold: () => made.host(stack.config),
      copies: () => {
        account.aws.iam = null; // the test's own look
        return backedUp(destination, NIGHT);
      },
      changes: () => account.aws.calls.filter(isMutating).length,
    });
    t.deepEqual(iam.refused, [], 'the role allows what the function does');
  }, 'state', factor);
}

/** Invocations as the schedule makes them, up to one that leaves nothing to the next. @returns their exit codes */
async function invoked(first: Host, stack: Stack, next: (host: Host, slice: number) => Host = (host) => host): Promise<(number | undefined)[]> {
  const codes: (number | undefined)[] = [];
  for (let host = first; codes.length < SLICES_MAX; host = next(host, codes.length)) {
    const said = await host.invoke(RUN, stack.timeoutSeconds);
    codes.push(said?.exitCode);
    if (said?.exitCode !== EXIT.paused) break;
  }
  return codes;
}
/** A window has no more. */
const SLICES_MAX = 28;

/** A table that was filled since AWS last counted: nobody raises it, and 2,000 times 8 KB at one unit a second take half an hour. */
function addLongTable({ account: { dynamo } }: Scene): void {
  const table = loopbackTable(0, LONG_ITEMS, 1);
  dynamo.tables.set('ledger', table);
  for (let i = 0; i < LONG_ITEMS; i++) dynamo.data.itemsOf(table).put({ id: { S: `ledger-${i}` }, text: { S: 'x'.repeat(LONG_ITEM_BYTES) } });
}
const LONG_ITEMS = 2000;
const LONG_ITEM_BYTES = 8000;

scene('a night longer than an invocation: slice after slice goes on, raised once and handed back once, warm and cold', async (t, made) => {
  addLongTable(made);
  const before = made.owned();
  // Every other start is a cold one.
  const codes = await invoked(made.cold(), made.stack, (host, slice) => {
    if (slice % 2 === 0) return host;
    host.kill('SIGKILL');
    return made.cold();
  });
  t.deepEqual([codes.at(-1), ...new Set(codes.slice(0, -1))], [EXIT.ok, EXIT.paused], JSON.stringify(codes));
  t.is(made.changes(), CHANGES);
  t.deepEqual(made.owned(), before);
  const sent = made.account.aws.calls.length;
  t.deepEqual(await made.cold().invoke(RUN, made.stack.timeoutSeconds), { exitCode: EXIT.ok }, 'the starts that follow find nothing to do');
  t.true(made.account.aws.calls.slice(sent).every(({ action }) => action.startsWith('s3:') || action.startsWith('sts:')));
  t.deepEqual(await made.copies(), new Map([...SHORT_TABLES, ['ledger', LONG_ITEMS] as const].sort()));
}, FAST);

scene('the last start of the window hands back instead', async (t, made) => {
  addLongTable(made);
  const before = made.owned();
  made.time.leap(6 * HOUR + 45 * MINUTE - (made.time.now() - (STARTS_AT - MINUTE)));
  const said = await made.cold().invoke(RUN, made.stack.timeoutSeconds);
  t.true([EXIT.terminated, EXIT.missed].includes(said?.exitCode as never) || /exit code 4/.test(said?.error ?? ''), JSON.stringify(said));
  t.deepEqual(made.owned(), before);
}, FAST);

scene('an invocation that Lambda kills: the next one goes on', async (t, made) => {
  const before = made.owned();
  const killed = made.cold();
  const never = killed.invoke(RUN, made.stack.timeoutSeconds);
  t.not(await killed.sends(RAISED), null);
  killed.kill('SIGKILL');
  t.is(await never, null);
  made.time.leap(PAST_LOCK);
  t.is((await invoked(made.cold(), made.stack)).at(-1), EXIT.ok);
  t.deepEqual(made.owned(), before);
  t.deepEqual(await made.copies(), new Map(SHORT_TABLES));
});

scene('an invocation that Lambda kills in the last hour: the settle schedule hands back, by its own role', async (t, made) => {
  const before = made.owned();
  const killed = made.cold();
  void killed.invoke(RUN, made.stack.timeoutSeconds);
  await killed.sends(RAISED);
  killed.kill('SIGKILL');
  await killed.ended;
  made.time.leap(8 * HOUR);
  const settling = new Iam(made.account, made.stack.policies.SettleRole);
  made.account.aws.iam = settling;
  t.deepEqual(await made.cold().invoke({ mode: 'settle' }, made.stack.timeoutSeconds), { exitCode: EXIT.ok });
  t.deepEqual(settling.refused, []);
  t.deepEqual(made.owned(), before);
});

scene('two invocations at once: one runs the night, the other is told no error and changes nothing', async (t, made) => {
  const before = made.owned();
  const hosts = [made.cold(), made.cold()];
  const codes = (await Promise.all(hosts.map((host) => invoked(host, made.stack)))).map((all) => all.at(-1));
  t.true(codes.includes(EXIT.ok) && codes.every((code) => code === EXIT.ok || code === EXIT.locked), JSON.stringify(codes));
  t.deepEqual(hosts.map((host) => host.mutating()).sort((a, b) => a - b), [0, CHANGES]);
  t.deepEqual(made.owned(), before);
  t.deepEqual(await made.copies(), new Map(SHORT_TABLES));
});
