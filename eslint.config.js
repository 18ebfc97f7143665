import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import money from './tests/structure/no-float-money.mjs';

export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', 'test-results/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'shared/tsconfig.json',
          'electron/tsconfig.json',
          'electron/main/tsconfig.json',
          'electron/preload/tsconfig.json',
          'renderer/tsconfig.json',
          'tests/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    // Pure by rule: no clock and no randomness in shared; who needs them is handed them.
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'setTimeout',
        'setInterval',
        'crypto',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random' },
        { object: 'Date', property: 'now' },
      ],
    },
  },
  {
    files: [
      'shared/{money,units,rates,currency}.ts',
      'shared/ledger/**/*.ts',
      'electron/{ledger,exports,imports,api}/**/*.ts',
      'electron/sources/**/{preset,*.preset,*.normalise}.ts',
    ],
    plugins: { money },
    rules: { 'money/no-float': 'error' },
  },
  {
    files: ['shared/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}'],
    ignores: ['shared/money.ts'],
    plugins: { money },
    rules: { 'money/format-in-one-place': 'error' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs['recommended-latest'].rules,
      // For code that a memoising compiler rewrites; there is none in this build.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    files: ['*.config.js', '*.config.ts', '**/*.mjs', '**/*.cjs', '.dependency-cruiser.js'],
    ...tseslint.configs.disableTypeChecked,
  },
);
