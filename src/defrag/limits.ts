/** Bounds of the defragmenter. All memory is taken at the start; nothing grows with the traffic. */
export interface DefragLimits {
  /** Datagrams open at once, those that were given up and await their time-out included. */
  readonly datagrams: number;
  /** Fragments held at once, of all datagrams. */
  readonly fragments: number;
  /**
   * Fragments of one datagram, copies included. 64 KiB make 54 fragments on links of 1280 bytes and 119 on those
   * of 576 (RFC 791); only attacks need more.
   */
  readonly fragmentsPerDatagram: number;
  /** Captured bytes held at once. */
  readonly bytes: number;
  /** One source may use this part of the datagrams, the fragments and the bytes. */
  readonly sourceShare: number;
}

export const defaultDefragLimits: DefragLimits = {
  datagrams: 4096,
  fragments: 8192,
  fragmentsPerDatagram: 128,
  bytes: 4 * 1024 * 1024,
  sourceShare: 1 / 4,
};

/** Life of a datagram from its first seen fragment, microseconds of packet time: as Linux for IPv4, RFC 8200 for IPv6. */
export const lifetimeIpv4 = 30_000_000;
export const lifetimeIpv6 = 60_000_000;
export const longestLifetime = lifetimeIpv6;

/** IPv4 total length and IPv6 payload length have 16 bits. */
export const maximumLength = 65535;
