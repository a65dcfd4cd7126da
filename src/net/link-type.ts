/** LINKTYPE_ values that code has reason to name (www.tcpdump.org/linktypes.html). */
export const LinkType = {
  null: 0,
  ethernet: 1,
  slip: 8,
  ppp: 9,
  /** Raw IP, as some systems wrote the number that it has in their kernel. */
  rawBsd: 12,
  rawOpenBsd: 14,
  pppHdlc: 50,
  pppEther: 51,
  raw: 101,
  ieee80211: 105,
  loop: 108,
  linuxSll: 113,
  radiotap: 127,
  ppi: 192,
  ipv4: 228,
  ipv6: 229,
  nflog: 239,
  netlink: 253,
  linuxSll2: 276,
} as const;
