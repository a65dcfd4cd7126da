import { type Family, parseAddress } from '../net/address.ts';
import { hasPorts, isIcmp, Protocol, parseProtocol } from '../net/protocol.ts';
import { flowVerdicts } from '../verdict/verdict.ts';
import type { Field } from './field.ts';
import { type DnsAnswer, type Probe, probeFields, probeStates, requestKinds } from './model.ts';

/** One entry of `probes`; undefined where it cannot be used, after everything wrong with it has been said. */
export function readProbe(field: Field, index: number): Probe | undefined {
  const places = field.fields(probeFields);
  const from = places.from.required(places.from.text());
  const to = places.to.required(places.to.text());
  const expect = places.expect.required(places.expect.word(flowVerdicts));
  const protocol = readProtocol(places.protocol);
  const icmp = readIcmp(places.icmp, protocol);
  const probe = {
    port: places.port.integer(0, 65535),
    sourcePort: places.sourcePort.integer(0, 65535),
    family: readFamily(places.family, protocol),
    icmp,
    via: places.via.text(),
    requests: readRequests(places),
    after: places.after.items().flatMap((item) => readDnsAnswer(item) ?? []),
    state: places.state.word(probeStates) ?? 'new',
    why: places.why.text() ?? '',
  };
  if (protocol !== undefined && !hasPorts(protocol)) refusePorts(places);
  if (from === undefined || to === undefined || expect === undefined || protocol === undefined) {
    return undefined;
  }
  return { index, from, to, expect, protocol, ...probe, place: field.source().locate(), places };
}

type Places = Probe['places'];

function readProtocol(field: Field): number | undefined {
  if (!field.isPresent) return Protocol.tcp;
  const text = typeof field.value === 'number' ? String(field.value) : field.text();
  if (text === undefined) return undefined;
  const hint = 'Protocols are TCP, UDP, SCTP, ICMP, ICMPv6, or a number from 0 to 255.';
  return parseProtocol(text) ?? field.fail('bad-value', `there is no protocol ${JSON.stringify(text)}`, hint);
}

/** ICMP exists in one family only, so that need not be said. */
function readFamily(field: Field, protocol: number | undefined): Family | undefined {
  const native = protocol === Protocol.icmp ? 4 : protocol === Protocol.icmpv6 ? 6 : undefined;
  const family = field.integer(4, 6);
  if (family === 5) return field.fail('bad-value', '5 is not a family: 4 or 6');
  if (family !== undefined && native !== undefined && family !== native) {
    return field.fail('bad-value', `${native === 4 ? 'ICMP' : 'ICMPv6'} runs over IPv${native} only`);
  }
  return (family as Family | undefined) ?? native;
}

/** Type and code of an echo request where the probe does not say. */
function readIcmp(field: Field, protocol: number | undefined): Probe['icmp'] {
  const { type, code } = field.fields(['type', 'code']);
  const icmp = { type: type.integer(0, 255), code: code.integer(0, 255) ?? 0 };
  if (protocol === undefined) return undefined;
  if (!isIcmp(protocol)) {
    if (field.isPresent) field.fail('bad-value', 'icmp belongs to the protocols ICMP and ICMPv6 only');
    return undefined;
  }
  return { type: icmp.type ?? (protocol === Protocol.icmp ? 8 : 128), code: icmp.code };
}

function refusePorts(places: Places): void {
  for (const name of ['port', 'sourcePort'] as const) {
    if (places[name].isPresent) places[name].fail('bad-value', 'the protocol of this probe has no ports');
  }
}

/** Their shapes are checked here; what they mean is for an engine that has request rules. */
function readRequests(places: Places): Probe['requests'] {
  const http = places.http.fields(['method', 'path', 'host', 'headers']);
  const grpc = places.grpc.fields(['service', 'method']);
  const kafka = places.kafka.fields(['apiKey', 'topic', 'clientID']);
  const dns = places.dns.fields(['query']);
  const tls = places.tls.fields(['sni']);
  const texts = [http.method, http.path, http.host, grpc.service, grpc.method, dns.query, tls.sni];
  for (const field of [...texts, kafka.apiKey, kafka.topic, kafka.clientID]) field.text();
  for (const [, header] of http.headers.entries()) header.text();
  return requestKinds.filter((kind) => places[kind].isPresent);
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

function readAddress(field: Field): DnsAnswer['address'] | undefined {
  const text = field.required(field.text());
  if (text === undefined) return undefined;
  return parseAddress(text) ?? field.fail('bad-value', `${JSON.stringify(text)} is not an IP address`);
}
