// The list of what was told, as a file: JSON, closed shape.

import { z } from 'zod';
import type { Told } from './told.js';

const instant = z.number().finite();
const schema = z.strictObject({
  version: z.literal(1),
  told: z.array(z.strictObject({
    key: z.string().max(500), kind: z.enum(['end', 'unhealed', 'recovery']), madeAt: instant, sentAt: instant.nullable(),
    messageId: z.string().max(500).nullable(), refusal: z.string().max(2_000).nullable(), tries: z.number().int().min(0),
    notice: z.strictObject({ subject: z.string(), body: z.string(), attributes: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
  })),
});

export function toldText(told: readonly Told[]): string {
  return `${JSON.stringify({ version: 1, told })}\n`;
}

/** null: this is no such list. Whoever reads it starts anew: a message twice is better than none, and never stops a night. */
export function readTold(text: string): Told[] | null {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data.told : null;
  } catch {
    return null;
  }
}
