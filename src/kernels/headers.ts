/** Bits of HeaderSeen (frame/frame.ts), and what the readers of the kernels answer instead of a value. */
export const seenIpv4: u32 = 1;
export const seenIpv6: u32 = 2;
export const seenTcp: u32 = 4;
export const seenUdp: u32 = 8;
export const seenIcmp: u32 = 16;
export const seenIcmpv6: u32 = 32;
export const seenSctp: u32 = 64;
export const seenArp: u32 = 128;
export const seenVlan: u32 = 256;

/** The plain parser must read this packet: it has a fault, or is of a kind that kernels leave alone. */
export const notRead: u32 = 0xffffffff;
