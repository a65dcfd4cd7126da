import { type Family, type IpAddress, parseAddress } from '../net/address.ts';
import { type DnsAnswer, readTraffic, type Traffic, type TrafficWords } from '../probe/index.ts';
import { flowVerdicts } from '../verdict/verdict.ts';
import type { Field } from './field.ts';
import { type Probe, probeFields, probeStates } from './model.ts';
import { readRequest } from './request.ts';

/** One entry of `probes`; undefined where it cannot be used, after everything wrong with it has been said. */
export function readProbe(field: Field, index: number): Probe | undefined {
  const places = field.fields(probeFields);
  const from = places.from.required(places.from.text());
  const to = places.to.required(places.to.text());
  const expect = places.expect.required(places.expect.word(flowVerdicts));
  const traffic = readProbeTraffic(places);
  const rest = {
    via: places.via.text(),
    after: places.after.items().flatMap((item) => readDnsAnswer(item) ?? []),
    state: places.state.word(probeStates) ?? 'new',
    why: places.why.text() ?? '',
  };
  if (from === undefined || to === undefined || expect === undefined || traffic === undefined) {
    return undefined;
  }
  const request = readRequest(places, traffic.protocol);
  return { index, from, to, expect, ...traffic, ...rest, ...request, place: field.source().locate(), places };
}

type Places = Probe['places'];

function readProbeTraffic(places: Places): Traffic | undefined {
  const { traffic, problems } = readTraffic({
    protocol: readProtocol(places.protocol),
    port: places.port.integer(0, 65535),
    sourcePort: places.sourcePort.integer(0, 65535),
    family: readFamily(places.family),
    icmp: readIcmp(places.icmp),
  });
  for (const problem of problems) places[problem.field].fail(problem.code, problem.message, problem.hint);
  return traffic;
}

function readProtocol(field: Field): string | undefined {
  return typeof field.value === 'number' ? String(field.value) : field.text();
}

function readFamily(field: Field): Family | undefined {
  const family = field.integer(4, 6);
  return family === 5 ? field.fail('bad-value', '5 is not a family: 4 or 6') : (family as Family | undefined);
}

function readIcmp(field: Field): TrafficWords['icmp'] {
  const { type, code } = field.fields(['type', 'code']);
  const icmp = { type: type.integer(0, 255), code: code.integer(0, 255) };
  return field.isPresent ? icmp : undefined;
}

function readDnsAnswer(field: Field): DnsAnswer | undefined {
  const { dns } = field.fields(['dns']);
  const fields = dns.fields(['name', 'ip', 'ttl', 'ageSeconds']);
  const name = fields.name.required(fields.name.text());
  const address = readAddress(fields.ip);
  const ttl = fields.ttl.integer(0, 2 ** 31 - 1);
  const ageSeconds = fields.ageSeconds.integer(0, 2 ** 31 - 1) ?? 0;
  return name === undefined || address === undefined ? undefined : { name, address, ttl, ageSeconds };
}

function readAddress(field: Field): IpAddress | undefined {
  const text = field.required(field.text());
  if (text === undefined) return undefined;
  return parseAddress(text) ?? field.fail('bad-value', `${JSON.stringify(text)} is not an IP address`);
}
