/**
 * The creator's own CSS, kept inside the overlay it was written for. The browser parses it, so a stray brace closes
 * nothing of ours; every rule is then bound to the theme's root, and what could load anything is left out.
 */

/** The root's class: no rule reaches what is not beneath it. */
export const THEME_CLASS = 'theme';

export interface ScopedCss {
  readonly sheet: CSSStyleSheet;
  /** Rules that were left out, as they begin. */
  readonly left: readonly string[];
}

/** A sheet to be adopted, and what is not in it. Never throws: what cannot be read is not there. */
export function scopedCss(text: string): ScopedCss {
  const sheet = new CSSStyleSheet();
  const left: string[] = [];
  // An @import is not even parsed here, so it has to be looked for.
  for (const [rule] of text.matchAll(/@import\b[^;]*/gi)) left.push(excerpt(rule));
  sheet.replaceSync(text);
  bind(sheet, left);
  return { sheet, left };
}

interface RuleList {
  readonly cssRules: CSSRuleList;
  deleteRule(index: number): void;
}

function bind(rules: RuleList, left: string[]): void {
  for (let at = rules.cssRules.length - 1; at >= 0; at -= 1) {
    const rule = rules.cssRules[at];
    if (rule === undefined) continue;
    if (isGroup(rule)) {
      bind(rule, left);
    } else if (!isHarmless(rule)) {
      left.unshift(excerpt(rule.cssText));
      rules.deleteRule(at);
    } else if (rule instanceof CSSStyleRule) {
      rule.selectorText = bound(rule.selectorText);
    }
  }
}

function isGroup(rule: CSSRule): rule is CSSRule & RuleList {
  return (
    rule instanceof CSSMediaRule ||
    rule instanceof CSSSupportsRule ||
    rule instanceof CSSContainerRule ||
    rule instanceof CSSLayerBlockRule
  );
}

/** Styles and movements that fetch nothing; pictures may be in the text itself. */
function isHarmless(rule: CSSRule): boolean {
  if (!(rule instanceof CSSStyleRule || rule instanceof CSSKeyframesRule)) return false;
  const addresses = rule.cssText.matchAll(/(?:url|src|image-set|image)\(\s*["']?([^"')\s]*)/gi);
  return [...addresses].every(([, address = '']) => /^data:(?:image|font)\//i.test(address));
}

/** Each selector of a list below the root; `:scope` is the root itself. */
function bound(selectors: string): string {
  return selectorsOf(selectors)
    .map((selector) =>
      selector.startsWith(':scope')
        ? `.${THEME_CLASS}${selector.slice(':scope'.length)}`
        : `.${THEME_CLASS} ${selector}`,
    )
    .join(', ');
}

/** A list of selectors, parted at the commas that stand in no brackets and no quotes. */
function selectorsOf(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let part = '';
  for (let at = 0; at < list.length; at += 1) {
    const sign = list.charAt(at);
    if (sign === '\\') {
      part += list.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '(' || sign === '[') depth += 1;
    else if (sign === ')' || sign === ']') depth -= 1;
    else if (sign === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
      continue;
    }
    part += sign;
  }
  return [...parts, part.trim()];
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}
