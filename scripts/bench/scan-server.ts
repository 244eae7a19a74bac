// The table of the scan benchmark, in a process of its own: pages made before the first request, sent as DynamoDB sends
// them, so that as little as possible of what is measured is this server. All other calls go to the loopback account.
//
//   node dist/scripts/bench/scan-server.js PAGES, which sends its address over the parent's channel

import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { MIB } from '../../core/units.js';
import { openAccount } from '../../fixtures/aws/account.js';
import { loopbackTable } from '../../fixtures/aws/dynamodb.js';
import { itemBytes, type Item } from '../../fixtures/aws/dynamodb/items.js';

/** Different pages; the table has them in turn, and each segment every so manieth. */
const KINDS = 16;
const TABLE = 'orders';

export interface Served {
  readonly env: Readonly<Record<string, string>>;
  /** Of the whole table: items, DynamoDB's bytes, and the bytes of its items as JSON. */
  readonly items: number;
  readonly bytes: number;
  readonly sent: number;
}

/** An order of about 500 bytes with a dozen attributes, some of them nested. */
function order(i: number): Item {
  const hex = (i * 2_654_435_761 % 2 ** 32).toString(16).padStart(8, '0');
  return {
    id: { S: `order-${hex}-${String(i).padStart(10, '0')}` }, customer: { S: `customer-${hex}` }, status: { S: i % 3 === 0 ? 'delivered' : 'under way' }, total: { N: `${i % 100_000}.99` },
    createdAt: { N: String(1_700_000_000 + i) }, isGift: { BOOL: i % 7 === 0 }, note: { S: `Leave it with the neighbour at "№ ${i % 100}",\nplease` }, tags: { SS: ['express', `lot-${i % 1000}`] },
    lines: { L: [0, 1].map((line) => ({ M: { sku: { S: `sku-${hex}-${line}` }, count: { N: String(1 + line) }, price: { N: '49.99' } } })) },
    address: { M: { street: { S: `${i % 300} Long Street` }, city: { S: 'Springfield' }, zip: { S: String(10_000 + (i % 90_000)) } } }, signature: { B: Buffer.from(hex.repeat(4)).toString('base64') },
  };
}

/** Items of one page: up to 1 MiB of DynamoDB's bytes. */
function pageItems(kind: number): { readonly json: string; readonly count: number; readonly bytes: number } {
  const texts: string[] = [];
  let bytes = 0;
  for (let i = kind * 10_000; bytes < MIB; i++) {
    const item = order(i);
    bytes += itemBytes(item);
    texts.push(JSON.stringify(item));
  }
  return { json: texts.join(), count: texts.length, bytes };
}

/** The answer that holds page `number` of the table; a segment goes on `step` pages further. */
function answerOf(kinds: readonly ReturnType<typeof pageItems>[], number: number, step: number, pages: number): Buffer {
  const { json, count } = kinds[number % KINDS];
  const key = number + step < pages ? `,"LastEvaluatedKey":{"id":{"S":"${number + step}"}}` : '';
  return Buffer.from(`{"ConsumedCapacity":{"CapacityUnits":128,"TableName":"${TABLE}"},"Count":${count},"Items":[${json}]${key},"ScannedCount":${count}}`);
}

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return request.toArray().then((chunks) => Buffer.concat(chunks as Buffer[]));
}

/** Hands a call on to the loopback account. */
function handOn(endpoint: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const onward = send(`${endpoint}${request.url ?? '/'}`, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  onward.end(body);
}

async function serve(pages: number): Promise<Served> {
  const kinds = Array.from({ length: KINDS }, (_, kind) => pageItems(kind));
  const answers = new Map<string, { readonly body: Buffer; readonly checksum: string }>();
  const page = (number: number, step: number) => {
    const id = `${number}/${step}`;
    let known = answers.get(id);
    if (known === undefined) {
      const body = answerOf(kinds, number, step, pages);
      answers.set(id, known = { body, checksum: String(crc32(body)) });
    }
    return known;
  };
  const sum = (of: (kind: (typeof kinds)[number]) => number): number => Array.from({ length: pages }, (_, number) => of(kinds[number % KINDS])).reduce((total, one) => total + one, 0);
  const account = await openAccount();
  account.dynamo.tables.set(TABLE, loopbackTable(sum(({ bytes }) => bytes), sum(({ count }) => count), 0, { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }));
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (!String(request.headers['x-amz-target']).endsWith('.Scan')) return handOn(account.env.AWS_ENDPOINT_URL, request, body, response);
      const { ExclusiveStartKey, Segment, TotalSegments } = JSON.parse(body.toString()) as { ExclusiveStartKey?: { id: { S: string } }; Segment: number; TotalSegments: number };
      const { body: answer, checksum } = page(Number(ExclusiveStartKey?.id.S ?? Segment), TotalSegments);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': answer.length, 'x-amz-crc32': checksum });
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { env: { ...account.env, AWS_ENDPOINT_URL: endpoint }, items: sum(({ count }) => count), bytes: sum(({ bytes }) => bytes), sent: sum(({ json }) => json.length) };
}

const [pages] = process.argv.slice(2).map(Number);
process.on('disconnect', () => process.exit());
process.send?.(await serve(pages));
