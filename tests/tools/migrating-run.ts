/**
 * The program that is killed while it migrates: `node migrating-run.ts LEDGER_FILE [inside]`. Says when it begins and
 * ends; with `inside` it kills itself once all is done but the commit.
 */
import { openWriter } from '../../electron/ledger/open.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';

const [, , file = '', where = ''] = process.argv;
const schema = ledgerSchema('live');
const suicidal = {
  ...schema,
  migrations: schema.migrations.map((migration) => ({ ...migration, rebuild: true as const })),
  rebuild: (db: Parameters<NonNullable<typeof schema.rebuild>>[0]) => {
    schema.rebuild?.(db);
    process.kill(process.pid, 'SIGKILL');
  },
};
process.stdout.write('begin\n');
openWriter(file, where === 'inside' ? suicidal : schema).close();
process.stdout.write('done\n');
