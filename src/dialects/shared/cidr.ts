import { ipv4 } from '../../net/address.ts';
import { type Cidr, formatCidr, parseCidr } from '../../net/cidr.ts';
import { invalid } from './schema.ts';
import type { Rule } from './violation.ts';

/** A CIDR as old API servers read it, and how far its text is from the one strict form. */
export interface ReadCidr {
  readonly cidr: Cidr;
  /** What is loose about the text: undefined where it is strict. */
  readonly loose: 'host bits' | 'leading zeros' | 'IPv4-mapped address' | undefined;
}

/**
 * Leading zeros are decimal, as in every Kubernetes release that let them pass; host bits are cleared; an
 * IPv4-mapped prefix is the IPv4 one, as Go's net package reads it.
 */
export function readCidr(text: string): ReadCidr | undefined {
  const strict = parseCidr(text);
  if (strict !== undefined) {
    const unmapped = ipv4Of(strict.cidr);
    if (unmapped !== undefined) return { cidr: unmapped, loose: 'IPv4-mapped address' };
    return { cidr: strict.cidr, loose: strict.hostBits ? 'host bits' : undefined };
  }
  const parsed = text.includes(':') ? undefined : parseCidr(text.replaceAll(/(?<=^|[./])0+(?=\d)/g, ''));
  return parsed === undefined ? undefined : { cidr: parsed.cidr, loose: 'leading zeros' };
}

/** The IPv4 prefix in `::ffff:0:0/96` and longer. */
function ipv4Of({ address, length }: Cidr): Cidr | undefined {
  const { family, w0, w1, w2, w3 } = address;
  const isMapped = family === 6 && w0 === 0 && w1 === 0 && w2 === 0xffff && length >= 96;
  return isMapped ? { address: ipv4(w3), length: length - 96 } : undefined;
}

/** The value of a CIDR that validation has let pass. */
export function toCidr(text: string): Cidr {
  const read = readCidr(text);
  if (read === undefined) throw new TypeError(`not a CIDR: ${text}`);
  return read.cidr;
}

/**
 * Strict since KEP-4858 for the built-in kinds, which tolerates what is already stored. Custom resources are
 * checked by CEL's isCIDR, which accepts host bits and neither leading zeros nor IPv4-mapped addresses.
 */
export function cidrRule(kind: 'builtin' | 'custom'): Rule {
  return (value, report) => {
    if (typeof value !== 'string') return;
    const read = readCidr(value);
    if (read === undefined || (kind === 'custom' && read.loose !== undefined && read.loose !== 'host bits')) {
      report(
        invalid(
          [],
          'invalid-cidr',
          value,
          'must be a CIDR, such as 10.9.8.0/24 or fd00::/8',
          slashHint(value),
        ),
      );
    } else if (read.loose !== undefined) {
      report({
        ...invalid(
          [],
          'cidr-host-bits',
          value,
          `must have no ${read.loose}`,
          `write ${formatCidr(read.cidr)}`,
        ),
        ...(kind === 'custom' ? { severity: 'warning' } : { toleratedWhenStored: true }),
      });
    }
  };
}

function slashHint(text: string): string | undefined {
  if (text.includes('/')) return undefined;
  const suffix = text.includes(':') ? '/128' : '/32';
  return readCidr(`${text}${suffix}`) === undefined
    ? undefined
    : `for this one address write ${text}${suffix}`;
}
