/** Stand-in for `safeStorage`: real encryption under a key of its own, and Electron's own switch for "there is none". */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { isReady } from './readiness.ts';
import { notSeen } from './record.ts';
import { strict } from './strict.ts';

/** As a keychain has it: the same at every start, and in no file of the app. */
const KEY = createHash('sha256').update('the keychain of the Electron double').digest();
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function afterReady(): void {
  if (!isReady()) throw new Error('safeStorage comes after the app is ready.');
  notSeen('a real keychain');
}

/** `--password-store=basic` is how Chromium is told to use none on Linux. */
function hasStore(): boolean {
  return !process.argv.includes('--password-store=basic');
}

export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: (): Promise<boolean> => {
    afterReady();
    // Electron says yes there too: it would encrypt under a key that everybody knows.
    return Promise.resolve(true);
  },
  getSelectedStorageBackend: (): ReturnType<Electron.SafeStorage['getSelectedStorageBackend']> => {
    afterReady();
    return hasStore() ? 'gnome_libsecret' : 'basic_text';
  },
  encryptStringAsync: (plainText: string): Promise<Buffer> => {
    afterReady();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, KEY, nonce);
    const body = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), body]));
  },
  decryptStringAsync: (encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> => {
    afterReady();
    const nonce = encrypted.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, KEY, nonce);
    decipher.setAuthTag(encrypted.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const body = decipher.update(encrypted.subarray(NONCE_BYTES + TAG_BYTES));
    const result = Buffer.concat([body, decipher.final()]).toString('utf8');
    return Promise.resolve({ result, shouldReEncrypt: false });
  },
} satisfies Partial<Electron.SafeStorage>);
