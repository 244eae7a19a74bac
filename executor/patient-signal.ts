// A signal that hundreds may wait on: Node warns of a leak from eleven listeners on.

import { setMaxListeners } from 'node:events';

export function patientController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
