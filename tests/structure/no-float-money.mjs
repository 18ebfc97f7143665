/**
 * ESLint rules of this house: no float comes anywhere near money, and amounts are formatted in one place.
 * `eslint.config.js` says which files each rule watches.
 */
import ts from 'typescript';

const WHOLE = new Set(['floor', 'ceil', 'trunc', 'round']);

/** Words of SQL that make floats. Column types are upper case here, so that prose about real things may pass. */
const FLOAT_SQL = [
  [/\b(?:REAL|FLOAT|DOUBLE|NUMERIC|DECIMAL)\b/, 'a column of this type may hold floats'],
  [/\b(?:avg|total|round)\(/i, 'this function of SQL makes floats'],
  [/[*/]\s*\d*\.\d/, 'a fraction in SQL makes floats'],
];

/** Name of a member as far as it is written down: `a.b`, `a['b']`. */
function memberName({ computed, property }) {
  if (!computed) return property.name;
  return typeof property.value === 'string' ? property.value : undefined;
}

function isNamed(node, name) {
  return node.type === 'Identifier' && node.name === name;
}

function isRoundedAtOnce({ parent }) {
  return (
    parent.type === 'CallExpression' &&
    parent.callee.type === 'MemberExpression' &&
    isNamed(parent.callee.object, 'Math') &&
    WHOLE.has(memberName(parent.callee))
  );
}

function isBigint(type) {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every(({ flags }) => (flags & ts.TypeFlags.BigIntLike) !== 0);
}

const noFloat = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      fraction: 'No fractions near money: count in a smaller unit.',
      call: '`{{name}}` makes floats (or chance); money is counted in integers.',
      division:
        'Dividing numbers makes floats: use bigint, or Math.floor, ceil, trunc or round around the very division.',
      sql: '`{{found}}`: {{why}}.',
    },
  },
  create(context) {
    const { parserServices } = context.sourceCode;

    function checkSql(node, text) {
      for (const [pattern, why] of FLOAT_SQL) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined) context.report({ node, messageId: 'sql', data: { found, why } });
      }
    }

    function checkDivision(node) {
      if (isRoundedAtOnce(node)) return;
      const operands = [node.left, node.right].map((side) =>
        parserServices.getTypeAtLocation(side),
      );
      if (!operands.every(isBigint)) context.report({ node, messageId: 'division' });
    }

    return {
      Literal(node) {
        if (typeof node.value === 'string') checkSql(node, node.value);
        if (typeof node.value !== 'number') return;
        if (node.raw.includes('.') || !Number.isInteger(node.value)) {
          context.report({ node, messageId: 'fraction' });
        }
      },
      TemplateElement(node) {
        checkSql(node, node.value.cooked ?? node.value.raw);
      },
      'BinaryExpression[operator="/"]': checkDivision,
      'AssignmentExpression[operator="/="]': checkDivision,
      Identifier(node) {
        // As a member it is found below, as anything else but a reference it makes nothing.
        if (node.name !== 'parseFloat' || node.parent.type === 'MemberExpression') return;
        context.report({ node, messageId: 'call', data: { name: node.name } });
      },
      MemberExpression(node) {
        const name = memberName(node);
        const ofMath = isNamed(node.object, 'Math') && name === 'random';
        if (ofMath || ['parseFloat', 'toFixed', 'toPrecision'].includes(name)) {
          context.report({ node, messageId: 'call', data: { name } });
        }
      },
    };
  },
};

const formatInOnePlace = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { place: '`{{name}}`: amounts are formatted in shared/money.ts, nowhere else.' },
  },
  create(context) {
    function check(node, name) {
      if (name === 'NumberFormat' || name === 'toLocaleString') {
        context.report({ node, messageId: 'place', data: { name } });
      }
    }
    return {
      MemberExpression: (node) => check(node, memberName(node)),
      'ObjectPattern > Property': (node) => check(node, node.key.name),
    };
  },
};

export default { rules: { 'no-float': noFloat, 'format-in-one-place': formatInOnePlace } };
