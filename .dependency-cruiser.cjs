/** Who may import whom. `tests/structure/layers.test.ts` plants a violation and checks that it is seen. */
const electronRest = '^electron/(?!main/|preload/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.m?ts$', '\\.config\\.ts$'] },
      to: {},
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared imports itself and zod; @orpc/contract in shared/contract alone',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', 'node_modules/zod/', 'node_modules/@orpc/contract/'] },
    },
    {
      name: 'orpc-only-in-contract',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/contract/' },
      to: { path: 'node_modules/@orpc/' },
    },
    {
      name: 'no-way-between-electron-and-renderer',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'renderer-keeps-to-itself',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/' },
    },
    {
      name: 'widgets-import-shared-and-ui',
      severity: 'error',
      from: { path: '^renderer/widgets/' },
      to: { path: '^renderer/', pathNot: ['^renderer/widgets/', '^renderer/ui/'] },
    },
    {
      name: 'mantine-only-in-dashboard',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/dashboard/' },
      to: { path: 'node_modules/@mantine/' },
    },
    {
      name: 'electron-only-in-main-and-preload',
      severity: 'error',
      from: { path: electronRest },
      to: { path: 'node_modules/electron/' },
    },
    {
      name: 'sources-stand-alone',
      severity: 'error',
      from: { path: '^electron/sources/' },
      to: { path: '^electron/', pathNot: '^electron/sources/' },
    },
    {
      name: 'recordings-see-sources-only',
      severity: 'error',
      from: { path: '^electron/recordings/' },
      to: { path: '^electron/', pathNot: '^electron/(recordings|sources)/' },
    },
    {
      name: 'obs-stands-alone',
      severity: 'error',
      from: { path: '^electron/obs/' },
      to: { path: '^electron/', pathNot: ['^electron/obs/', '^electron/bus\\.ts$'] },
    },
    {
      name: 'obs-websocket-only-in-obs',
      comment: 'tests may drive a real OBS with it',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: '^electron/obs/' },
      to: { path: 'node_modules/obs-websocket-js/' },
    },
    {
      name: 'exports-stand-alone',
      severity: 'error',
      from: { path: '^electron/exports/' },
      to: { path: '^electron/', pathNot: '^electron/exports/' },
    },
    {
      name: 'imports-stand-alone',
      severity: 'error',
      from: { path: '^electron/imports/' },
      to: { path: '^electron/', pathNot: '^electron/imports/' },
    },
    {
      name: 'sqlite-only-in-ledger',
      comment: 'bench measures it, doctor looks at it, both read-only or in a temporary folder',
      severity: 'error',
      from: {
        path: '^electron/',
        pathNot: ['^electron/ledger/', '^electron/bench/', '^electron/cli/doctor'],
      },
      to: { path: 'node_modules/(@types/)?better-sqlite3/' },
    },
    {
      name: 'ledger-only-through-its-client',
      comment: 'api, alerts and ingest see the ledger client and its plain data',
      severity: 'error',
      from: { path: '^electron/(api|alerts|ingest)/' },
      to: {
        path: '^electron/ledger/',
        pathNot: '^electron/ledger/(client|commands|app-store)\\.ts$',
      },
    },
    {
      name: 'api-alerts-ingest-look-left-only',
      severity: 'error',
      from: { path: '^electron/(api|alerts|ingest)/' },
      to: {
        path: '^electron/',
        pathNot: [
          '^electron/$1/',
          '^electron/ledger/',
          '^electron/bus\\.ts$',
          '^electron/sources/source\\.ts$',
        ],
      },
    },
    {
      name: 'ledger-looks-nowhere',
      severity: 'error',
      from: { path: '^electron/ledger/' },
      to: {
        path: '^electron/',
        pathNot: ['^electron/ledger/', '^electron/bus\\.ts$', '^electron/alerts/store\\.ts$'],
      },
    },
    {
      name: 'transport-imports-api-only',
      severity: 'error',
      from: { path: '^electron/transport/' },
      to: { path: '^electron/', pathNot: ['^electron/transport/', '^electron/api/'] },
    },
    {
      name: 'servers-only-in-transport',
      severity: 'error',
      from: { path: '^electron/', pathNot: '^electron/transport/' },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'shell-is-thin',
      comment:
        'main sees the companion, its own folder, the default data folder and plain shared code',
      severity: 'error',
      from: { path: '^electron/main/' },
      to: {
        path: '^electron/',
        pathNot: [
          '^electron/main/',
          '^electron/companion\\.ts$',
          '^electron/data-(dir|folder)\\.ts$',
        ],
      },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(shared|electron|renderer|tests)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tests/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
