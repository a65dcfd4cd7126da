import { describe, expect, it } from 'vitest';
import { dialects, engineOptions } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { parseAddress } from '../../src/net/address.ts';
import { Lane } from '../../src/replay/lane.ts';
import { a } from '../dns/message.ts';
import { answers, asks, datagram, resolver, stub } from '../dns/packets.ts';
import { soundInventory } from '../inventory/helpers.ts';

const name = 'www.example.org';
const ip = (text: string) => parseAddress(text)!;
const start = 1.7e15;
const inventory = soundInventory('cluster: {}');

/** A lane of an engine that has seen one answer: two addresses, for ten seconds. */
function afterAnswer(engine: string, settings: Readonly<Record<string, string>>): Lane {
  const dialect = dialects.find((each) => each.name === engine)!;
  const options = engineOptions(dialect, new Map(Object.entries(settings)));
  const { set } = dialect.lower({ manifests: [], inventory, resources: [], options, version: '' });
  const lane = new Lane({ judge: new ReferenceJudge(set), inventory });
  lane.names.advance(start);
  lane.names.learn(datagram(stub, resolver, asks()));
  lane.names.learn(datagram(resolver, stub, answers([a(name, '192.0.2.1', 10), a(name, '192.0.2.2', 10)])));
  return lane;
}

function namesAfter(lane: Lane, seconds: number): readonly (readonly string[])[] {
  lane.names.advance(start + seconds * 1e6);
  return ['192.0.2.1', '192.0.2.2'].map((address) => lane.names.ofAddress(ip(address)));
}

describe('how a lane keeps names', () => {
  it('as their answer says, by default', () => {
    const lane = afterAnswer('cilium', {});
    expect(namesAfter(lane, 9)).toEqual([[name], [name]]);
    expect(namesAfter(lane, 11)).toEqual([[], []]);
  });

  it('at least as long as tofqdns-min-ttl says', () => {
    const lane = afterAnswer('cilium', { 'tofqdns-min-ttl': '60' });
    expect(namesAfter(lane, 59)).toEqual([[name], [name]]);
    expect(namesAfter(lane, 61)).toEqual([[], []]);
  });

  it('with as many addresses as tofqdns-endpoint-max-ip-per-hostname says, the newest ones', () => {
    const lane = afterAnswer('cilium', { 'tofqdns-endpoint-max-ip-per-hostname': '1' });
    expect(namesAfter(lane, 1)).toEqual([[], [name]]);
  });

  it('without bounds of their own for engines that state none', () => {
    expect(namesAfter(afterAnswer('kubernetes', {}), 9)).toEqual([[name], [name]]);
  });

  it('refuses what is no whole number', () => {
    expect(() => afterAnswer('cilium', { tofqdnsMinTTL: '1h' })).toThrow(/whole number/);
  });
});
