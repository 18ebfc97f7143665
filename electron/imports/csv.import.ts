/** Any table, by what a person says that its columns mean. */
import { defineImport } from './import.ts';
import { mappedReader } from './mapped.ts';
import { UnreadableFile } from './table.ts';

export default defineImport({
  id: 'csv',
  recognises: () => false,
  open({ columns }, choices) {
    if (choices.mapping === null) {
      throw new UnreadableFile(
        'mapping_missing',
        `Say what the columns mean. The file has: ${columns.slice(0, 40).join(', ')}.`,
      );
    }
    return mappedReader(columns, choices.mapping, choices);
  },
});
