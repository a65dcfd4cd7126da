/** EtherTypes (IANA "IEEE 802 Numbers") that are read. */
export const EtherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  bridged: 0x6558, // transparent Ethernet bridging: an Ethernet frame inside GRE or Geneve
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoeSession: 0x8864,
  providerVlan: 0x88a8,
  oldVlan: 0x9100,
} as const;

/** The EtherType of a packet that starts with an IP header of either version; 0 if the first four bits are neither. */
export function etherTypeOfVersion(firstByte: number): number {
  const version = firstByte >> 4;
  if (version === 4) return EtherType.ipv4;
  return version === 6 ? EtherType.ipv6 : 0;
}
