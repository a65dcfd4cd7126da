import { LinkType } from '../../src/net/link-type.ts';
import { pcap } from '../capture/build.ts';
import { ipv4, tcp, udp } from '../frame/build.ts';

/** Two pods and the traffic between them, made by hand. */
export const cluster = `
cluster:
  namespaces: [{name: lab}]
  pods:
    - {namespace: lab, name: client, labels: {app: client}, ips: [10.0.0.1]}
    - {namespace: lab, name: server, labels: {app: server}, ips: [10.0.0.2]}
`;

/** Nobody reaches the server. */
export const closed = policy('closed', '[]');
/** Everybody does. */
export const open = policy('open', '[{}]');

/** One for the server, with this list of ingress rules. */
export function policy(name: string, ingress: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: lab}
spec:
  podSelector: {matchLabels: {app: server}}
  policyTypes: [Ingress]
  ingress: ${ingress}
`;
}

export interface Timed {
  readonly seconds: number;
  readonly data: Uint8Array;
}

const client = { source: '10.0.0.1', destination: '10.0.0.2' };
const server = { source: '10.0.0.2', destination: '10.0.0.1' };

const syn = 2;
const synAck = 0x12;
const ack = 0x10;
const pushAck = 0x18;

/** A handshake at `seconds`, a second apart from each other, then a byte from the client at each of `bytesAt`. */
export function connection(port: number, seconds: number, bytesAt: readonly number[] = []): Timed[] {
  const out = (flags: number, sequence: number, acknowledgement: number, payload: readonly number[] = []) =>
    ipv4(
      { ...client, protocol: 6 },
      tcp({ sourcePort: port, destinationPort: 80, flags, sequence, acknowledgement }, payload),
    );
  const back = ipv4(
    { ...server, protocol: 6 },
    tcp({ sourcePort: 80, destinationPort: port, flags: synAck, sequence: 500, acknowledgement: 101 }),
  );
  return [
    { seconds, data: out(syn, 100, 0) },
    { seconds: seconds + 1, data: back },
    { seconds: seconds + 2, data: out(ack, 101, 501) },
    ...bytesAt.map((at, index) => ({ seconds: at, data: out(pushAck, 101 + index, 501, [7]) })),
  ];
}

/** A question that nobody answers. */
export function datagram(port: number, seconds: number): Timed {
  const data = ipv4({ ...client, protocol: 17 }, udp({ sourcePort: port, destinationPort: 53 }, [1]));
  return { seconds, data };
}

/** A capture of IP packets without link headers. */
export function capture(packets: readonly Timed[]): Buffer {
  return pcap({ link: LinkType.raw }, packets);
}
