import test from 'ava';
import fc from 'fast-check';
import { UserError } from '../errors.js';
import { put, type AttributeValue, type Item } from './attribute.js';
import { itemLine, itemLines } from './item-line.js';
import { anyItem } from './item-testing.js';
import { readItem } from './read-line.js';

test('an item is written as the connector writes it', (t) => {
  const item: Item = {
    id: { S: 'a' }, n: { N: '1' }, bin: { B: Buffer.from('hello') }, ss: { SS: ['x', 'y'] }, ns: { NS: ['1', '-1E-130'] }, bs: { BS: [Buffer.from([0, 255])] },
    l: { L: [{ S: 'a' }, { L: [] }] }, m: { M: { k: { N: '1' } } }, f: { BOOL: true }, z: { NULL: true },
  };
  t.is(itemLine(item), '{"id":{"s":"a"},"n":{"n":"1"},"bin":{"b":"aGVsbG8="},"ss":{"sS":["x","y"]},"ns":{"nS":["1","-1E-130"]},"bs":{"bS":["AP8="]},'
    + '"l":{"l":[{"s":"a"},{"l":[]}]},"m":{"m":{"k":{"n":"1"}}},"f":{"bOOL":true},"z":{"nULL":true}}');
});

test('texts are escaped as Gson escapes them', (t) => {
  t.is(itemLine({ a: { S: '"\\/\u0000\u001f\n\t\u007f<&>\'=\u2028\u2029é😀\ud800' } }),
    '{"a":{"s":"\\"\\\\/\\u0000\\u001f\\n\\t\u007f<&>\'=\\u2028\\u2029é😀\\ud800"}}');
});

test('nothing is made empty on the way: empty text, binary, list, map and false come back', (t) => {
  const item: Item = { s: { S: '' }, b: { B: new Uint8Array() }, l: { L: [] }, m: { M: {} }, f: { BOOL: false }, z: { NULL: true }, ss: { SS: [] } };
  t.deepEqual(readItem(itemLine(item), 'x:1'), item);
  t.deepEqual(readItem(itemLine({}), 'x:1'), {});
});

test('attributes may have the names of what every object has', (t) => {
  const item: Record<string, AttributeValue> = {};
  const inner: Record<string, AttributeValue> = {};
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) put(item, name, { S: name });
  put(inner, '__proto__', { N: '1' });
  item.m = { M: inner };
  const back = readItem(itemLine(item), 'x:1');
  t.deepEqual(Object.keys(back), ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'm']);
  t.deepEqual(Object.keys(back.m.M ?? {}), ['__proto__']);
  t.is(Object.getPrototypeOf(back), Object.prototype);
});

test('every item comes back as it was, and is one line', (t) => {
  fc.assert(fc.property(anyItem, (item) => {
    const line = itemLine(item);
    t.false(line.includes('\n'));
    t.deepEqual(readItem(line, 'x:1'), item);
    t.deepEqual(JSON.stringify(readItem(line, 'x:1')), JSON.stringify(item));
    // What is stored is UTF-8: the bytes carry the same text.
    t.is(Buffer.from(line).toString(), line);
  }), { numRuns: 2000 });
});

test('an item of 400 KB and one nested 32 levels deep', (t) => {
  const large: Item = { id: { S: 'x'.repeat(400 * 1024 - 3) } };
  t.deepEqual(readItem(itemLine(large), 'x:1'), large);
  let deep: AttributeValue = { S: 'bottom' };
  for (let level = 0; level < 32; level++) deep = level % 2 === 0 ? { L: [deep] } : { M: { k: deep } };
  t.deepEqual(readItem(itemLine({ deep }), 'x:1'), { deep });
});

test('lines of other versions of the connector are read: other casings, and the old name of NULL', (t) => {
  t.deepEqual(readItem('{"a":{"nULLValue":true},"b":{"bool":false},"c":{"ss":["x"]},"d":{"S":"y"}}', 'x:1'), { a: { NULL: true }, b: { BOOL: false }, c: { SS: ['x'] }, d: { S: 'y' } });
});

test('what is no item is refused without showing its content', (t) => {
  const secret = 'SECRET-VALUE';
  for (const line of [`{"a":{"s":"${secret}"}`, `"${secret}"`, `["${secret}"]`, `{"a":"${secret}"}`, `{"a":{}}`, `{"a":{"s":"x","n":"${secret}"}}`,
    `{"a":{"${secret}":"x"}}`, `{"a":{"s":1}}`, `{"a":{"b":"${secret}!"}}`, `{"a":{"l":"${secret}"}}`, `{"a":{"bOOL":"${secret}"}}`, `{"a":{"m":["${secret}"]}}`, 'null', '']) {
    const error = t.throws(() => readItem(line, 'file:3'), { instanceOf: UserError }, line);
    t.is(error.exitCode, 65);
    t.regex(error.message, /^file:3: /);
    t.false(error.message.includes(secret), error.message);
  }
});

test('a type that is not known is refused, not written as nothing', (t) => {
  t.throws(() => itemLine({ a: { X: 'SECRET-VALUE' } as AttributeValue }), { message: /of a type that this version does not know/ });
  t.throws(() => itemLine({ a: { S: undefined } }), { message: /does not know/ });
});

test('several items are lines that each end', (t) => {
  t.is(itemLines([{ a: { N: '1' } }, {}]), '{"a":{"n":"1"}}\n{}\n');
  t.is(itemLines([]), '');
});
