import type { Frame } from './frame.ts';

const noBytes = new Uint8Array(0);

/**
 * A field for 32-bit unsigned words. It starts as a fraction so that the engine stores it as a double for ever:
 * a field that starts as a small integer is converted, and its values boxed, when the first large word comes.
 */
const word = 0.5;

/** A record for parseFrame to fill, one per reader. */
export function createFrame(): Frame {
  const frame: Frame = {
    bytes: noBytes,
    originalLength: 0,
    wireEnd: 0,
    fault: '',
    detail: '',
    tunnelDepth: 0,
    etherType: 0,
    vlanTags: 0,
    vlanId: 0,
    networkOffset: 0,
    family: 0,
    source0: word,
    source1: word,
    source2: word,
    source3: word,
    destination0: word,
    destination1: word,
    destination2: word,
    destination3: word,
    ipOffset: 0,
    ipLength: 0,
    timeToLive: 0,
    protocol: 0,
    isFragment: 0,
    fragmentOffset: 0,
    moreFragments: 0,
    fragmentId: word,
    fragmentDataOffset: 0,
    fragmentDataLength: 0,
    fragmentHeaderOffset: 0,
    transportOffset: 0,
    transportLength: 0,
    sourcePort: 0,
    destinationPort: 0,
    payloadOffset: 0,
    payloadLength: 0,
    tcpFlags: 0,
    tcpSequence: word,
    tcpAcknowledgement: word,
    tcpWindow: 0,
    tcpWindowScale: -1,
    tcpOptionsCut: 0,
    icmpType: 0,
    icmpCode: 0,
    icmpId: 0,
    icmpIsError: 1, // so that the first reset clears the inner words
    innerFamily: 0,
    innerSource0: word,
    innerSource1: word,
    innerSource2: word,
    innerSource3: word,
    innerDestination0: word,
    innerDestination1: word,
    innerDestination2: word,
    innerDestination3: word,
    innerProtocol: 0,
    innerSourcePort: 0,
    innerDestinationPort: 0,
    innerTcpSequence: word,
    innerIcmpType: 0,
    innerIcmpId: 0,
    headersSeen: 0,
  };
  resetFrame(frame, noBytes, 0);
  return frame;
}

/** Empties the record for a new capture record. */
export function resetFrame(frame: Frame, bytes: Uint8Array, originalLength: number): void {
  frame.bytes = bytes;
  // A record that says it was shorter than its bytes lies. Below 2^31, to stay a small integer.
  frame.originalLength = originalLength > bytes.length ? Math.min(originalLength, 0x7fffffff) : bytes.length;
  frame.wireEnd = frame.originalLength;
  frame.fault = '';
  frame.detail = '';
  frame.tunnelDepth = 0;
  frame.headersSeen = 0;
  resetLink(frame);
  resetPacket(frame);
}

export function resetLink(frame: Frame): void {
  frame.etherType = 0;
  frame.vlanTags = 0;
  frame.vlanId = 0;
  frame.networkOffset = 0;
}

/** Empties what an IP packet says of itself: between the layers of a tunnel too. */
export function resetPacket(frame: Frame): void {
  resetAddresses(frame);
  resetFragment(frame);
  resetTransport(frame);
  // Rare, and 18 stores: only after a packet that filled them.
  if (frame.icmpIsError === 1) resetQuote(frame);
}

function resetAddresses(frame: Frame): void {
  frame.family = 0;
  frame.source0 = 0;
  frame.source1 = 0;
  frame.source2 = 0;
  frame.source3 = 0;
  frame.destination0 = 0;
  frame.destination1 = 0;
  frame.destination2 = 0;
  frame.destination3 = 0;
  frame.ipOffset = 0;
  frame.ipLength = 0;
  frame.timeToLive = 0;
  frame.protocol = 0;
}

function resetFragment(frame: Frame): void {
  frame.isFragment = 0;
  frame.fragmentOffset = 0;
  frame.moreFragments = 0;
  frame.fragmentId = 0;
  frame.fragmentDataOffset = 0;
  frame.fragmentDataLength = 0;
  frame.fragmentHeaderOffset = 0;
}

function resetTransport(frame: Frame): void {
  frame.transportOffset = 0;
  frame.transportLength = 0;
  frame.sourcePort = 0;
  frame.destinationPort = 0;
  frame.payloadOffset = 0;
  frame.payloadLength = 0;
  frame.tcpFlags = 0;
  frame.tcpSequence = 0;
  frame.tcpAcknowledgement = 0;
  frame.tcpWindow = 0;
  frame.tcpWindowScale = -1;
  frame.tcpOptionsCut = 0;
  frame.icmpType = 0;
  frame.icmpCode = 0;
  frame.icmpId = 0;
}

function resetQuote(frame: Frame): void {
  frame.icmpIsError = 0;
  frame.innerFamily = 0;
  frame.innerSource0 = 0;
  frame.innerSource1 = 0;
  frame.innerSource2 = 0;
  frame.innerSource3 = 0;
  frame.innerDestination0 = 0;
  frame.innerDestination1 = 0;
  frame.innerDestination2 = 0;
  frame.innerDestination3 = 0;
  frame.innerProtocol = 0;
  frame.innerSourcePort = 0;
  frame.innerDestinationPort = 0;
  frame.innerTcpSequence = 0;
  frame.innerIcmpType = 0;
  frame.innerIcmpId = 0;
}
