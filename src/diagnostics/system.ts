import { getSystemErrorMap } from 'node:util';

/** Why a system call failed, in the system's words: `no such file or directory (ENOENT)`. */
export function systemReason(error: unknown): string {
  const { code, errno, message = String(error) } = error as NodeJS.ErrnoException;
  const words = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  if (code === undefined) return message;
  return words === undefined ? code : `${words} (${code})`;
}

/** A path in a message: an empty one can be seen. */
export function shownPath(path: string): string {
  return path === '' ? '""' : path;
}
