// The engines by their number (core/plan.ts ENGINES).

import { ENGINES, type EngineName } from '../../core/plan.js';
import { dataPipeline } from './data-pipeline.js';
import { emr } from './emr.js';
import type { Engine } from './engine.js';
import { nativeExport } from './export.js';
import { scan } from './scan.js';

const BY_NAME: Record<EngineName, Engine> = { scan, emr, 'data-pipeline': dataPipeline, export: nativeExport };

export const engines: readonly Engine[] = ENGINES.map((name) => BY_NAME[name]);
