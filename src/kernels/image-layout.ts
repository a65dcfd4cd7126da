/**
 * The image: a policy set and an inventory as the kernels read them. Offsets in the header count from the start of
 * the image, so it can stand anywhere; all are bytes. compile/image.ts writes it, classify.ts reads it.
 */
export const imageMagic: u32 = 0;
export const imageVersion: u32 = 4;
export const imageBytes: u32 = 8;
/** Over everything behind this field. */
export const imageChecksum: u32 = 12;
/** IPv4: 65,536 words by the upper 16 bits of an address, then blocks of 256 by the next 8. See index values below. */
export const imageRoot4: u32 = 16;
export const imageBlocks4: u32 = 20;
/**
 * IPv6: hash of prefixes; number of cells less one; the prefix lengths there are and their masks, longest first, length 0
 * ends them. See also imageAsked6 and imageKeys6.
 */
export const imagePrefixes6: u32 = 24;
export const imageMask6: u32 = 28;
export const imageLengths6: u32 = 32;
/** Place of IPv6 addresses in none of them. */
export const imageDefault6: u32 = 36;
/** Records of places. */
export const imagePlaces: u32 = 40;
/** By IP protocol: 0..3 one with ports, else a value below. */
export const imageProtocols: u32 = 44;
/** By port, 16 bits: its interval. Sources: 0 where all are one interval. */
export const imageDestinations: u32 = 48;
export const imageSources: u32 = 52;
/** Intervals, `not known` included. */
export const imageDestinationCount: u32 = 56;
export const imageSourceCount: u32 = 60;
/** By (protocol with ports, source interval, destination interval), 16 bits: traffic class. */
export const imageCells: u32 = 64;
/** By type << 8 | code, 16 bits: traffic class of ICMP, of ICMPv6. */
export const imageIcmp: u32 = 68;
export const imageIcmp6: u32 = 72;
/** By protocol, 16 bits: traffic class of the others. */
export const imageOthers: u32 = 76;
/** By table and class: row, 16 bits, or 32 where imageWideRows is 1. Number of classes. */
export const imageTables: u32 = 80;
export const imageClasses: u32 = 84;
/** By row: where its list of answers stands, and its signature (16 bits by traffic class: place in the list). */
export const imageRows: u32 = 88;
/** 1: pairs of pods on one node are not in the tables. */
export const imageNodeMatters: u32 = 92;
export const imageWideRows: u32 = 96;
/** Hash of service ports; 0 where rules may ask for services, so that there is none. Number of cells less one. */
export const imageFrontends: u32 = 100;
export const imageFrontendsMask: u32 = 104;
/** Answers of the two sides about connections with ports of a place that has flagOwn with itself. */
export const imageOwnEgress: u32 = 108;
export const imageOwnIngress: u32 = 112;
/**
 * IPv6: which prefix lengths there may be for an address, a bit for four lengths, so that one that no prefix is like is
 * looked up in vain for few of them. 1,024 words by its first word, hashed, for lengths from 32 on; then 256 words by its
 * first byte for the others.
 */
export const imageAsked6: u32 = 116;
/** Keys of the hash of prefixes, four words. */
export const imageKeys6: u32 = 120;
/**
 * Trees in place of tables, for sets that are beyond these; 0 where there are tables. Nodes of all trees; boxes of their
 * leaves; by box what its rule says: an answer, or treePass and the number of the stage where it goes on.
 */
export const imageTreeNodes: u32 = 136;
export const imageTreeBoxes: u32 = 140;
export const imageTreeResults: u32 = 144;
/** By direction (egress, ingress) and stage: number of the root of its tree. Number of stages. */
export const imageTreeRoots: u32 = 148;
export const imageTreeStages: u32 = 152;
/** 1: rules ask for source ports. */
export const imageTreeSources: u32 = 156;
/** Lists of endings, to which places lead. */
export const imageTreeEndings: u32 = 164;
/**
 * IPv4 where blocks would be too many; else 0: ranges by their first addresses, each with its place. imageRoot4 then has, by the
 * upper 16 bits of an address, the number of the first range that begins there or behind, and one word more.
 */
export const imageRanges4: u32 = 160;
export const range4Shift: u32 = 3;
export const range4Place: u32 = 4;
export const imageHeaderBytes: u32 = 192;

export const imageMagicWord: u32 = 0x4d495754;
export const imageVersionNumber: u32 = 5;

/** A node: the value at which it divides, and its children << treeWhatShift | dimension: the one below it, the other behind. */
export const treeNodeBytes: u32 = 8;
export const treeNodeShift: u32 = 3;
export const treeWhatShift: u32 = 3;
/** A leaf: number of its first box, and how many there are << treeWhatShift | treeLeaf. */
export const treeLeaf: u32 = 4;
export const treeDimension: u32 = 3;
/** Four first values, and how far the last ones are from them. */
export const treeBoxBytes: u32 = 32;
export const treeBoxShift: u32 = 5;
export const treePass: u32 = 0x40000000;

/** Values of the index: a place, or with this bit the number of a block that goes on. */
export const indexGoesOn: u32 = 0x80000000;

/** In imageProtocols, behind the four protocols with ports. */
export const protocolIcmp: u32 = 4;
export const protocolIcmp6: u32 = 5;
export const protocolOther: u32 = 6;

export const asked6ByWord: u32 = 1024;
export const asked6Words: u32 = 1280;

/** Of a prefix length: itself, and the mask of the four words of an address. */
export const length6Bytes: u32 = 32;
export const length6Masks: u32 = 16;

/** A cell of the IPv6 hash: four words of the masked address, the length (0: free), the place. */
export const prefix6Bytes: u32 = 32;
export const prefix6Length: u32 = 16;
export const prefix6Place: u32 = 20;

/** A cell of the hash of service ports: the place, protocol << 16 | port, and where the list of backends stands (0: free). */
export const frontendBytes: u32 = 16;
export const frontendPlace: u32 = 0;
export const frontendWhat: u32 = 4;
export const frontendBackends: u32 = 8;
/** Of a list, behind the number of backends: the place and the port of each. */
export const backendBytes: u32 = 8;
export const backendPlace: u32 = 0;
export const backendPort: u32 = 4;
/** A service port has as many backends in a list at the most; those with more, or none, are for TypeScript. */
export const mostBackends: u32 = 256;

export const placeBytes: u32 = 32;
export const placeShift: u32 = 5;
export const placeClass: u32 = 0;
/** Table of whoever is asked on each side; 0 for nobody. */
export const placeEgress: u32 = 4;
export const placeForwardedEgress: u32 = 8;
export const placeForwardedIngress: u32 = 12;
export const placeIngress: u32 = 16;
export const placeHousehold: u32 = 20;
export const placeNode: u32 = 24;
export const placeFlags: u32 = 28;
/**
 * With trees: the position of the place as the other end, its number as the own end, and where the list stands of what each
 * side says, by stage, where no rule of the stage matches: 0 to go on, else as imageTreeResults. Behind them: what follows
 * where no stage decides. No list: nobody is asked.
 */
export const placePosition: u32 = 0;
export const placeOwn: u32 = 8;
export const placeEgressEndings: u32 = 4;
export const placeIngressEndings: u32 = 16;

export const flagHost: u32 = 1;
/** Pairs with it are answered by TypeScript, each answer kept. */
export const flagSpecial: u32 = 2;
/** As a destination it may be the frontend of a service. */
export const flagFrontend: u32 = 4;
/** DNS may have names for addresses there: TypeScript is asked for those that it has some for (names.ts). */
export const flagNamed: u32 = 8;
export const flagGoverned: u32 = 16;
/** What its holder says to itself is known. */
export const flagOwn: u32 = 32;
