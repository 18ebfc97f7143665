/** What the columns of a file mean, as a person says it in options or has saved it before. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { mappingSchema } from '../../shared/import-mapping.ts';
import type { ImportMapping } from '../../shared/import-mapping.ts';
import { collect } from './options.ts';
import { CommandFailure, EXIT } from './output.ts';
import type { LedgerApi } from './running.ts';

export interface MappingOptions {
  readonly kind?: ImportMapping['kind'];
  readonly platform?: string;
  readonly map: readonly string[];
  readonly mapping?: string;
  readonly saveMapping?: string;
  readonly currency?: string;
}

const MEANINGS = Object.keys(mappingSchema.shape.columns.shape);

export function withMappingOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'what a line of any other CSV is').choices(
        mappingSchema.shape.kind.options,
      ),
    )
    .option('--platform <platform>', 'whose lines they are, such as myshop')
    .option(
      '--map <meaning=column>',
      `which column means what: ${MEANINGS.join(', ')}`,
      collect,
      [],
    )
    .option('--mapping <name>', 'what was saved under this name instead')
    .option('--save-mapping <name>', 'save it under this name');
}

/** Null when nothing was said of columns. Throws CommandFailure. */
export async function mappingOf(
  api: LedgerApi,
  options: MappingOptions,
): Promise<ImportMapping | null> {
  if (options.mapping !== undefined) return savedMapping(api, options.mapping);
  if (options.map.length === 0) return null;
  const parsed = mappingSchema.safeParse({
    kind: options.kind ?? 'tips',
    platform: options.platform,
    currency: options.currency ?? null,
    columns: Object.fromEntries(options.map.map(columnOf)),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw usage(
      'mapping_malformed',
      `What the columns mean is not complete (${issue?.path.join('.') ?? ''}): give --platform, --map date=… and --map amount=….`,
    );
  }
  if (options.saveMapping !== undefined) {
    const saved = await api.imports.saveMapping({
      name: options.saveMapping,
      mapping: parsed.data,
    });
    if (!saved.ok) throw new CommandFailure(saved.code, saved.message, EXIT.notSo);
  }
  return parsed.data;
}

async function savedMapping(api: LedgerApi, name: string): Promise<ImportMapping> {
  const all = await api.imports.mappings();
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found.mapping;
  const names = all.map((one) => one.name).join(', ');
  throw usage(
    'mapping_unknown',
    `No mapping is saved as “${name}”. There are: ${names === '' ? 'none' : names}.`,
  );
}

function columnOf(text: string): [string, string] {
  const [meaning = '', ...column] = text.split('=');
  if (MEANINGS.includes(meaning) && column.length > 0) return [meaning, column.join('=')];
  throw usage(
    'mapping_malformed',
    `--map takes meaning=column; a meaning is one of ${MEANINGS.join(', ')}.`,
  );
}

function usage(code: string, message: string): CommandFailure {
  return new CommandFailure(code, `${message} Nothing was imported.`, EXIT.usage);
}
