import { type TierwallError, usageError } from '../../diagnostics/errors.ts';
import { loadJudge } from '../../engine/world.ts';
import { formatWhyText, why } from '../../explain/index.ts';
import type { Family } from '../../net/address.ts';
import { hasPorts, protocolName } from '../../net/protocol.ts';
import { type ProbeProblem, type ProbeRequest, readTraffic, resolveProbe } from '../../probe/index.ts';
import type { Io } from '../io.ts';
import type { ProbeOptions, WorldOptions } from '../options.ts';
import { View, type ViewOptions } from '../view.ts';
import { openWorld, sayEngine, sayUnjudged, worldRequest } from '../world.ts';

export interface WhyOptions extends WorldOptions, ProbeOptions, ViewOptions {
  readonly policy?: readonly string[];
  readonly output: 'text' | 'json';
}

export async function whyCommand(options: WhyOptions, io: Io): Promise<number> {
  if (options.policy === undefined) {
    throw usageError('no-policies-named', 'no policies to explain', { hint: 'Name them by --policy PATH.' });
  }
  const view = new View(io, options);
  const asked = requestOf(options);
  const request = worldRequest(options);
  const world = await openWorld(request, view);
  const { inventory } = world;
  // Before the policies are read: a mistyped name should not wait for them.
  const probe = resolveProbe(asked, inventory);
  if ('code' in probe) throw wrongFlag(probe);
  if (hasPorts(asked.protocol) && asked.port === undefined) throw missingPort(asked);
  const created = await loadJudge(options.policy, world, request);
  sayEngine(created, view);
  sayUnjudged(world, [created], view);
  const { judge, pending } = created;
  const report = why({ request: asked, probe, inventory, judge, ...(pending !== undefined && { pending }) });
  if (options.output === 'json') await view.json(report);
  else await view.text(formatWhyText(report, view.paint));
  return 0;
}

function requestOf(options: ProbeOptions): ProbeRequest {
  const { from, to, via, protocol, port, sourcePort } = options;
  const family = options.family === undefined ? undefined : (Number(options.family) as Family);
  const { traffic, problems } = readTraffic({ protocol, port, sourcePort, family, icmp: icmpOf(options) });
  if (traffic === undefined || problems.length > 0) throw wrongFlag(problems[0]);
  return { from, to, via, ...traffic };
}

function icmpOf({ icmpType: type, icmpCode: code }: ProbeOptions) {
  return type === undefined && code === undefined ? undefined : { type, code };
}

/** Without it no rule with ports would match, and the answer would be about no connection that there can be. */
function missingPort({ protocol, to }: ProbeRequest): TierwallError {
  const name = protocolName(protocol);
  const message = `--port: ${name} goes to a port, and none is given`;
  const hint = `Name the port of ${to}: --port 443. Protocols without ports: --protocol ICMP.`;
  return usageError('missing-port', message, { hint });
}

const flags: Readonly<Record<ProbeProblem['field'], string>> = {
  from: '--from',
  to: '--to',
  protocol: '--protocol',
  port: '--port',
  sourcePort: '--source-port',
  family: '--family',
  icmp: '--icmp-type',
  via: '--via',
};

function wrongFlag({ field, code, message, hint }: ProbeProblem): TierwallError {
  return usageError(code, `${flags[field]}: ${message}`, { hint });
}
