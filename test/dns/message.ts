/** DNS messages as bytes, without compression unless a name is given as bytes. */
export type Name = string | readonly number[];

export interface Record {
  readonly name: Name;
  readonly type: number;
  readonly ttl?: number;
  readonly data: readonly number[];
  readonly class?: number;
}

export interface MessageShape {
  readonly id?: number;
  readonly flags?: number;
  readonly questions?: readonly { readonly name: Name; readonly type: number }[];
  readonly answers?: readonly Record[];
  /** Said in the header, where it should differ from the records. */
  readonly answerCount?: number;
}

export const response = 0x8180;
export const query = 0x0100;

export function encodeName(name: Name): number[] {
  if (typeof name !== 'string') return [...name];
  const labels = name === '' ? [] : name.split('.');
  return [...labels.flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]), 0];
}

export function a(name: Name, address: string, ttl = 60): Record {
  return { name, type: 1, ttl, data: address.split('.').map(Number) };
}

export function aaaa(name: Name, groups: readonly number[], ttl = 60): Record {
  return { name, type: 28, ttl, data: groups.flatMap(u16) };
}

export function cname(name: Name, target: Name, ttl = 60): Record {
  return { name, type: 5, ttl, data: encodeName(target) };
}

export function encode(shape: MessageShape): Uint8Array {
  const { id = 1, flags = query, questions = [], answers = [] } = shape;
  const counts = [questions.length, shape.answerCount ?? answers.length, 0, 0];
  return Uint8Array.from([
    ...[id, flags, ...counts].flatMap(u16),
    ...questions.flatMap(({ name, type }) => [...encodeName(name), ...u16(type), ...u16(1)]),
    ...answers.flatMap(encodeRecord),
  ]);
}

function encodeRecord({ name, type, ttl = 60, data, class: recordClass = 1 }: Record): number[] {
  const head = [...encodeName(name), ...u16(type), ...u16(recordClass), ...u16(ttl >>> 16), ...u16(ttl)];
  return [...head, ...u16(data.length), ...data];
}

function u16(value: number): number[] {
  return [(value >>> 8) & 255, value & 255];
}
