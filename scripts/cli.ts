#!/usr/bin/env node
// The door: checks the version of Node before anything else is loaded, minds signals and broken pipes.

import { nodeFault } from './node-version.js';

const fault = nodeFault(process.versions.node);
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 78;
} else {
  const { Redactor } = await import('../core/telling/redact.js');
  const { inert } = await import('../core/telling/inert.js');
  const { removeTemporaries } = await import('./temporaries.js');
  const leave = (code: number) => (): void => {
    removeTemporaries();
    process.stderr.write('\n');
    process.exit(code);
  };
  process.once('SIGINT', leave(130));
  process.once('SIGTERM', leave(143));
  process.once('SIGHUP', leave(129));
  // What escapes everything else: Node would print the error whole, with whatever secrets its chain of causes holds.
  process.on('uncaughtException', (error: unknown) => {
    removeTemporaries();
    const redactor = new Redactor();
    redactor.learnEnvironment(process.env);
    const first = String(error instanceof Error ? error.message : error).split('\n')[0];
    process.stderr.write(`${inert(redactor.clean(`bug: ${first}`))}; please report it with the output of --debug; what is raised: hippolyte settle\n`);
    process.exit(70);
  });
  // `hippolyte ... | head` closes the pipe: that is the reader's right, not an error. A night goes on without its readers.
  const isNight = ['run', 'settle'].includes(process.argv[2] ?? '');
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (isNight) return;
      if (error.code === 'EPIPE') process.exit(0);
      removeTemporaries();
      if (stream !== process.stderr) process.stderr.write(`the output cannot be written: ${error.message}\n`);
      process.exit(74);
    });
  }
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout, stderr: process.stderr, env: process.env, clock: () => performance.now() / 1000,
  });
}
