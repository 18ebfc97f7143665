/** Reads the head of a WebM file (RFC 8794, https://www.webmproject.org/docs/container/). */

const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;

/** An EBML head that says `webm`, and a segment right behind it. */
export function isWebm(bytes: Buffer): boolean {
  const head = element(bytes, 0);
  if (head?.id !== EBML || head.size === null) return false;
  const end = head.start + head.size;
  let type = '';
  for (let at = head.start; at < end;) {
    const child = element(bytes, at);
    if (child === null || child.size === null) return false;
    const stop = child.start + child.size;
    if (child.id === DOC_TYPE) type = bytes.toString('latin1', child.start, stop);
    at = stop;
  }
  return type.replace(/\0+$/, '') === 'webm' && element(bytes, end)?.id === SEGMENT;
}

interface Element {
  readonly id: number;
  /** Null while it is not known: a recorder that was cut off leaves it so. */
  readonly size: number | null;
  /** Where its content begins. */
  readonly start: number;
}

function element(bytes: Buffer, at: number): Element | null {
  const idBytes = Math.clz32(bytes[at] ?? 0) - 23;
  if (idBytes > 4 || at + idBytes >= bytes.length) return null;
  const sizeAt = at + idBytes;
  const sizeBytes = Math.clz32(bytes[sizeAt] ?? 0) - 23;
  if (sizeBytes > 8 || sizeAt + sizeBytes > bytes.length) return null;
  const raw = bytes.subarray(sizeAt, sizeAt + sizeBytes);
  const first = (raw[0] ?? 0) & (0xff >> sizeBytes);
  const unknown = first === 0xff >> sizeBytes && raw.subarray(1).every((byte) => byte === 0xff);
  const size = raw.subarray(1).reduce((sum, byte) => sum * 256 + byte, first);
  return {
    id: bytes.readUIntBE(at, idBytes),
    size: unknown ? null : size,
    start: sizeAt + sizeBytes,
  };
}
