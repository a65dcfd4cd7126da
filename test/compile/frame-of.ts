import type { Connection } from '../../src/ir/connection.ts';
import { formatAddress } from '../../src/net/address.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { ethernet, icmp, ipv4, sctp, tcp, udp, zeros } from '../frame/build.ts';

/** An Ethernet frame that opens a connection of IPv4. */
export function frameOf(connection: Connection): Uint8Array {
  const { source, destination, protocol } = connection;
  const ends = { source: formatAddress(source.address), destination: formatAddress(destination.address) };
  return ethernet(0x0800, ipv4({ ...ends, protocol }, payloadOf(connection)));
}

function payloadOf({ protocol, sourcePort = 0, destinationPort = 0, icmp: message }: Connection): Uint8Array {
  const ports = { sourcePort, destinationPort };
  if (protocol === Protocol.tcp) return tcp(ports);
  if (protocol === Protocol.udp) return udp(ports);
  if (protocol === Protocol.sctp) return sctp(ports);
  return protocol === Protocol.icmp ? icmp(message?.type ?? 8, message?.code ?? 0) : zeros(8);
}
