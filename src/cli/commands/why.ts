import { usageError } from '../../diagnostics/errors.ts';
import { loadJudge } from '../../engine/world.ts';
import { probeConnection } from '../../explain/probe.ts';
import { why } from '../../explain/why.ts';
import type { Family } from '../../net/address.ts';
import type { Io } from '../io.ts';
import type { ProbeOptions, WorldOptions } from '../options.ts';
import { printWhy } from '../print-why.ts';
import { View, type ViewOptions } from '../view.ts';
import { openInventory, sayEngine, worldRequest } from '../world.ts';

export interface WhyOptions extends WorldOptions, ProbeOptions, ViewOptions {
  readonly policy?: readonly string[];
  readonly output: 'text' | 'json';
}

export async function whyCommand(options: WhyOptions, io: Io): Promise<number> {
  if (options.policy === undefined) {
    throw usageError('no-policies-named', 'no policies to explain', { hint: 'Name them by --policy PATH.' });
  }
  const view = new View(io, options);
  const request = worldRequest(options);
  const inventory = await openInventory(request, view);
  const created = await loadJudge(options.policy, inventory, request);
  sayEngine(created, view);
  const family = options.family === undefined ? undefined : (Number(options.family) as Family);
  const probe = probeConnection({ ...options, family }, inventory, created.judge);
  const report = why(created.judge, probe.connection);
  if (options.output === 'json') await view.json(report);
  else await printWhy({ report, probe, request: options }, view);
  return 0;
}
