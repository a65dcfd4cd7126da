/** Why a document cannot be read. Thrown inside this folder only; callers of the folder see diagnostics. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  /** Stable; listed in docs/manifests.md. */
  readonly code: string;
  /** Characters from the start of the document's text. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(code: string, message: string, offset: number, hint?: string) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.hint = hint;
  }
}
