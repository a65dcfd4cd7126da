import type { ReasonWord } from '../verdict/reason.ts';

/** TCP flags as in byte 13 of the header (RFC 9293 section 3.1). */
export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ece: 64, cwr: 128 } as const;

/**
 * What a parsed packet says of itself. One record is made per reader and filled anew for each packet, so every
 * field is a number and none is ever missing: "not there" is 0 together with the flag or field named below.
 *
 * Offsets count from the start of the captured bytes. Lengths are those that the headers state; what was
 * captured may be less.
 */
export interface Frame {
  /** The captured bytes. Valid until the next packet is read. */
  bytes: Uint8Array;
  /** Length on the wire, bytes; never less than what was captured. */
  originalLength: number;
  /** Where the packet ends by the lengths of the headers read so far; what was captured may end earlier. */
  wireEnd: number;

  /**
   * `''` where the headers could be read, else why not: `malformed`, `truncated`, `fragment`, `source-route`,
   * `unsupported-link`. What was read before the fault stays valid.
   */
  fault: ReasonWord | '';
  /** What exactly was odd, a word of details.ts such as `ipv4-header-length`; `''` beside an empty fault. */
  detail: string;

  /** Tunnels that were taken off to get to this packet; 0 without decapsulation. */
  tunnelDepth: number;

  /**
   * EtherType of the innermost header after VLAN tags (0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP), also where the link
   * header says it in other words; 0 for none.
   */
  etherType: number;
  /** 802.1Q and 802.1ad tags before it. */
  vlanTags: number;
  /** VLAN id of the outermost tag, 0..4095; valid if vlanTags > 0. */
  vlanId: number;
  /** Offset of what etherType names. */
  networkOffset: number;

  /** 4 or 6; 0 if the packet is no IP packet: then nothing below is valid. */
  family: 0 | 4 | 6;
  /** Source and destination, unsigned words as in net/address.ts (an IPv4 address is in word 3). */
  source0: number;
  source1: number;
  source2: number;
  source3: number;
  destination0: number;
  destination1: number;
  destination2: number;
  destination3: number;
  /** Offset of the IP header. */
  ipOffset: number;
  /** Total length of the IP packet, header included, bytes. Segmentation offload (0) is resolved. */
  ipLength: number;
  timeToLive: number;
  /** IP protocol number behind the IPv6 extension headers. */
  protocol: number;

  /** 1 if this is a fragment (not an IPv6 atomic fragment: RFC 6946). */
  isFragment: 0 | 1;
  /** Offset of the fragment's data in the datagram, bytes. Non-zero: no transport header here. */
  fragmentOffset: number;
  moreFragments: 0 | 1;
  /** 16 bits for IPv4, 32 bits for IPv6. */
  fragmentId: number;
  /** Offset in `bytes` of what is fragmented (IPv4: behind the header; IPv6: behind the fragment header). */
  fragmentDataOffset: number;
  /** Bytes of the datagram that this fragment carries. */
  fragmentDataLength: number;
  /** Offset of the IPv6 fragment header, atomic ones included; 0 for none. */
  fragmentHeaderOffset: number;

  /** Offset of the transport header; 0 in a fragment with a non-zero offset. */
  transportOffset: number;
  /** Bytes of transport header and payload by the IP header. */
  transportLength: number;
  /** Valid for TCP, UDP, UDP-Lite and SCTP with a transport header. */
  sourcePort: number;
  destinationPort: number;
  /** Offset of the payload of TCP, UDP or UDP-Lite, and of the chunks of SCTP. */
  payloadOffset: number;
  /** Payload bytes by the headers; in a first fragment those of the fragment. */
  payloadLength: number;

  /** Valid for TCP. */
  tcpFlags: number;
  tcpSequence: number;
  tcpAcknowledgement: number;
  /** As in the header, before scaling. */
  tcpWindow: number;
  /** Shift of the window scale option in a SYN (RFC 7323), 0..14; -1 without the option. */
  tcpWindowScale: number;
  /** 1 if the capture ends inside the options: the window scale may be missing for that reason. */
  tcpOptionsCut: 0 | 1;

  /** Valid for ICMP and ICMPv6. */
  icmpType: number;
  icmpCode: number;
  /** Identifier of an echo, timestamp, information or address mask message. */
  icmpId: number;
  /** 1 for a message that quotes a packet (errors and ICMP redirects); the inner fields below are then valid if innerFamily is not 0. */
  icmpIsError: 0 | 1;

  /** The packet quoted by an ICMP error: family 0 where the quote is too short to name a connection. */
  innerFamily: 0 | 4 | 6;
  innerSource0: number;
  innerSource1: number;
  innerSource2: number;
  innerSource3: number;
  innerDestination0: number;
  innerDestination1: number;
  innerDestination2: number;
  innerDestination3: number;
  innerProtocol: number;
  innerSourcePort: number;
  innerDestinationPort: number;
  /** TCP sequence number of the quote; valid for TCP. */
  innerTcpSequence: number;
  /** Type and echo identifier of a quoted ICMP echo. */
  innerIcmpType: number;
  innerIcmpId: number;

  /** Which of the outermost headers were seen, for counting: bits of HeaderSeen. */
  headersSeen: number;
}

/** The outermost headers, VLAN tags and IPv6 extension headers skipped; decapsulation does not change them. */
export const HeaderSeen = {
  ipv4: 1,
  ipv6: 2,
  tcp: 4,
  udp: 8,
  icmp: 16,
  icmpv6: 32,
  sctp: 64,
  arp: 128,
  vlan: 256,
} as const;
