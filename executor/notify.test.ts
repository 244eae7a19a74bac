import test from 'ava';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LIVE_DEFAULTS } from '../core/config/live-settings.js';
import { failureOf, GOOD_NIGHT, leaseOf, partialNight } from '../core/telling/night-sample.js';
import { Redactor } from '../core/telling/redact.js';
import type { Told } from '../core/telling/told.js';
import { stayOnThisMachine } from '../fixtures/aws/guard.js';
import type { Aws } from './aws.js';
import { wallClock, type Clock } from './clock.js';
import { tellEnd, tellStart, type NotifyDeps, type NotifySettings } from './notify.js';
import { ping, runUuid, type Http } from './notify/ping.js';
import { toldInBucket, toldInFolder, type ToldStore } from './notify/told-store.js';

const tried = stayOnThisMachine();
const root = mkdtempSync(join(tmpdir(), 'hippolyte-notify-'));
let folders = 0;
const folder = (): string => join(root, String(++folders));
test.after.always((t) => {
  rmSync(root, { recursive: true, force: true });
  t.deepEqual(tried, []);
});

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:backups';
const SETTINGS: NotifySettings = { ...LIVE_DEFAULTS.alerts, snsTopicArn: TOPIC, label: 'prod', runbook: 'docs/runbook.md', report: null };

interface Published { readonly Subject: string; readonly Message: string; readonly MessageAttributes?: Record<string, { StringValue: string }> }

/** SNS and S3 that keep what they get; `refusals` are thrown first, one a call. */
function fakeAws(refusals: (Error | Promise<never>)[] = []): { aws: Aws; sent: Published[]; objects: Map<string, string> } {
  const sent: Published[] = [];
  const objects = new Map<string, string>();
  const call = async (operation: string, input: unknown): Promise<unknown> => {
    await Promise.resolve();
    const { Key = '', Body = '' } = input as { Key?: string; Body?: string };
    if (operation === 's3:PutObject') return objects.set(Key, Body);
    if (operation === 's3:GetObject') {
      const text = objects.get(Key);
      if (text === undefined) throw Object.assign(new Error('no such key'), { name: 'NoSuchKey' });
      return { Body: { transformToString: () => Promise.resolve(text) } };
    }
    const refusal = refusals.shift();
    if (refusal instanceof Promise) return refusal;
    if (refusal instanceof Error) throw refusal;
    sent.push(input as Published);
    return { MessageId: `m-${sent.length}` };
  };
  return { aws: { call } as unknown as Aws, sent, objects };
}

/** A clock that jumps to whatever somebody waits for: a deadline passes at once. */
function jumpingClock(): Clock {
  let now = GOOD_NIGHT.endedAt;
  return {
    now: () => now,
    sleepUntil: async (at) => {
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      now = Math.max(now, at);
    },
    busy: (work) => work,
  };
}

function depsOf(aws: Aws, store: ToldStore, more: Partial<NotifyDeps> = {}): { deps: NotifyDeps; said: string[] } {
  const said: string[] = [];
  const http: Http = () => Promise.reject(new Error('nobody should ping'));
  return { deps: { aws, clock: wallClock(), store, redactor: new Redactor(), http, say: (line) => void said.push(line), ...more }, said };
}

function toldInMemory(): ToldStore {
  let kept: readonly Told[] = [];
  return { read: () => Promise.resolve([...kept]), write: (told) => Promise.resolve(void (kept = told)) };
}

const denied = (): Error => Object.assign(new Error('not authorized to perform: SNS:Publish'), { name: 'AuthorizationErrorException' });
const bad = partialNight([failureOf('orders')]);

test('a night is told once; SNS gets subject, body and attributes', async (t) => {
  const { aws, sent } = fakeAws();
  const store = toldInFolder(folder(), wallClock());
  const { deps, said } = depsOf(aws, store);
  for (let start = 0; start < 5; start++) await tellEnd(deps, SETTINGS, bad, '');
  t.is(sent.length, 1);
  t.like(sent[0], { TopicArn: TOPIC, Subject: '[prod eu-west-1] backup PARTIAL 411/412 night 2026-03-29 slack +48m | capacity OK' });
  t.is(sent[0].MessageAttributes?.exitCode.StringValue, '3');
  t.like((await store.read())[0], { kind: 'end', messageId: 'm-1', tries: 1, notice: null });
  t.deepEqual(said, []);
});

test('what was not delivered is kept, told on stderr, and sent by the next start', async (t) => {
  const { aws, sent } = fakeAws([denied(), denied()]);
  const store = toldInFolder(folder(), wallClock());
  const { deps, said } = depsOf(aws, store);
  await tellEnd(deps, SETTINGS, bad, '');
  t.deepEqual(said, ['messages: 1 not delivered (AuthorizationErrorException: not authorized to perform: SNS:Publish); tried again by the next start']);
  t.like((await store.read())[0], { sentAt: null, tries: 1 });
  await tellStart(deps, SETTINGS, 'x');
  t.like((await store.read())[0], { sentAt: null, tries: 2 });
  await tellStart(deps, SETTINGS, 'x');
  t.is(sent.length, 1);
  await tellStart(deps, SETTINGS, 'x');
  t.is(sent.length, 1);
});

test('a message is on the list before it is sent: a start that dies in between loses none', async (t) => {
  const { aws, sent } = fakeAws([new Promise(() => undefined)]);
  const store = toldInMemory();
  const { deps, said } = depsOf(aws, store, { clock: jumpingClock() });
  await tellEnd(deps, SETTINGS, bad, '');
  t.deepEqual(said, ['messages: not done within 20 s; tried again by the next start'], 'a topic that hangs does not hold up the end');
  t.like((await store.read())[0], { sentAt: null, tries: 0 });
  await tellStart(depsOf(aws, store).deps, SETTINGS, 'x');
  t.is(sent.length, 1);
});

test('a message that SNS does not like goes without attributes', async (t) => {
  const { aws, sent } = fakeAws([Object.assign(new Error('Invalid parameter: Attributes'), { name: 'InvalidParameterException' })]);
  await tellEnd(depsOf(aws, toldInFolder(folder(), wallClock())).deps, SETTINGS, bad, '');
  t.is(sent.length, 1);
  t.is(sent[0].MessageAttributes, undefined);
});

test('the list is kept in a bucket too, under its prefix and owner', async (t) => {
  const { aws, sent, objects } = fakeAws();
  const store = toldInBucket(aws, 'state', 'a/b/', '123456789012');
  t.deepEqual(await store.read(), []);
  await tellEnd(depsOf(aws, store).deps, SETTINGS, bad, '');
  await tellEnd(depsOf(aws, store).deps, SETTINGS, bad, '');
  t.is(sent.length, 1);
  t.deepEqual([...objects.keys()], ['a/b/told.json']);
});

test('a damaged list stops nothing: it begins anew', async (t) => {
  const dir = folder();
  const { aws, sent } = fakeAws();
  const { deps } = depsOf(aws, toldInFolder(dir, wallClock()));
  await tellEnd(deps, SETTINGS, bad, '');
  for (const text of ['', '{"version":1,"told":[{}]}', 'null', '[1', '{"version":2,"told":[]}']) {
    writeFileSync(join(dir, 'told.json'), text);
    t.deepEqual(await toldInFolder(dir, wallClock()).read(), []);
  }
  await tellEnd(deps, SETTINGS, bad, '');
  t.is(sent.length, 2, 'twice is better than never');
  t.is(statSync(join(dir, 'told.json')).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(dir), ['told.json'], 'no draft is left');
});

test('a list that cannot be written stops nothing, and is told', async (t) => {
  const { aws, sent } = fakeAws();
  const store: ToldStore = { read: () => Promise.resolve([]), write: () => Promise.reject(Object.assign(new Error('no space left'), { name: 'ENOSPC' })) };
  const { deps, said } = depsOf(aws, store);
  await tellEnd(deps, SETTINGS, { ...bad, exitCode: 5, openLeases: [leaseOf('orders')] }, '');
  t.is(sent.length, 0);
  t.deepEqual(said, ['messages: ENOSPC: no space left; tried again by the next start']);
});

test('without a topic nothing is kept and nothing said', async (t) => {
  const dir = folder();
  const { deps, said } = depsOf(fakeAws().aws, toldInFolder(dir, wallClock()));
  await tellEnd(deps, { ...SETTINGS, snsTopicArn: null }, bad, '');
  t.deepEqual([said, await toldInFolder(dir, wallClock()).read()], [[], []]);
});

test('secrets are in no message, no list and no line', async (t) => {
  const dir = folder();
  const secret = 'planted-secret-value';
  const redactor = new Redactor();
  redactor.learn(secret);
  const { aws, sent } = fakeAws([Object.assign(new Error(`refused for ${secret}`), { name: 'X' })]);
  const { deps, said } = depsOf(aws, toldInFolder(dir, wallClock()), { redactor });
  const night = partialNight([failureOf('orders', { why: `error ${secret}` })], { host: secret, journal: `s3://x/${secret}`, cause: { exitCode: 3, why: secret } });
  await tellEnd(deps, SETTINGS, night, '');
  t.false(readFileSync(join(dir, 'told.json'), 'utf8').includes(secret));
  await tellStart(deps, SETTINGS, 'x');
  t.is(sent.length, 1);
  t.false(JSON.stringify([sent, said]).includes(secret));
});

test('the metrics file is replaced whole, and readable for the exporter', async (t) => {
  const dir = folder();
  const path = join(dir, 'hippolyte.prom');
  const { deps } = depsOf(fakeAws().aws, toldInFolder(folder(), wallClock()));
  await tellEnd(deps, { ...SETTINGS, metricsFile: path }, GOOD_NIGHT, '');
  await tellEnd(deps, { ...SETTINGS, metricsFile: path }, GOOD_NIGHT, '');
  t.true(readFileSync(path, 'utf8').includes(`hippolyte_items_total{account="123456789012",region="eu-west-1"} ${2 * 1e9}\n`));
  t.is(statSync(path).mode & 0o777, 0o644);
  t.deepEqual(readdirSync(dir), ['hippolyte.prom']);
});

interface Pinged { readonly url: string; readonly body: string }

async function withServer(answers: (number | 'hang' | 'reset')[], use: (url: string, got: Pinged[]) => Promise<void>): Promise<void> {
  const got: Pinged[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      got.push({ url: request.url ?? '', body: Buffer.concat(parts).toString() });
      const answer = answers.shift() ?? 200;
      if (answer === 'reset') request.socket.resetAndDestroy();
      else if (answer !== 'hang') response.writeHead(answer, answer === 302 ? { location: 'http://169.254.169.254/' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/abc`, got);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('the switch is told of the start, of a success and of each failure with its code and the end of the log', async (t) => {
  await withServer([], async (url, got) => {
    const { deps, said } = depsOf(fakeAws().aws, toldInFolder(folder(), wallClock()), { http: fetch });
    const settings = { ...SETTINGS, healthcheckUrl: url };
    await tellStart(deps, settings, bad.runId);
    await tellEnd(deps, settings, GOOD_NIGHT, 'all well');
    await tellEnd(deps, settings, bad, `${'x'.repeat(200_000)}é, the end with AKIA${'A'.repeat(16)}`);
    await tellEnd(deps, settings, { ...bad, next: { what: 'the rest', at: bad.closesAt - 60 } }, '');
    const rid = runUuid(bad.runId);
    t.deepEqual(got.map((one) => one.url), [`/ping/abc/start?rid=${rid}`, `/ping/abc?rid=${rid}`, `/ping/abc/3?rid=${rid}`], 'a night that goes on has not ended');
    t.regex(rid, /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    t.is(got[1].body, 'all well');
    t.true(Buffer.byteLength(got[2].body) <= 100_000);
    t.true(got[2].body.endsWith('xé, the end with [redacted]'));
    t.deepEqual(said, []);
  });
});

test('a ping is tried three times and then told, without its address', async (t) => {
  await withServer([500, 'reset', 503], async (url, got) => {
    const { deps, said } = depsOf(fakeAws().aws, toldInFolder(folder(), wallClock()), { http: fetch, clock: quickClock() });
    await tellStart(deps, { ...SETTINGS, healthcheckUrl: url }, 'x');
    t.is(got.length, 3);
    t.deepEqual(said, ['health check: 127.0.0.1: status 503; tried again by the next start']);
  });
  await withServer([500, 'reset'], async (url, got) => {
    const { deps, said } = depsOf(fakeAws().aws, toldInFolder(folder(), wallClock()), { http: fetch, clock: quickClock() });
    await tellStart(deps, { ...SETTINGS, healthcheckUrl: url }, 'x');
    t.deepEqual([got.length, said], [3, []]);
  });
});

/** Pauses of a second or two pass at once; what is longer does not pass. */
function quickClock(): Clock {
  return {
    now: () => 0, busy: (work) => work,
    sleepUntil: (at, signal) => (at < 5 ? Promise.resolve() : new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))),
  };
}

test('a switch that hangs does not hold up the night', async (t) => {
  const hanging: Http = () => new Promise(() => undefined);
  const { deps, said } = depsOf(fakeAws().aws, toldInFolder(folder(), wallClock()), { http: hanging, clock: jumpingClock() });
  await tellStart(deps, { ...SETTINGS, healthcheckUrl: 'https://hc.example/secret-path' }, 'x');
  t.is(said.length, 1);
  t.notRegex(said[0], /secret-path/);
});

test('no ping goes to a metadata service, in the clear to another machine, or after a redirect', async (t) => {
  const asked: string[] = [];
  const http: Http = (url) => Promise.resolve(asked.push(url)).then(() => ({ ok: true, status: 200 }));
  const signal = new AbortController().signal;
  for (const url of ['http://169.254.169.254/latest', 'https://169.254.169.254/', 'http://hc.example/x', 'http://metadata.google.internal/', 'https://[fd00:ec2::254]/', 'ftp://hc.example/x', 'nonsense']) {
    t.is(typeof await ping(http, wallClock(), { url, what: 'start', runId: 'x', log: '' }, signal), 'string', url);
  }
  t.deepEqual(asked, []);
  await withServer([302, 302, 302], async (url) => {
    t.regex(await ping(fetch, quickClock(), { url, what: 0, runId: 'x', log: '' }, signal) ?? '', /^127\.0\.0\.1: /);
  });
});

test('the list stays small over the years', async (t) => {
  const { aws } = fakeAws();
  const store = toldInMemory();
  for (let night = 0; night < 1000; night++) await tellEnd(depsOf(aws, store).deps, SETTINGS, { ...bad, night: `night ${night}` }, '');
  const kept = await store.read();
  t.is(kept.length, 180);
  t.true(kept.at(-1)?.key.includes('night 999'));
});

test('metrics can be read by the exporter, whatever the umask of cron or of a unit takes away', async (t) => {
  const path = join(folder(), 'made', 'hippolyte.prom');
  const extension = import.meta.url.slice(-3);
  const code = `const { writeMetrics } = await import(${JSON.stringify(new URL(`notify/metrics-file${extension}`, import.meta.url).href)});
    const { GOOD_NIGHT } = await import(${JSON.stringify(new URL(`../core/telling/night-sample${extension}`, import.meta.url).href)});
    process.umask(0o077);
    await writeMetrics(${JSON.stringify(path)}, GOOD_NIGHT);`;
  const loader = extension === '.ts' ? ['--import', 'tsx'] : [];
  await promisify(execFile)(process.execPath, [...loader, '--input-type=module', '--eval', code]);
  t.deepEqual([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777], [0o644, 0o755]);
});
