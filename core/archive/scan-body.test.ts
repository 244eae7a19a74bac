import test from 'ava';
import fc from 'fast-check';
import { itemLines } from './item-line.js';
import { anyItem } from './item-testing.js';
import { readItem } from './read-line.js';
import { takeItems } from './scan-body.js';
import type { Item } from './attribute.js';

/** An item as DynamoDB sends it: the SDK's form with binaries as base64. */
function onTheWire(item: Item): string {
  return JSON.stringify(item, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value));
}

function bodyOf(items: readonly Item[], before = '"Count":1', after = '"ScannedCount":1'): Buffer {
  return Buffer.from(`{${before === '' ? '' : `${before},`}"Items":[${items.map(onTheWire).join()}]${after === '' ? '' : `,${after}`}}`);
}

test('every answer gives the lines of its items, and the rest of it', (t) => {
  fc.assert(fc.property(fc.array(anyItem, { maxLength: 5 }), (items) => {
    const read = takeItems(bodyOf(items, '"ConsumedCapacity":{"CapacityUnits":0.5,"TableName":"a"}', '"LastEvaluatedKey":{"id":{"S":"a,}]\\"{"}},"ScannedCount":12'));
    t.truthy(read);
    t.is(read?.items, items.length);
    const lines = Buffer.from(read?.lines ?? []).toString().split('\n').slice(0, -1);
    t.deepEqual(lines.map((line) => readItem(line, 'x')), items);
    t.deepEqual(JSON.parse(Buffer.from(read?.rest ?? []).toString()), { ConsumedCapacity: { CapacityUnits: 0.5, TableName: 'a' }, Items: [], LastEvaluatedKey: { id: { S: 'a,}]"{' } }, ScannedCount: 12 });
  }), { numRuns: 2000 });
});

test('without characters that are written in more than one way, the lines are those of itemLines', (t) => {
  const item: Item = {
    S: { S: 'S' }, n: { N: '1' }, bin: { B: new Uint8Array(Buffer.from('hello')) }, ss: { SS: ['x', 'y'] }, ns: { NS: ['1', '-1E-130'] }, bs: { BS: [new Uint8Array([0, 255])] },
    l: { L: [{ S: 'a' }, { L: [] }] }, m: { M: { k: { N: '1' }, M: { M: {} } } }, f: { BOOL: true }, g: { BOOL: false }, z: { NULL: true }, '': { S: '' }, BOOL: { SS: [] },
  };
  t.is(Buffer.from(takeItems(bodyOf([item, {}, item]))?.lines ?? []).toString(), itemLines([item, {}, item]));
});

test('no items, no rest', (t) => {
  const { lines, items, rest } = takeItems(new Uint8Array(Buffer.from('{"Items":[]}'))) ?? {};
  t.deepEqual([lines?.length, items, Buffer.from(rest ?? []).toString()], [0, 0, '{"Items":[]}']);
});

const GOOD = '{"id":{"S":"a"},"l":{"L":[{"N":"1"},{"M":{"x":{"NULL":true}}}]},"b":{"BS":["AA=="]}}';
test('what is not known is left as it was', (t) => {
  for (const text of [
    '', '{', '{}', '[]', 'null', '<html>', '{"Count":1}', '{"Items":null}', '{"Items":{}}', `{"Items":[${GOOD}`, `{"Items":[${GOOD}]`, `{"Items":[${GOOD}]} `, `{"Items":[${GOOD}] }`,
    `{"Items":[${GOOD}, ${GOOD}]}`, `{"Items":[${GOOD},]}`, `{"Items":[${GOOD}],"Items":[]}`, `{"Items":[${GOOD},{"id":{"X":"a"}}]}`, `{"Items":[${GOOD},{"id":{"S":1}}]}`,
    `{"Items":[${GOOD},{"id":{"S":"a","N":"1"}}]}`, `{"Items":[${GOOD},{"id":{}}]}`, `{"Items":[${GOOD},{"id":{"BOOL":"true"}}]}`, `{"Items":[${GOOD},{"id":{"BOOL":null}}]}`,
    `{"Items":[${GOOD},{"id":{"s":"a"}}]}`, `{"Items":[${GOOD},{"id":{"SS":"a"}}]}`, `{"Items":[${GOOD},{"id":{"L":[1]}}]}`, `{"Items":[${GOOD},{"id":{"S":"a\nb"}}]}`, `{"Items":[${GOOD},{"id":{"S":"a\\"}}]}`,
    `{"Items":[${GOOD},{"id":{"NUL":true}}]}`, `{"Items":[${GOOD},{"id":{"BOOK":true}}]}`, `{"Items":[${GOOD},${'{"m":{"M":'.repeat(90)}{}${'}}'.repeat(90)}]}`, `{"Items":[${GOOD}],"Count":"`,
    ...['\\q', '\\u12', '\\u12g4', '\\u+123', '\\U0041', '\\'].map((escape) => `{"Items":[${GOOD},{"id":{"S":"a${escape}"}}]}`),
  ]) {
    const body = Buffer.from(text);
    t.is(takeItems(body), null, text.slice(-60));
    t.is(body.toString(), text);
  }
});

test('cut anywhere, an answer is none', (t) => {
  const whole = bodyOf([{ id: { S: 'a"\\' }, l: { L: [{ BOOL: true }] } }]);
  for (let length = 0; length < whole.length; length++) {
    const part = Buffer.from(whole.subarray(0, length));
    const before = part.toString('latin1');
    t.is(takeItems(part), null, before);
    t.is(part.toString('latin1'), before);
  }
  t.not(takeItems(whole), null);
});
