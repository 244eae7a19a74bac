import test from 'ava';
import { EXIT } from '../errors.js';
import type { NightResult } from './night-result.js';
import { failureOf, GOOD_NIGHT as GOOD, leaseOf, partialNight as partial } from './night-sample.js';
import { BODY_BYTES_MAX, LISTED_MAX, noticeOf, recoveryOf } from './notice.js';
import { SUBJECT_CHARS_MAX, subjectOf } from './notice-subject.js';
import { tellings, type Told } from './told.js';
import { HOUR, MINUTE } from '../units.js';

const OPTIONS = { label: 'prod', runbook: 'https://wiki.example/runbook', report: 'https://reports.example/r.html' };
const CLOSES_AT = GOOD.closesAt;

test('the subject says verdict, tables, night, slack and whether production is safe', (t) => {
  t.is(subjectOf(partial([failureOf('a'), failureOf('b'), failureOf('c')]), 'prod'), '[prod eu-west-1] backup PARTIAL 409/412 night 2026-03-29 slack +48m | capacity OK');
  t.is(subjectOf({ ...GOOD, endedAt: CLOSES_AT + 5 * MINUTE, openLeases: [leaseOf('a')] }, null), '[123456789012 eu-west-1] backup SUCCESS 412/412 night 2026-03-29 slack -5m | 1 NOT HANDED BACK');
});

test('no subject is longer than SNS takes, holds a control character, or loses what is owed', (t) => {
  const wild = { ...GOOD, region: 'us-gov-west-1', tables: { ...GOOD.tables, total: 1e9, ok: 1e9 - 3 }, openLeases: Array.from({ length: 99_999 }, () => leaseOf('a')), endedAt: CLOSES_AT + 1e9 };
  for (const label of [null, 'x'.repeat(200), 'pröd\r\nBcc: a@b\u202e', '\u{1f600}'.repeat(40), '']) {
    const subject = subjectOf(wild, label, 'RECOVERED');
    t.regex(subject, /^[\x20-\x7e]+$/);
    t.true(subject.length <= SUBJECT_CHARS_MAX, subject);
    t.true(subject.endsWith(' | 99999 NOT HANDED BACK'), subject);
  }
});

test('the body answers in the order of the questions', (t) => {
  const { body } = noticeOf(partial([failureOf('orders')], { openLeases: [leaseOf('orders')], exitCode: EXIT.unhealed, next: { what: 'hippolyte settle', at: CLOSES_AT } }), OPTIONS);
  const order = [
    'PARTIAL: 411 of 412', 'NOT handed back: 1 tables with raised capacity, 1 with suspended autoscaling; costs $0.0200 an hour, $0.48 in 24 h',
    'orders: 152 RCU instead of 10, autoscaling suspended since 2026-03-29 04:00, 1.2 h; not handed back: NO_DECREASE_LEFT',
    'without a backup: 1', 'orders: failed (DENIED), 3 nights in a row since 2026-03-27: the scan was refused',
    'next: hippolyte settle, at 2026-03-29 06:00 UTC', 'you: hippolyte settle', 'by hand', 'update-table --region eu-west-1 --table-name=orders --provisioned-throughput ReadCapacityUnits=10,WriteCapacityUnits=$(aws ',
    'wait table-exists', 'register-scalable-target', '--suspended-state DynamicScalingInSuspended=false,DynamicScalingOutSuspended=true,ScheduledScalingSuspended=false',
    'cause:', 'DENIED, missing permission dynamodb:Scan, request REQ1', 'runbook: https://wiki.example/runbook#exit-code-5',
    'report: https://reports.example/r.html#night=2026-03-29', 'journal: s3://', 'run 2026-03-29T0010Z-k3f9qa on cron-1, hippolyte 0.1.0', `plan ${'ab'.repeat(32)}`,
  ];
  let from = 0;
  for (const part of order) {
    const at = body.indexOf(part, from);
    t.true(at >= from, `${part} after what comes before it, in:\n${body}`);
    from = at;
  }
});

test('a good night says that production is as it was, and that nothing has to be done', (t) => {
  const { body } = noticeOf(GOOD, OPTIONS);
  t.regex(body, /^SUCCESS: 412 of 412 tables/);
  t.regex(body, /production: capacity and autoscaling are as they were/);
  t.regex(body, /you: nothing\n/);
  t.notRegex(body, /cause:|without a backup|by hand/);
});

test('100,000 failed tables and as many leases are ten lines and a number each', (t) => {
  const names = Array.from({ length: 100_000 }, (_, index) => `${'t'.repeat(249)}${String(index).padStart(6, '0')}`);
  const result = partial(names.map((name) => failureOf(name, { why: 'w'.repeat(5_000), requestId: name })), { openLeases: names.map((name) => leaseOf(name)), exitCode: EXIT.unhealed });
  const { body, attributes } = noticeOf(result, OPTIONS);
  t.is(body.match(/\+ 99990 more/g)?.length, 2);
  t.true(Buffer.byteLength(body) <= BODY_BYTES_MAX);
  t.true(body.trimEnd().endsWith(`plan ${'ab'.repeat(32)}`), 'nothing is cut off at the end');
  t.is(body.match(/update-table/g)?.length, LISTED_MAX, 'commands are whole');
  t.true(body.includes(`${names[9]} --query Table.ProvisionedThroughput.WriteCapacityUnits --output text)`));
  const size = Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(String(value)), 0);
  t.true(size + Buffer.byteLength(body) < 262_144, `${size} bytes of attributes`);
});

test('text of others can neither forge a line nor paint a terminal', (t) => {
  const evil = 'x\nyou: rm -rf /\r\u001b[31m\u202e\u2028bücher\u{1f600}';
  const { body, subject, attributes } = noticeOf(partial([failureOf('orders', { why: evil, code: evil, requestId: evil })], { host: evil, cause: { exitCode: 77, why: evil, action: evil }, next: { what: evil, at: CLOSES_AT } }), { ...OPTIONS, label: evil });
  t.regex(body, /^[\x20-\x7e\n]+$/);
  t.regex(subject, /^[\x20-\x7e]+$/);
  t.deepEqual(body.split('\n').filter((line) => line.startsWith('you: ')), ['you: read the reason of each table, mend it, then: hippolyte run']);
  t.true(body.includes('b\\u{fc}cher\\u{1f600}'));
  t.regex(String(attributes.document), /^[\x20-\x7e]+$/);
});

test('names that no table can have give no command', (t) => {
  const { body } = noticeOf({ ...GOOD, exitCode: EXIT.unhealed, openLeases: [leaseOf('a; rm -rf /'), leaseOf('-rf')] }, OPTIONS);
  t.is(body.match(/update-table/g)?.length, 1);
  t.true(body.includes('--table-name=-rf '));
});

test('the attributes are the same for machines, ten at most', (t) => {
  const { attributes } = noticeOf(partial([failureOf('orders')]), OPTIONS);
  t.true(Object.keys(attributes).length <= 10);
  t.like(attributes, { verdict: 'partial', exitCode: 3, account: '123456789012', region: 'eu-west-1', night: '2026-03-29', page: 'day', openLeases: 0 });
  t.like(JSON.parse(String(attributes.document)), { failuresTotal: 1, tables: { total: 415, failed: 1 }, failures: [{ table: 'orders', times: 3 }] });
  t.is(recoveryOf(GOOD, OPTIONS).attributes.recovered, 'true');
  t.true(Object.keys(recoveryOf(GOOD, OPTIONS).attributes).length <= 10);
});

const sent = (result: NightResult, told: readonly Told[], on: 'trouble' | 'always' = 'trouble'): Told[] => [...told, ...tellings(result, told, on, OPTIONS)];
const kinds = (told: readonly Told[]): string[] => told.map(({ kind }) => kind);

test('a night is told once, whatever number of starts ends it so', (t) => {
  let told: Told[] = [];
  for (let start = 0; start < 20; start++) told = sent(partial([failureOf('orders')]), told);
  t.deepEqual(kinds(told), ['end']);
  told = sent({ ...partial([failureOf('orders')]), exitCode: EXIT.unhealed, openLeases: [leaseOf('orders')] }, told);
  told = sent({ ...partial([failureOf('orders')]), exitCode: EXIT.unhealed, openLeases: [leaseOf('orders')] }, told);
  t.deepEqual(kinds(told), ['end', 'unhealed']);
});

test('what the next start of tonight tries again is not told yet, what only a human can mend is', (t) => {
  const next = { what: 'copy the rest', at: CLOSES_AT - HOUR };
  t.deepEqual(sent(partial([failureOf('orders')], { next }), []), []);
  t.deepEqual(kinds(sent(partial([failureOf('orders')], { next: { ...next, at: CLOSES_AT + 1 } }), [])), ['end']);
  t.deepEqual(kinds(sent({ ...GOOD, verdict: 'failed', exitCode: EXIT.permission, next }, [])), ['end']);
  t.deepEqual(sent({ ...GOOD, verdict: 'failed', exitCode: EXIT.tryLater, next }, []), []);
  t.deepEqual(kinds(sent({ ...GOOD, exitCode: EXIT.unhealed, openLeases: [leaseOf('orders')], next }, [])), ['unhealed'], 'what costs money is told at once');
});

test('a success closes the alert once, and is silent otherwise', (t) => {
  t.deepEqual(sent(GOOD, []), []);
  t.deepEqual(kinds(sent(GOOD, [], 'always')), ['end']);
  let told = sent(partial([failureOf('orders')]), []);
  for (let night = 30; night < 32; night++) told = sent({ ...GOOD, night: `2026-03-${night}` }, told);
  t.deepEqual(kinds(told), ['end', 'recovery']);
  t.regex(told[1].notice?.body ?? '', /^RECOVERED/);
  told = sent(partial([failureOf('orders')], { night: '2026-04-01' }), told);
  told = sent({ ...GOOD, night: '2026-04-01' }, told);
  t.deepEqual(kinds(told), ['end', 'recovery', 'end', 'recovery']);
});

test('who is stopped or comes second tells nobody', (t) => {
  for (const exitCode of [EXIT.interrupted, EXIT.terminated, EXIT.locked]) t.deepEqual(sent({ ...GOOD, verdict: 'aborted', exitCode }, []), []);
});
