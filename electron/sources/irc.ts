/** One line of IRC with message tags (IRCv3), as Twitch sends it. Pure. */

export interface IrcMessage {
  /** Tag values with their escapes resolved; a tag without a value is an empty string. */
  readonly tags: ReadonlyMap<string, string>;
  /** Nickname or server that the line comes from; null when it names none. */
  readonly nick: string | null;
  readonly command: string;
  readonly params: readonly string[];
}

/** Only a space parts the pieces: a tab or a wide space may stand in a name or in the title of a plan. */
const LINE =
  /^(?:@(?<tags>[^ ]*) +)?(?::(?<prefix>[^ ]*) +)?(?<command>[A-Za-z]+|\d{3})(?<rest> .*)?$/s;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  [':', ';'],
  ['s', ' '],
  ['\\', '\\'],
  ['r', '\r'],
  ['n', '\n'],
]);

/** Parses a line without its line break; undefined when it is not IRC. */
export function parseIrc(line: string): IrcMessage | undefined {
  const groups = LINE.exec(line)?.groups;
  const command = groups?.['command'];
  if (groups === undefined || command === undefined) return undefined;
  return {
    tags: tagsOf(groups['tags'] ?? ''),
    nick: groups['prefix']?.split('!', 1)[0] ?? null,
    command: command.toUpperCase(),
    params: paramsOf(groups['rest'] ?? ''),
  };
}

function tagsOf(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(';')) {
    const equals = tag.indexOf('=');
    const key = equals === -1 ? tag : tag.slice(0, equals);
    if (key !== '') tags.set(key, equals === -1 ? '' : unescaped(tag.slice(equals + 1)));
  }
  return tags;
}

/** `\:` is a semicolon, `\s` a space; any other escaped character stands for itself, a last `\` for nothing. */
function unescaped(value: string): string {
  return value.replace(/\\(.?)/gs, (_, escaped: string) => ESCAPES.get(escaped) ?? escaped);
}

function paramsOf(rest: string): readonly string[] {
  const trailing = rest.indexOf(' :');
  const middle = trailing === -1 ? rest : rest.slice(0, trailing);
  const params = middle.split(' ').filter((part) => part !== '');
  return trailing === -1 ? params : [...params, rest.slice(trailing + 2)];
}
