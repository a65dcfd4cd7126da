import { messageProtocols, portProtocols, type TrafficClasses } from '../compile/traffic.ts';
import { protocolName } from '../net/protocol.ts';

const anyCode = 256;

/** Sets of traffic classes in words: `TCP 80, 8080; UDP 53`. */
export class TrafficWords {
  readonly #traffic: TrafficClasses;

  constructor(traffic: TrafficClasses) {
    this.#traffic = traffic;
  }

  /** The class of the protocols that no rule names. */
  get rest(): number {
    return this.#traffic.ofCell[this.#traffic.protocolCell(-1)];
  }

  of(classes: ReadonlySet<number>): string {
    if (classes.size === this.#traffic.size) return 'all traffic';
    if (classes.size === 0) return 'no traffic';
    const parts = [
      ...portProtocols.map(
        (protocol, index) => [protocolName(protocol), this.#ports(index, classes)] as const,
      ),
      ...messageProtocols.map(
        (protocol, index) => [protocolName(protocol), this.#messages(index, classes)] as const,
      ),
      ...this.#others(classes),
    ];
    return joined(parts);
  }

  /** Undefined for none of the protocol's packets, '' for all. */
  #ports(index: number, classes: ReadonlySet<number>): string | undefined {
    const { sourceStarts, destinationStarts } = this.#traffic;
    const bySources = new Map<string, number[]>();
    for (let source = 0; source <= sourceStarts.length; source++) {
      const members = indices(destinationStarts.length + 1, (destination) =>
        classes.has(this.#traffic.ofCell[this.#traffic.portCell(index, source, destination)]),
      );
      const text = rangesText(destinationStarts, members);
      bySources.set(text, [...(bySources.get(text) ?? []), source]);
    }
    bySources.delete('none');
    const texts = [...bySources].map(([destinations, sources]) =>
      portsText(destinations, rangesText(sourceStarts, sources)),
    );
    return texts.length === 0 ? undefined : texts.join(' or ');
  }

  #messages(index: number, classes: ReadonlySet<number>): string | undefined {
    const { messageCells, ofCell } = this.#traffic;
    const first = this.#traffic.messageCell(index, undefined) - messageCells.length - 1;
    const members = indices(messageCells.length + 2, (at) => classes.has(ofCell[first + at]));
    if (members.length === 0) return undefined;
    if (members.length === messageCells.length + 2) return '';
    return members.map((at) => messageText(messageCells, at)).join(', ');
  }

  #others(classes: ReadonlySet<number>): readonly (readonly [string, string | undefined])[] {
    const { protocols, ofCell } = this.#traffic;
    const isIn = (protocol: number) =>
      classes.has(ofCell[this.#traffic.protocolCell(protocol)]) ? '' : undefined;
    return [
      ...protocols.map((protocol) => [protocolName(protocol), isIn(protocol)] as const),
      ['other protocols', isIn(-1)],
    ];
  }
}

/** Protocols of which the same is said stand together. */
function joined(parts: readonly (readonly [name: string, text: string | undefined])[]): string {
  const byText = new Map<string, string[]>();
  for (const [name, text] of parts) {
    if (text !== undefined) byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText]
    .map(([text, names]) => (text === '' ? names.join(', ') : `${names.join('/')} ${text}`))
    .join('; ');
}

/** '' for any port to any port. */
function portsText(destinations: string, sources: string): string {
  if (sources === 'any') return destinations === 'any' ? '' : destinations;
  return `${destinations === 'any' ? 'any port' : destinations} from ${sources}`;
}

/** Ports of intervals: `80, 443, 8000-8999`; `any` and `none`. The one behind the last is of packets without ports. */
function rangesText(starts: Int32Array, intervals: readonly number[]): string {
  if (intervals.length === starts.length + 1) return 'any';
  if (intervals.length === 0) return 'none';
  const ranges: { from: number; to: number }[] = [];
  for (const interval of intervals.filter((one) => one < starts.length)) {
    const [from, to] = [starts[interval], (starts[interval + 1] ?? 65536) - 1];
    const last = ranges.at(-1);
    if (last?.to === from - 1) last.to = to;
    else ranges.push({ from, to });
  }
  const texts = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return [...texts, ...(intervals.includes(starts.length) ? ['no port'] : [])].join(', ');
}

function messageText(mentioned: readonly number[], at: number): string {
  if (at === mentioned.length) return 'other types';
  if (at > mentioned.length) return 'no type';
  const [type, code] = [Math.floor(mentioned[at] / 257), mentioned[at] % 257];
  if (code !== anyCode) return `type ${type} code ${code}`;
  const isDivided = mentioned.some((one) => Math.floor(one / 257) === type && one % 257 !== anyCode);
  return isDivided ? `type ${type} other codes` : `type ${type}`;
}

function indices(count: number, holds: (index: number) => boolean): readonly number[] {
  return Array.from({ length: count }, (_, index) => index).filter(holds);
}
