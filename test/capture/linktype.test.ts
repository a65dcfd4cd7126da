import { describe, expect, it } from 'vitest';
import { linkTypeName, normalLinkType } from '../../src/capture/linktype.ts';
import { LinkType } from '../../src/net/link-type.ts';

describe('the name of a link type', () => {
  it.each([
    [LinkType.null, 'NULL'],
    [LinkType.ethernet, 'EN10MB'],
    [6, 'IEEE802_5'],
    [LinkType.slip, 'SLIP'],
    [LinkType.ppp, 'PPP'],
    [10, 'FDDI'],
    [51, 'PPP_ETHER'],
    [LinkType.raw, 'RAW'],
    [104, 'C_HDLC'],
    [LinkType.ieee80211, 'IEEE802_11'],
    [LinkType.loop, 'LOOP'],
    [LinkType.linuxSll, 'LINUX_SLL'],
    [117, 'PFLOG'],
    [119, 'IEEE802_11_PRISM'],
    [LinkType.radiotap, 'IEEE802_11_RADIOTAP'],
    [129, 'ARCNET_LINUX'],
    [138, 'APPLE_IP_OVER_IEEE1394'],
    [144, 'LINUX_IRDA'],
    [169, 'GPRS_LLC'],
    [177, 'LINUX_LAPD'],
    [187, 'BLUETOOTH_HCI_H4'],
    [189, 'USB_LINUX'],
    [LinkType.ppi, 'PPI'],
    [195, 'IEEE802_15_4_WITHFCS'],
    [202, 'AX25_KISS'],
    [204, 'PPP_WITH_DIR'],
    [209, 'I2C_LINUX'],
    [215, 'IEEE802_15_4_NONASK_PHY'],
    [220, 'USB_LINUX_MMAPPED'],
    [227, 'CAN_SOCKETCAN'],
    [LinkType.ipv4, 'IPV4'],
    [LinkType.ipv6, 'IPV6'],
    [LinkType.nflog, 'NFLOG'],
    [248, 'SCTP'],
    [LinkType.netlink, 'NETLINK'],
    [258, 'PKTAP'],
    [268, 'SDLC'],
    [271, 'VSOCK'],
    [LinkType.linuxSll2, 'LINUX_SLL2'],
    [280, 'VPP_DISPATCH'],
    [289, 'ATSC_ALP'],
  ])('%i is %s', (linkType, name) => {
    expect(linkTypeName(linkType)).toBe(name);
  });

  it('is the number where there is none', () => {
    expect([49, 102, 208, 65_535].map(linkTypeName)).toEqual([
      'LINKTYPE-49',
      'LINKTYPE-102',
      'LINKTYPE-208',
      'LINKTYPE-65535',
    ]);
  });
});

it('raw IP has one number, whatever system wrote it', () => {
  expect([12, 14, 101].map(normalLinkType)).toEqual([LinkType.raw, LinkType.raw, LinkType.raw]);
});
