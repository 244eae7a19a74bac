// What the copies read of an answer of Scan, held against what the SDK makes of the same bytes.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Item } from '../core/archive/attribute.js';
import { anyItem } from '../core/archive/item-testing.js';
import { readItem } from '../core/archive/read-line.js';
import { takeItems } from '../core/archive/scan-body.js';
import { stayOnThisMachine } from '../fixtures/aws/guard.js';
import { FAKE_CREDENTIALS } from '../fixtures/aws/server.js';
import { openAws, type OpenAws } from './clients.js';
import { pageOf } from './engines/scan/page.js';
import { tryCall } from './faults.js';
import { linesOf } from './raw-scan.js';

/** What every Scan is answered with: the bytes as they are, in pieces of a size. */
const answer: { body: Buffer; pieces: number; headers: Record<string, string> } = { body: Buffer.alloc(0), pieces: Infinity, headers: {} };
const tried = stayOnThisMachine();
let server: Server;
let ours: OpenAws;
let sdk: DynamoDBClient;

test.before(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { body, pieces, headers } = answer;
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': String(crc32(body)), ...headers });
      for (let from = 0; from < body.length; from += pieces) response.write(body.subarray(from, from + pieces));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, FAKE_CREDENTIALS, { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
  ours = await openAws({ region: null });
  sdk = new DynamoDBClient({ maxAttempts: 1 });
});
test.after.always((t) => {
  ours.close();
  sdk.destroy();
  server.closeAllConnections();
  server.close();
  t.deepEqual(tried, []);
});

const INPUT = { TableName: 'orders' };

async function both(body: string | Buffer, pieces = Infinity, headers: Record<string, string> = {}): Promise<readonly [raw: ScanCommandOutput, sdk: ScanCommandOutput]> {
  Object.assign(answer, { body: Buffer.from(body as string), pieces, headers });
  return [await ours.call('dynamodb:Scan', INPUT), await sdk.send(new ScanCommand(INPUT))];
}

/** The same output as the SDK's, items included; the metadata is of another request. */
function same(t: ExecutionContext, [raw, parsed]: readonly [ScanCommandOutput, ScanCommandOutput], what: string): void {
  const shown = (output: ScanCommandOutput): object => ({ ...output, $metadata: null, Items: output.Items?.map((item) => plain(item)) });
  t.deepEqual(shown(raw), shown(parsed), what);
}

/** Binaries as plain arrays: the SDK's are views of a shared buffer. */
function plain(item: Item): object {
  return JSON.parse(JSON.stringify(item, (_, value: unknown) => (value instanceof Uint8Array ? { bytes: [...value] } : value))) as object;
}

const wire = (item: Item): string => JSON.stringify(item, function (this: Record<string, unknown>, key, value: unknown) {
  const was = this[key];
  return was instanceof Uint8Array ? Buffer.from(was).toString('base64') : value;
});
const body = (items: readonly string[], more = ''): string => `{"Count":${items.length},"Items":[${items.join()}],"ScannedCount":${items.length}${more}}`;

/** Answers as DynamoDB may send them: read without the SDK. */
const TO_THE_LETTER: readonly (readonly [string, string])[] = [
  ['empty page', body([])],
  ['empty page that goes on', body([], ',"LastEvaluatedKey":{"id":{"S":"a"}}')],
  ['items that are empty', body(['{}', '{}'])],
  ['the list first', '{"Items":[{"id":{"S":"a"}}],"ScannedCount":9,"Count":1}'],
  ['the list last', '{"ScannedCount":9,"Count":1,"LastEvaluatedKey":{"id":{"N":"1"}},"Items":[{"id":{"S":"a"}}]}'],
  ['the list alone', '{"Items":[{"id":{"S":"a"}}]}'],
  ['items that look like answers', body(['{"Items":{"L":[{"M":{"Items":{"S":"],\\"Count\\":9"}}}]},"LastEvaluatedKey":{"M":{"id":{"S":"x"}}},"Count":{"N":"7"},"S":{"S":"S"},"ConsumedCapacity":{"NULL":true}}'])],
  ['a key that looks like a list', body(['{"id":{"S":"a"}}'], ',"LastEvaluatedKey":{"Items":{"S":"\\"Items\\":[{"},"Count":{"B":"AAA="}}')],
  ['a list further in', '{"ConsumedCapacity":{"TableName":"t","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5},"Items":[{"id":{"S":"no"}}]},"Count":1,"Items":[{"id":{"S":"a"}}]}'],
  ['escapes', body(['{"q\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9":{"S":"\\"},\\\\{\\u2028\\uD83D\\uDE00\\ud800x\\uDC00"}}'])],
  ['characters of two, three and four bytes', body(['{"é中😀":{"S":"ü中😀\u2028"},"ss":{"SS":["é","中"]}}'])],
  ['all types', body(['{"n":{"N":"-1E-130"},"b":{"B":"AP8="},"ns":{"NS":["1","2"]},"bs":{"BS":["AA==",""]},"l":{"L":[]},"m":{"M":{}},"t":{"BOOL":true},"f":{"BOOL":false},"z":{"NULL":true},"s":{"S":""},"":{"N":""}}'])],
  ['32 levels', body([`{"deep":${'{"L":[{"M":{"k":'.repeat(16)}{"S":"bottom"}${'}}]}'.repeat(16)}}`])],
];
for (const [what, text] of TO_THE_LETTER) {
  test.serial(`to the letter: ${what}`, async (t) => {
    for (const pieces of [Infinity, 1, 7]) {
      const outputs = await both(text, pieces);
      t.truthy(linesOf(outputs[0]));
      same(t, outputs, text);
    }
  });
}

const GOOD = '{"id":{"S":"a"}}';
/** Answers that are JSON, and not as DynamoDB sends it: the SDK reads them. */
const OTHERWISE: readonly (readonly [string, string])[] = [
  ['blanks', '{ "Count" : 1, "Items" : [ {"id" : {"S" : "a"}} ] }'], ['line ends', `{"Count":1,\n"Items":[\n${GOOD}\n]\n}`], ['a blank between items', body([GOOD, ` ${GOOD}`])],
  ['a blank at the end', `${body([GOOD])}\n`], ['an escaped name of the list', `{"Count":1,"Ite\\u006ds":[${GOOD}]}`], ['no list', '{"Count":0}'], ['a list that is null', '{"Items":null,"Count":0}'],
  ['the list twice', `{"Items":[${GOOD}],"Items":[]}`], ['bytes that are no UTF-8', body([GOOD])],
];
for (const [what, text] of OTHERWISE) {
  test.serial(`not to the letter: ${what}`, async (t) => {
    const bytes = Buffer.from(text);
    if (what.startsWith('bytes')) bytes[bytes.indexOf('"a"') + 1] = 0xff;
    const outputs = await both(bytes);
    t.is(linesOf(outputs[0]), undefined);
    same(t, outputs, text);
  });
}

test.serial('what is no JSON, or of no known type, is no page, with or without the SDK', async (t) => {
  for (const text of ['', '<html>', body([GOOD]).slice(0, -1), body([GOOD, '{"id":{"S":"\\q"}}']), body([GOOD, '{"id":{"S":"a"']), `${body([GOOD])}{}`, body([GOOD, '{"id":{"X":"new"}}']), body([GOOD, '{"id":{}}'])]) {
    Object.assign(answer, { body: Buffer.from(text), pieces: Infinity, headers: {} });
    const { output } = await tryCall(ours, 'dynamodb:Scan', INPUT);
    if (output === null) continue;
    t.throws(() => pageOf(output), undefined, text);
  }
});

test.serial('an answer that is not the one of its checksum is none, and may be asked for again', async (t) => {
  for (const pieces of [Infinity, 3]) {
    Object.assign(answer, { body: Buffer.from(body([GOOD])), pieces, headers: { 'x-amz-crc32': String(crc32(body(['{"id":{"S":"b"}}']))) } });
    const { refusal } = await tryCall(ours, 'dynamodb:Scan', INPUT);
    t.like(refusal, { name: 'DamagedAnswer', maybeDone: true });
  }
  same(t, await both(body([GOOD]), Infinity, { 'x-amz-crc32': String(crc32(body([GOOD]))) }), 'the right one');
});

test.serial('no cut and no changed byte gives a page that is not the one that was sent', async (t) => {
  const sent = Buffer.from(body(['{"id":{"S":"a"},"n":{"NS":["1"]}}', GOOD], ',"ConsumedCapacity":{"CapacityUnits":0.5}'));
  const checksum = String(crc32(sent));
  for (let at = 0; at < sent.length; at++) {
    // Without a checksum a cut is no JSON; with one a byte that makes other JSON is found as well.
    t.is(takeItems(Buffer.from(sent.subarray(0, at))), null, `cut at ${at}`);
    for (const damaged of [sent.subarray(0, at), Buffer.from(sent).fill(sent[at] ^ (1 << (at % 8)), at, at + 1)]) {
      Object.assign(answer, { body: damaged, pieces: Infinity, headers: { 'x-amz-crc32': checksum } });
      t.is((await tryCall(ours, 'dynamodb:Scan', INPUT)).refusal?.name, 'DamagedAnswer', `at ${at}`);
    }
  }
});

test.serial('a compressed answer, which nobody asked for, is none and no silence', async (t) => {
  const bytes = gzipSync(body([GOOD]));
  Object.assign(answer, { body: bytes, pieces: Infinity, headers: { 'content-encoding': 'gzip', 'x-amz-crc32': String(crc32(bytes)) } });
  t.is((await tryCall(ours, 'dynamodb:Scan', INPUT)).output, null);
});

test.serial('items of 400 KB, pages of 1 MiB and more', async (t) => {
  const large = (letter: string): string => `{"id":{"S":"${letter.repeat(400 * 1024 / Buffer.byteLength(letter))}"}}`;
  for (const items of [[large('x')], [large('x'), large('中'), large('\\u4e2d')], Array.from({ length: 20_000 }, (_, i) => `{"id":{"N":"${i}"},"list":{"L":[{"BOOL":true},{"M":{"a":{"S":"\\""}}}]}}`)]) {
    const outputs = await both(body(items), 65_536);
    t.is(linesOf(outputs[0])?.items, items.length);
    t.is(JSON.stringify(outputs[0].Items), JSON.stringify(outputs[1].Items));
  }
});

test.serial('attributes named __proto__ are kept, which the SDK loses', async (t) => {
  const [raw] = await both(body(['{"__proto__":{"S":"a"},"m":{"M":{"__proto__":{"N":"1"}}}}']));
  const [item] = raw.Items as unknown as [Item];
  t.deepEqual([Object.keys(item), Object.keys(item.m.M ?? {})], [['__proto__', 'm'], ['__proto__']]);
});

/** Without that name anywhere. */
function hasProto(item: Item): boolean {
  return JSON.stringify(item).includes('"__proto__"');
}

test.serial('every answer gives the items that the SDK gives, and each line is one of them', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(anyItem.filter((item) => !hasProto(item)), { maxLength: 4 }), fc.option(anyItem.filter((item) => !hasProto(item))), fc.integer({ min: 1, max: 50 }), async (items, key, pieces) => {
    const outputs = await both(body(items.map(wire), key === null ? '' : `,"LastEvaluatedKey":${wire(key)}`), pieces);
    const lines = linesOf(outputs[0]);
    t.truthy(lines);
    t.deepEqual(Buffer.from(lines?.lines ?? []).toString().split('\n').slice(0, -1).map((line) => plain(readItem(line, 'x'))), items.map(plain));
    same(t, outputs, 'as the SDK');
  }), { numRuns: 300 });
});
