/** Put in by the build: the version of package.json. */
declare const __COINFALL_VERSION__: string;
