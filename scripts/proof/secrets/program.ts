// The program as a user starts it, with a machine in the process: secrets wherever it could pick them up, and everything kept
// that leaves it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SIDECAR } from '../../../core/archive/sidecar.js';
import type { DoorOptions } from '../../../fixtures/aws/in-process.js';
import type { LiveDoors } from '../../live/doors.js';
import { makeStage, type Stage } from '../../live/night-testing.js';
import { main } from '../../main.js';

/** No account has these. Each is as long as a real one, and is found nowhere else. */
export const SECRETS = {
  secretKey: 'wJalrCANARYqSecretKey0123456789abcdefghi', sessionToken: 'IQoJb3JpZ2luX2NhbmFyeQ//canary-session-token+with/signs==', accessKey: 'ASIACANARYCANARY1234',
  pingToken: '5f1c-canary-ping-0b77', deployToken: 'canary-deploy-token-91', password: 'canary:pass&word/2', signature: 'c4na4yfeedbeefc4na4yfeedbeefc4na4yfeedbeefc4na4yfeedbeefc4na4yfe',
  itemText: 'canary-item-text', itemKey: 'canary-item-key',
} as const;

const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:nights';
const ENV = {
  AWS_ACCESS_KEY_ID: SECRETS.accessKey, AWS_SECRET_ACCESS_KEY: SECRETS.secretKey, AWS_SESSION_TOKEN: SECRETS.sessionToken, DEPLOY_TOKEN: SECRETS.deployToken, DB_PASSWORD: SECRETS.password,
};
/** What AWS, a proxy or Node may put into the words of an error. */
const LOUD = `https://user:${SECRETS.password}@proxy.example.com/?X-Amz-Signature=${SECRETS.signature}: secretAccessKey=${SECRETS.secretKey}, the Canonical String should have been 'POST x-amz-security-token:${SECRETS.sessionToken}' (Authorization: AWS4-HMAC-SHA256 Credential=${SECRETS.accessKey}/20260610/eu-west-1/dynamodb/aws4_request, Signature=${SECRETS.signature})`;

export class Program {
  readonly stage: Stage = makeStage({}, undefined);
  /** What was said on both streams. */
  streams = '';
  /** Bodies of pings; their addresses are for whoever is pinged. */
  readonly pings: string[] = [];
  pingsFail = false;
  readonly #folder = dirname(this.stage.config.live.state);

  constructor() {
    const { account } = this.stage;
    account.sns.topics.set(TOPIC, { confirmed: 1, pending: 0 });
    for (const [name, table] of account.dynamo.tables) account.dynamo.data.itemsOf(table).put({ id: { S: `${SECRETS.itemKey}-${name}` }, text: { S: SECRETS.itemText } });
    writeFileSync(this.path('hippolyte.yaml'), [
      `# ${SECRETS.deployToken}`, 'live:', '  account: "000000000000"', '  state: state', '  destination: backups', '  budgetUsd: 50', '  graceSeconds: 900', '  alerts:',
      `    snsTopicArn: ${TOPIC}`, `    healthcheckUrl: https://hc.example.com/${SECRETS.pingToken}`, '    metricsFile: hippolyte.prom', '    on: always', '',
    ].join('\n'));
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Starts a command; returns its exit code. */
  async start(words: readonly string[], options: DoorOptions = {}): Promise<number> {
    const write = (text: string): void => {
      this.streams += text;
    };
    const { clock } = this.stage;
    return main([...words, '--config', this.path('hippolyte.yaml')], {
      stdout: { write }, stderr: { write }, env: ENV, clock: () => clock.now(), now: () => clock.now(), doors: this.#doors(options),
    });
  }

  /** Everything that left the program: streams, pings, messages, and all its files but the items themselves. */
  said(): string {
    const { account } = this.stage;
    return [this.streams, ...this.pings, ...account.sns.sent.map((message) => JSON.stringify(message)), ...filesOf(this.#folder)].join('\n');
  }

  #doors(options: DoorOptions): LiveDoors {
    const doors = this.stage.doors(options);
    return {
      ...doors,
      openAws: async (wanted) => {
        const aws = await doors.openAws(wanted);
        return {
          ...aws,
          call: async (operation, input) => {
            // As executor/clients.ts tells of them, before a request is signed.
            for (const secret of [SECRETS.secretKey, SECRETS.sessionToken]) wanted.learn?.(secret);
            try {
              return await aws.call(operation, input);
            } catch (error) {
              (error as Error).message += ` ${LOUD}`;
              throw error;
            }
          },
        };
      },
      http: (url, { body }) => {
        this.pings.push(body);
        if (!this.pingsFail) return Promise.resolve({ ok: true, status: 200 });
        return Promise.reject(Object.assign(new TypeError(`fetch failed: ${url}`), { cause: new Error(`connect ECONNREFUSED ${url} ${LOUD}`) }));
      },
    };
  }
}

/** All files below a folder, but the configuration, and those that hold a table's items and the place in it. */
function filesOf(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const items = new Set(all.filter((path) => path.endsWith(`/${SIDECAR}`)).flatMap((path) => {
    const { files } = JSON.parse(readFileSync(path, 'utf8')) as { files: readonly { name: string }[] };
    return files.map(({ name }) => join(dirname(path), name));
  }));
  return all.filter((path) => !items.has(path) && !path.endsWith('hippolyte.yaml')).map((path) => `${path}\n${readFileSync(path, 'latin1')}`);
}

/** Secrets that stand in a text, as they are or as they are written elsewhere; by their names. */
export function seen(text: string): string[] {
  return Object.entries(SECRETS).filter(([, secret]) => {
    const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1);
    return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.replaceAll('&', '&amp;'), base64].some((form) => text.includes(form));
  }).map(([name]) => name);
}
