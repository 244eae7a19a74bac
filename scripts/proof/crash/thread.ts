// One thread of the crash matrix.

import { parentPort, workerData } from 'node:worker_threads';
import { playSlice, type SliceTask } from './slice.js';

parentPort?.postMessage(await playSlice(workerData as SliceTask));
