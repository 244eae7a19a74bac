// moto's server (https://docs.getmoto.org), an emulator of AWS that nobody here wrote, as a child on a port of this machine.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface MotoServer {
  readonly endpoint: string;
  /** Forgets everything that was made. */
  reset(): Promise<void>;
  /** Ends it, by its process id, and waits until it has ended. */
  end(): Promise<void>;
}

/** How long it may take to answer for the first time: it loads a hundred services. */
const START_SECONDS = 60;
/** Holds the server and ends it when its own input ends: also when the tests were killed and could not ask for it. */
const KEEPER = `
const { spawn } = require('node:child_process');
const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', process.argv[1]], { stdio: ['ignore', 'ignore', 'inherit'] });
child.on('error', () => process.exit(1));
child.on('exit', (code) => process.exit(code ?? 0));
const end = () => child.kill('SIGKILL');
process.stdin.on('end', end).on('error', end).resume();
`;

/** null: there is none on the PATH of this machine. @throws Error where it does not answer in time */
export async function startMoto(): Promise<MotoServer | null> {
  if (spawnSync('moto_server', ['--help'], { stdio: 'ignore' }).status !== 0) return null;
  const port = await freePort();
  const keeper = spawn(process.execPath, ['-e', KEEPER, String(port)], { stdio: ['pipe', 'ignore', 'pipe'] });
  const exited = once(keeper, 'exit');
  let words = '';
  keeper.stderr.on('data', (chunk: Buffer) => (words = `${words}${chunk.toString()}`.slice(-2000)));
  const endpoint = `http://127.0.0.1:${port}`;
  const end = async (): Promise<void> => {
    keeper.stdin.end();
    await exited;
  };
  const untilMs = Date.now() + START_SECONDS * 1000;
  while (!(await fetch(endpoint).then(() => true, () => false))) {
    if (keeper.exitCode === null && Date.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    await end();
    throw new Error(`moto_server did not answer at ${endpoint}: ${words}`);
  }
  return { endpoint, end, reset: async () => void await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' }) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
