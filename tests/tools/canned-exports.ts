/** Exports as a stage plays them: the kinds of file, and one of two rows. */
import type { ExportFormat, ExportPiece } from '../../shared/contract/exports.ts';
import { EXPORT_VIEWS } from '../../shared/export-rows.ts';

const TABLES = [...EXPORT_VIEWS];

export const CANNED_FORMATS: ExportFormat[] = [
  { id: 'csv', extension: 'csv', mime: 'text/csv', views: TABLES },
  { id: 'jsonl', extension: 'jsonl', mime: 'application/jsonl', views: TABLES },
  { id: 'xlsx', extension: 'xlsx', mime: 'application/zip', views: ['all', ...TABLES] },
  { id: 'pdf', extension: 'pdf', mime: 'application/pdf', views: ['all'] },
  { id: 'hledger', extension: 'journal', mime: 'text/plain', views: ['journal'] },
];

export const CANNED_EXPORT: readonly ExportPiece[] = [
  { type: 'piece', base64: Buffer.from('gift_key,units\r\n').toString('base64'), rows: 0 },
  { type: 'piece', base64: Buffer.from('tiktok|msg|1,5\r\n').toString('base64'), rows: 1 },
  {
    type: 'done',
    rows: 1,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    control: { file: 'coinfall-daily.csv', rows: 1 },
  },
];
