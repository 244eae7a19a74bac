import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { hashSource, policyFor } from './csp.js';
import { encodeIslands, islandBudget, islandJson, tableMajor } from './islands.js';
import { fromLog, SECONDS_SCALE, unpack } from './pack.js';
import { renderReport } from './report.js';
import { chance, sampleInput } from './sample.js';

const input = sampleInput({ nights: 12, tables: 30 });
const script = 'document.title';

test('the same input gives the same bytes', (t) => {
  t.is(renderReport(input, script), renderReport(sampleInput({ nights: 12, tables: 30 }), script));
});

test('the policy allows exactly the style and the script that are in the file', (t) => {
  const html = renderReport(input, script);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
  t.is(policy, policyFor(style, script));
  t.regex(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'$/);
  t.is(hashSource('x'), `'sha256-${createHash('sha256').update('x').digest('base64')}'`);
  t.true(html.indexOf('Content-Security-Policy') < html.indexOf('<style'));
  t.notRegex(html, /https?:\/\/(?!www\.w3\.org)/);
});

test('a script that could end its element is refused', (t) => {
  t.throws(() => renderReport(input, 'a="</SCRIPT>"'), { message: /contains <\/script/ });
});

test('JSON in the page cannot open or close a tag', (t) => {
  const value = { '__proto__x': '</script><!-- & \u2028' };
  t.notRegex(islandJson(value), /[<>&\u2028]/);
  t.deepEqual(JSON.parse(islandJson(value)), value);
});

test('islands hold the nights, the tables, the timelines and the cells, table by table', (t) => {
  const { islands, left } = encodeIslands(input, ['cheapest'], 'headroom-first');
  t.deepEqual(left, []);
  const found = (key: string): ReturnType<typeof unpack> => unpack(new Uint8Array(gunzipSync(Buffer.from(islands.find((each) => each.key === key)?.base64 ?? '', 'base64'))));
  t.deepEqual([...(found('nights').columns.get('count') ?? [])], [12]);
  const cells = input.cells[0];
  const seconds = found(`seconds:${cells.run}`).columns.get('seconds') ?? [];
  const [night, table] = [7, 5];
  const ratio = fromLog(seconds[table * 12 + night], SECONDS_SCALE) / cells.seconds[night * 30 + table];
  t.true(ratio > 0.97 && ratio < 1.03);
  t.is(tableMajor(cells, cells.state)[table * 12 + night], cells.state[night * 30 + table]);
});

test('what does not fit the budget is left out by importance, and named', (t) => {
  const noisy = sampleInput({ nights: 400, tables: 400 });
  const next = chance(3);
  const cells = noisy.cells.map((each) => ({ ...each, usd: each.usd.map(() => 1.1 ** (next() * 100)), seconds: each.seconds.map(() => 1.05 ** (next() * 200)) }));
  const { islands, left } = encodeIslands({ ...noisy, cells }, ['headroom-first'], cells[0].run);
  t.true(islands.reduce((sum, each) => sum + each.base64.length, 0) <= islandBudget(noisy));
  t.true(left.length > 0 && left.every((what) => / of every table and night of /.test(what)));
  t.true(islands.some((each) => each.key === 'nights'));
});
