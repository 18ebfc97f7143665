/** The system's own place for secrets (Keychain, DPAPI, a secret service), as the companion may use it. */
import { safeStorage } from 'electron';
import type { CompanionConfig } from '../companion.ts';

/** Use it once Electron is ready. */
export const systemSafe: NonNullable<CompanionConfig['safe']> = {
  async available() {
    // There Electron would "encrypt" with a key that everybody knows.
    const inPlainText =
      process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
    return !inPlainText && (await safeStorage.isAsyncEncryptionAvailable());
  },
  async seal(text) {
    return (await safeStorage.encryptStringAsync(text)).toString('base64');
  },
  async open(sealed) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(
      Buffer.from(sealed, 'base64'),
    );
    return { text: result, stale: shouldReEncrypt };
  },
};
