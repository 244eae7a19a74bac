// Items of every shape that DynamoDB takes, and some more, for property tests.

import fc from 'fast-check';
import { put, type AttributeValue, type Item } from './attribute.js';

const bytes = fc.uint8Array({ maxLength: 40 });
// Every unit of UTF-16, halves of characters included.
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 }).map((units) => String.fromCharCode(...units)));
const number = fc.oneof(
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
  fc.constantFrom('0', '1E-130', '-1E-130', '9.9999999999999999999999999999999999999E+125', '0.1'),
);
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  text.map((S) => ({ S })), number.map((N) => ({ N })), bytes.map((B) => ({ B })), fc.boolean().map((BOOL) => ({ BOOL })), fc.constant({ NULL: true }),
  fc.array(text, { maxLength: 4 }).map((SS) => ({ SS })), fc.array(number, { maxLength: 4 }).map((NS) => ({ NS })), fc.array(bytes, { maxLength: 4 }).map((BS) => ({ BS })),
);
const items = (value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Item> => fc.array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), value), { maxLength: 5 }).map((pairs) => {
  const item: Record<string, AttributeValue> = {};
  for (const [name, one] of pairs) put(item, name, one);
  return item;
});
const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, items(tie('value')).map((M) => ({ M })), fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L }))),
}));

export const anyItem: fc.Arbitrary<Item> = items(value);
