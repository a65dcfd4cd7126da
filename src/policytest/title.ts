import { protocolName } from '../net/protocol.ts';
import type { Probe } from './model.ts';

/** `shop/web -> shop/db TCP 5432`, with what else the probe says of the connection. */
export function probeTitle(probe: Probe): string {
  const { from, to, protocol, port, sourcePort, family, icmp, via, state } = probe;
  const parts = [`${from} -> ${to}`, protocolName(protocol)];
  if (port !== undefined) parts.push(String(port));
  if (icmp !== undefined) parts.push(`type ${icmp.type} code ${icmp.code}`);
  if (sourcePort !== undefined) parts.push(`from port ${sourcePort}`);
  if (probe.places.family.isPresent) parts.push(`over IPv${family}`);
  if (via !== undefined) parts.push(`via ${via}`);
  if (state !== 'new') parts.push(`(${state})`);
  return parts.join(' ');
}
