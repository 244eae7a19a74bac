#!/usr/bin/env node
// The door: checks the version of Node before anything else is loaded, minds signals and broken pipes.

import { nodeFault } from './node-version.js';

const fault = nodeFault(process.versions.node);
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 78;
} else {
  const { removeTemporaries } = await import('./temporaries.js');
  const leave = (code: number) => (): void => {
    removeTemporaries();
    process.stderr.write('\n');
    process.exit(code);
  };
  process.once('SIGINT', leave(130));
  process.once('SIGTERM', leave(143));
  process.once('SIGHUP', leave(129));
  // `hippolyte ... | head` closes the pipe: that is the reader's right, not an error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
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
