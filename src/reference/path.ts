/**
 * The one normalisation of request paths: query and fragment off, percent-decoded once, backslashes turned,
 * parameters of segments off, slashes collapsed, dot segments resolved, no slash at the end. Undefined for what
 * means different paths to different servers: a path that is not absolute, or that still holds an encoded dot, slash
 * or backslash, or NUL (projectcalico/calico app-policy/checker normalises so).
 */
export function normalisePath(path: string): string | undefined {
  const end = path.search(/[?#]/);
  const decoded = decodeOnce(end < 0 ? path : path.slice(0, end));
  if (decoded === undefined || /%(2e|2f|5c)|\0/i.test(decoded)) return undefined;
  const slashed = decoded.replaceAll('\\', '/');
  if (!slashed.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const segment of slashed.split('/')) {
    const [name] = segment.split(';');
    if (name === '..') segments.pop();
    else if (name !== '' && name !== '.') segments.push(name);
  }
  return `/${segments.join('/')}`;
}

/** A prefix covers whole segments: `/pub` is no prefix of `/public`. Both are normalised. */
export function pathHasPrefix(path: string, prefix: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

function decodeOnce(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
