/** Programs of others that read what was exported: Python, LibreOffice, DuckDB, poppler. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { run } from './accounting.ts';

export type ReadRow = Readonly<Record<string, string>>;

function python(script: string, ...args: readonly string[]): unknown {
  const text = execFileSync('python3', ['-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  return JSON.parse(text) as unknown;
}

/** Rows of a CSV as Python's csv module reads them. */
export function pythonCsv(file: string, separator = ','): readonly ReadRow[] {
  const script = `import csv, json, sys
csv.field_size_limit(1 << 30)
with open(sys.argv[1], newline='', encoding='utf-8-sig') as f:
    json.dump(list(csv.DictReader(f, delimiter=sys.argv[2], strict=True)), sys.stdout)`;
  return python(script, file, separator) as readonly ReadRow[];
}

/** Lines of JSON as Python reads them; numbers keep every digit. */
export function pythonJsonLines(file: string): readonly Readonly<Record<string, unknown>>[] {
  const script = `import json, sys
with open(sys.argv[1], encoding='utf-8', newline='\\n') as f:
    json.dump([json.loads(line, parse_float=None) for line in f], sys.stdout)`;
  return python(script, file) as readonly Readonly<Record<string, unknown>>[];
}

/** Cells of one sheet of a workbook, straight from its XML: the text of strings, the literal of numbers. */
export function pythonSheet(file: string, sheet: number): readonly (readonly string[])[] {
  const script = `import json, re, sys, zipfile
import xml.etree.ElementTree as E
N = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
un = lambda t: re.sub('_x([0-9A-Fa-f]{4})_', lambda m: chr(int(m[1], 16)), t)
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
rows = []
for row in E.fromstring(z.read('xl/worksheets/sheet%s.xml' % sys.argv[2])).iter(N + 'row'):
    cells = []
    for c in row.iter(N + 'c'):
        assert c.find(N + 'f') is None
        t, v = c.find(N + 'is/' + N + 't'), c.find(N + 'v')
        cells.append(un(t.text or '') if t is not None else v.text if v is not None else '')
    rows.append(cells)
json.dump(rows, sys.stdout)`;
  return python(script, file, String(sheet)) as readonly (readonly string[])[];
}

/** A workbook as LibreOffice opens it: how many formulas it finds, and each sheet as rows of CSV. */
export function libreOffice(
  file: string,
  folder: string,
): {
  readonly formulas: number;
  sheet(name: string): readonly ReadRow[];
} {
  const out = join(folder, `${basename(file)}.d`);
  mkdirSync(out);
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const convert = (to: string) =>
    run('soffice', profile, '--headless', '--convert-to', to, '--outdir', out, file);
  convert('fods');
  // Comma, quote, UTF-8, from line 1, cells as they are (not as they look), every sheet.
  convert('csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1');
  const files = readdirSync(out);
  const flat = files.find((name) => name.endsWith('.fods')) ?? '';
  return {
    formulas: readFileSync(join(out, flat), 'utf8').split('table:formula=').length - 1,
    sheet: (name) =>
      pythonCsv(join(out, files.find((one) => one.endsWith(`-${name}.csv`)) ?? name)),
  };
}

/** A PDF as poppler reads it: text in lines as they stand on the page, runs of two spaces or more between cells. */
export function pdfText(file: string): string {
  return run('pdftotext', '-layout', '-enc', 'UTF-8', file, '-');
}

/** Rows of a PDF's table, cell by cell, from its title to the next line that is no row. */
export function pdfRows(text: string, title: string): readonly (readonly string[])[] {
  const lines = text.split(/\r?\n|\f/);
  const begin = lines.findIndex((line) => line.trim() === title);
  if (begin < 0) return [];
  const rows: (readonly string[])[] = [];
  for (const line of lines.slice(begin + 2)) {
    const cells = line.trim().split(/ {2,}/);
    if (line.trim() !== '' && cells.length < 2) break;
    if (line.trim() !== '') rows.push(cells);
  }
  return rows;
}

/** Rows of a Parquet as DuckDB reads them, each value as its own text. */
export async function duckdb(
  sql: string,
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRowObjects();
  connection.closeSync();
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
    ),
  );
}
