// The one hash in use: of plans, records and files.

import { hash } from 'node:crypto';

/** SHA-256 of a text's UTF-8 bytes, or of bytes, in lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}
