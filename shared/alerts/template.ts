/** Text templates of alerts: what an alert's second line says. Text only, and filled in a single pass. */

export const PLACEHOLDERS = ['name', 'gift', 'count', 'amount', 'unit'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const IN_BRACES = /\{([^{}]*)\}/g;

/** What in a template is no placeholder although it looks like one: `{nam}`, or a brace that stands alone. */
export function strayParts(template: string): readonly string[] {
  const unknown = [...template.matchAll(IN_BRACES)]
    .filter(([, name]) => !isPlaceholder(name ?? ''))
    .map(([whole]) => whole);
  const alone = template.replace(IN_BRACES, '').match(/[{}]/g) ?? [];
  return [...unknown, ...alone];
}

/**
 * The template with its values. One pass: a viewer called "{amount}" stays that. A value that is not known is
 * an empty string, and the space it leaves behind is taken out.
 */
export function filledTemplate(
  template: string,
  values: Readonly<Record<Placeholder, string>>,
): string {
  return template
    .replace(IN_BRACES, (whole, name: string) => (isPlaceholder(name) ? values[name] : whole))
    .replace(/ {2,}/g, ' ')
    .trim();
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}
