// Work of which only so much is done at once.

const AT_ONCE = 4;

let free = AT_ONCE;
const waiting: (() => void)[] = [];

/** Waits for its turn, and works. */
export async function inTurn(work: () => Promise<void>): Promise<void> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }
}
