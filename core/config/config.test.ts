import test from 'ava';
import fc from 'fast-check';
import { readConfig } from './config.js';
import { settingsSchema } from './config-schema.js';
import { EXIT, UserError } from '../errors.js';
import { jsonFault } from './json-fault.js';
import { DEFAULTS } from '../settings.js';

function fault(text: string, where = 'c.yaml'): string {
  try {
    readConfig(text, where);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === EXIT.config) return error.message;
    throw error;
  }
  return 'accepted';
}

test('the defaults are a legal configuration, as JSON and key by key', (t) => {
  t.deepEqual(readConfig(JSON.stringify(DEFAULTS), 'c.json'), DEFAULTS);
  t.deepEqual(Object.keys(settingsSchema.shape).sort(), Object.keys(DEFAULTS).sort());
});

test('a part is enough, with CRLF and a byte order mark too', (t) => {
  t.deepEqual(readConfig('\uFEFFregion: eu-west-1\r\nscan:\r\n  launchSeconds: 0\r\n', 'c.yaml'), { region: 'eu-west-1', scan: { launchSeconds: 0 } });
});

test('all mistakes are told at once, each with its place', (t) => {
  t.is(fault('windw: 1\nseed: "7"\nscan:\n  launchSecond: 1\n  pageBytes: 0.1\n').split('\n').sort().join('\n'), [
    'c.yaml:1:1: unknown key windw; did you mean window?',
    'c.yaml:2:7: seed must be a whole number from 0 to 4294967295 (a seed), got "7"',
    'c.yaml:4:3: unknown key scan.launchSecond; did you mean launchSeconds?',
    'c.yaml:5:14: scan.pageBytes must be a whole number from 1 to 1048576 (bytes), got 0.1',
  ].join('\n'));
});

test('numbers out of range, not finite, negative zero or too big are refused', (t) => {
  for (const value of ['.nan', '.inf', '1e309', '-0', '9007199254740993', '0.1', '-1', '"7"', 'null', '[]', 'true', '07:00']) {
    t.regex(fault(`billing: { reservedRcu: ${value} }`), /c\.yaml:1:25: billing\.reservedRcu must be a whole number from 0 to 1000000000 \(RCU\), got /, value);
  }
  for (const value of ['1.5', '-0.1', '"0.5"']) t.regex(fault(`reading:\n  burstShare: ${value}`), /2:15: reading\.burstShare must be a number from 0 to 1 \(a share\), got/);
});

test('windows and zones', (t) => {
  t.is(fault('window: { opens: "23:00", closes: "06:00" }'), 'accepted');
  t.regex(fault('window: { opens: "07:00" }'), /c\.yaml:1:9: window 07:00-07:00 has zero length/);
  for (const time of ['24:00', '7:5', 'noon', '']) t.regex(fault(`window: { opens: "${time}" }`), /window\.opens must be a time HH:MM/);
  for (const zone of ['CET+1', 'Mars/Base', '']) t.regex(fault(`window: { zone: "${zone}" }`), /window\.zone must be an IANA time zone such as/);
});

test('documents that are no configuration', (t) => {
  t.regex(fault(''), /^c\.yaml: is empty/);
  t.regex(fault('\uFEFF\n'), /^c\.yaml: is empty/);
  t.regex(fault('# nothing\n'), /^c\.yaml: is empty/);
  t.is(fault('- 1\n'), 'c.yaml:1:1: the document must be a group of keys, got [1]');
  t.regex(fault('a: [1\nb: 2'), /^c\.yaml:2:1: /);
  t.regex(fault('{\n  "seed": 1, // one\n}', 'c.json'), /^c\.json:2:14: is not JSON here/);
  t.regex(fault('{"seed": 1,\n}', 'c.json'), /^c\.json:2:1: is not JSON here/);
  t.regex(fault('[' + '['.repeat(200)), /^c\.yaml:1:65: is nested deeper than 64 levels/);
  t.regex(fault(Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')), /is nested deeper than 64 levels/);
  t.regex(fault('- '.repeat(100_000)), /is nested deeper than 64 levels/);
  t.regex(fault(`seed: 1\n# ${'x'.repeat(11 * 2 ** 20)}`), /longer than the limit of 10485760/);
});

test('keys twice, and keys that reach into prototypes', (t) => {
  t.is(fault('seed: 1\nregion: eu-west-1\nseed: 2'), 'c.yaml:3:1: seed is given twice, first at c.yaml:1:1; keep one');
  t.is(fault('{"scan": {"__proto__": 1}}', 'c.json'), 'c.json:1:11: scan.__proto__: this key is not allowed; rename it');
  t.regex(fault('constructor: {}'), /this key is not allowed/);
});

test('aliases are limited', (t) => {
  const laughs = ['a: &a [1,1,1,1,1,1,1,1,1,1]', ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join(',')}]`)];
  t.regex(fault(laughs.join('\n')), /alias/);
  t.regex(fault(`a: &a 1\nb: [${Array(101).fill('*a').join(',')}]`), /c\.yaml:2:\d+: uses more than 100 aliases/);
  t.regex(fault('seed: *nowhere'), /alias.*nowhere/i);
});

test('where JSON ends is told for any text, and agrees with JSON.parse', (t) => {
  t.is(jsonFault('{"a": [1, 2, {"b": null}], "c": "\\u0041"}'), null);
  t.is(jsonFault('{"a":1,}'), 7);
  t.is(jsonFault('[1 2]'), 3);
  t.is(jsonFault('01'), 0);
  const text = fc.oneof(fc.json(), fc.string(), fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '-', 'null', ' '), { maxLength: 12 }).map((parts) => parts.join('')));
  fc.assert(fc.property(text, (candidate) => {
    let parses = true;
    try {
      JSON.parse(candidate);
    } catch {
      parses = false;
    }
    return (jsonFault(candidate) === null) === parses;
  }), { numRuns: 2000 });
  t.pass();
});
