/** Numbers for people. Always the same characters, whatever the locale: scripts read them too, against advice. */

/** `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 packet`, `1,234 packets`. */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1.2 MB`; powers of 1000. */
export function formatBytes(bytes: number): string {
  return `${scaled(bytes, ' ')}B`;
}

/** `3.4 M packets/s`. */
export function formatRate(perSecond: number, unit: string): string {
  const number = scaled(perSecond, ' ');
  return `${number}${number.endsWith(' ') ? '' : ' '}${unit}/s`;
}

/** `850 ms`, `3.4 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

function two(number: number): string {
  return number.toString().padStart(2, '0');
}

const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Two digits that count below ten, whole numbers above, and the prefix that keeps it below a thousand. */
function scaled(value: number, gap: string): string {
  let index = 0;
  let rest = value;
  while (rest >= 999.5 && index < prefixes.length - 1) {
    rest /= 1000;
    index++;
  }
  const digits = index === 0 ? Math.round(rest).toString() : rest.toFixed(rest < 9.95 ? 1 : 0);
  return `${digits}${gap}${prefixes[index]}`;
}
