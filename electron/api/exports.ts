/** Exports for the dashboard: which kinds of file there are, and a file in pieces. */
import type { ExportAsked, ExportFormat, ExportPiece } from '../../shared/contract/exports.ts';

/** A piece as the export's own thread hands it over. */
type RawPiece =
  | {
      readonly type: 'chunk';
      readonly chunk: { readonly bytes: Uint8Array; readonly rows: number };
    }
  | {
      readonly type: 'done';
      readonly control: Readonly<Record<string, unknown>> & {
        readonly rows: number;
        readonly sha256: string;
      };
    };

export interface ExportsApi {
  readonly formats: readonly ExportFormat[];
  start(asked: ExportAsked, signal: AbortSignal | undefined): AsyncGenerator<ExportPiece>;
}

/** `run` starts the export; it goes on only as its pieces are taken. */
export function createExportsApi(
  formats: ExportsApi['formats'],
  run: (asked: ExportAsked, signal: AbortSignal | undefined) => AsyncGenerator<RawPiece>,
): ExportsApi {
  return {
    formats,
    async *start(asked, signal) {
      for await (const piece of run(asked, signal)) {
        if (piece.type === 'done') {
          const { rows, sha256 } = piece.control;
          yield { type: 'done', rows, sha256, control: { ...piece.control } };
        } else {
          const { bytes, rows } = piece.chunk;
          const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
            'base64',
          );
          yield { type: 'piece', base64, rows };
        }
      }
    },
  };
}
