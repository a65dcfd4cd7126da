/**
 * The name forms of the Kubernetes API (RFC 1123 labels and their kin). A check says what is wrong with a text,
 * in the words that go after "Invalid value", or nothing.
 */
export type TextCheck = (text: string) => string | undefined;

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const qualified = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

export const dnsLabel: TextCheck = (text) => {
  if (text.length > 63) return 'must have at most 63 characters';
  return label.test(text) ? undefined : 'must be a DNS label: a-z, 0-9 and -, no - at either end';
};

export const dnsSubdomain: TextCheck = (text) => {
  if (text.length > 253) return 'must have at most 253 characters';
  if (text.split('.').every((part) => label.test(part))) return undefined;
  return 'must be a DNS subdomain: a-z, 0-9, - and ., each part with a letter or digit at both ends';
};

/** `[prefix/]name`: the prefix a DNS subdomain, the name up to 63 characters. */
export const labelKey: TextCheck = (text) => {
  const parts = text.split('/');
  if (parts.length > 2) return 'must be NAME or PREFIX/NAME';
  const name = parts[parts.length - 1];
  if (parts.length === 2) {
    const wrong = parts[0] === '' ? 'must not be empty' : dnsSubdomain(parts[0]);
    if (wrong !== undefined) return `the prefix before / ${wrong}`;
  }
  if (name === '') return 'the name must not be empty';
  if (name.length > 63) return 'the name must have at most 63 characters';
  return qualified.test(name)
    ? undefined
    : 'the name must be A-Z, a-z, 0-9, -, _ and ., alphanumeric at both ends';
};

export const labelValue: TextCheck = (text) => {
  if (text.length > 63) return 'must have at most 63 characters';
  if (text === '' || qualified.test(text)) return undefined;
  return 'must be empty or A-Z, a-z, 0-9, -, _ and ., alphanumeric at both ends';
};

/** IANA service names (RFC 6335 section 5.1), in lower case. */
export const portName: TextCheck = (text) => {
  if (text === '') return 'must not be empty';
  if (text.length > 15) return 'must have at most 15 characters';
  if (!/^[-a-z0-9]+$/.test(text)) return 'must be a port name: a-z, 0-9 and -';
  if (!/[a-z]/.test(text)) return 'a port name must contain at least one letter';
  if (text.includes('--')) return 'a port name must not contain --';
  return /^-|-$/.test(text) ? 'a port name must not begin or end with -' : undefined;
};
