import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponent, isCurrency } from '../../shared/currency.ts';
import {
  decimalString,
  femtosDecimal,
  formatCount,
  formatFemtos,
  formatMicros,
  formatMinor,
  microsDecimal,
  minorToMicros,
  parseAmount,
  parseDecimal,
  parseMinor,
} from '../../shared/money.ts';

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'TND', 'CLP');

describe('parseMinor', () => {
  it.each([
    ['5', 'USD', 500],
    ['5.00', 'USD', 500],
    ['0.5', 'USD', 50],
    [' 12.30 ', 'EUR', 1_230],
    ['5.000', 'USD', 500],
    ['7', 'JPY', 7],
    ['7.0', 'JPY', 7],
    ['1.234', 'KWD', 1_234],
    ['0', 'USD', 0],
    ['007', 'USD', 700],
  ])('reads %s %s as %i', (amount, code, minor) => {
    expect(parseMinor(amount, code)).toBe(minor);
  });

  it.each([
    ['5.001', 'USD'],
    ['7.5', 'JPY'],
    ['-1', 'USD'],
    ['+1', 'USD'],
    ['1,5', 'USD'],
    ['1.', 'USD'],
    ['.5', 'USD'],
    ['1e3', 'USD'],
    ['0x10', 'USD'],
    ['', 'USD'],
    ['NaN', 'USD'],
    ['٣', 'USD'],
    ['1 000', 'USD'],
    ['5', 'usd'],
    ['5', 'XXX'],
    ['999999999999999', 'USD'],
  ])('refuses %j %s', (amount, code) => {
    expect(parseMinor(amount, code)).toBeUndefined();
  });

  it('reads back every amount that was written', () => {
    fc.assert(
      fc.property(currency, fc.nat({ max: 1_000_000_000_000 }), (code, minor) => {
        const written = decimalString(BigInt(minor), currencyExponent(code) ?? 0);
        expect(parseMinor(written, code)).toBe(minor);
      }),
    );
  });
});

describe('decimalString', () => {
  it.each([
    [12_345n, 2, '123.45'],
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [7n, 0, '7'],
    [-7n, 0, '-7'],
    [1n, 6, '0.000001'],
    [9_007_199_254_740_993n, 2, '90071992547409.93'],
  ])('writes %i with %i decimals as %s', (value, decimals, written) => {
    expect(decimalString(value, decimals)).toBe(written);
  });

  it('is exact for any size', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.nat({ max: 9 }),
        (n, d) => {
          const written = decimalString(n, d);
          expect(written).toMatch(d === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${d}}$`));
          expect(BigInt(written.replace('.', ''))).toBe(n);
        },
      ),
    );
  });
});

describe('microsDecimal', () => {
  it.each([
    [170_000n, 'USD', '0.17'],
    [5_000n, 'USD', '0.005'],
    [0n, 'USD', '0.00'],
    [1n, 'USD', '0.000001'],
    [1_000_000n, 'USD', '1.00'],
    [1_500_000n, 'USD', '1.50'],
    [-170_000n, 'USD', '-0.17'],
    [5_000_000n, 'JPY', '5'],
    [5_500_000n, 'JPY', '5.5'],
    [1_500_000n, 'KWD', '1.500'],
  ])('writes %i %s as %s', (micros, code, written) => {
    expect(microsDecimal(micros, code)).toBe(written);
  });

  it('never loses or adds a millionth', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), currency, (micros, code) => {
        const [whole = '', fraction = ''] = microsDecimal(micros, code).split('.');
        expect(BigInt(`${whole}${fraction.padEnd(6, '0')}`)).toBe(micros);
        expect(fraction.length).toBeGreaterThanOrEqual(currencyExponent(code) ?? 2);
      }),
    );
  });
});

describe('money on the screen', () => {
  it('turns minor units into micros by the currency’s own decimals', () => {
    expect(minorToMicros(500n, 'USD')).toBe(5_000_000n);
    expect(minorToMicros(500n, 'JPY')).toBe(500_000_000n);
    expect(minorToMicros(500n, 'KWD')).toBe(500_000n);
  });

  it('is rounded half away from zero, and only there', () => {
    expect(formatMicros(5_000n, 'USD', 'en-US')).toBe('$0.01');
    expect(formatMicros(4_999n, 'USD', 'en-US')).toBe('$0.00');
    expect(formatMicros(-5_000n, 'USD', 'en-US')).toBe('-$0.01');
    expect(formatMinor(123_456n, 'USD', 'en-US')).toBe('$1,234.56');
    expect(formatMinor(1_235n, 'JPY', 'en-US')).toBe('¥1,235');
  });

  it('does not pass through a float: large amounts keep their last cent', () => {
    expect(formatMinor(900_719_925_474_099_301n, 'USD', 'en-US')).toBe('$9,007,199,254,740,993.01');
    expect(formatCount(9_007_199_254_740_993n, 'en-US')).toBe('9,007,199,254,740,993');
  });
});

describe('currencies', () => {
  it('have the decimals of ISO 4217', () => {
    expect(
      ['USD', 'EUR', 'JPY', 'KRW', 'KWD', 'BHD', 'TND', 'ISK', 'HUF'].map(currencyExponent),
    ).toEqual([2, 2, 0, 0, 3, 3, 3, 0, 2]);
  });

  it('are known by their upper-case code alone', () => {
    expect(isCurrency('USD')).toBe(true);
    for (const no of ['usd', 'COIN', 'XYZ', '', ' USD', 'constructor']) {
      expect(isCurrency(no)).toBe(false);
    }
  });
});

describe('an amount that a person typed', () => {
  it.each([
    ['12.50', 'USD', 1_250],
    ['-12.5', 'USD', -1_250],
    ['10000', 'coin', 10_000],
    [' -34 ', 'coin', -34],
    ['-0', 'coin', 0],
    ['-0.00', 'USD', 0],
  ])('%s of %s is %i', (text, unit, amount) => {
    expect(parseAmount(text, unit)).toBe(amount);
  });

  it.each([
    ['12.5', 'coin'],
    ['12,50', 'USD'],
    ['1.005', 'USD'],
    ['--5', 'USD'],
    ['- 5', 'USD'],
    ['five', 'coin'],
    ['', 'coin'],
    ['-', 'USD'],
    ['1e5', 'coin'],
    ['9007199254740993', 'coin'],
  ])('%s of %s is none', (text, unit) => {
    expect(parseAmount(text, unit)).toBeUndefined();
  });
});

describe('parseDecimal', () => {
  it('reads back every decimal that was written, whatever zeros end it', () => {
    const value = fc.integer({ min: 0, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(value, fc.constantFrom(6, 9), fc.nat({ max: 3 }), (whole, decimals, zeros) => {
        const written = decimalString(BigInt(whole), decimals);
        expect(parseDecimal(`${written}${'0'.repeat(zeros)}`, decimals)).toBe(whole);
      }),
    );
  });

  it.each([
    '-1',
    '+1',
    '1,5',
    '1.',
    '.5',
    '1e3',
    '',
    'NaN',
    '٣',
    '0.0000001',
    '9'.repeat(15),
    '1 0',
  ])('refuses %j', (text) => {
    expect(parseDecimal(text, 6)).toBeUndefined();
  });
});

describe('femtos', () => {
  it.each([
    [0n, 'USD', '0.00'],
    [170_000_000_000_000n, 'USD', '0.17'],
    [1n, 'USD', '0.000000000000001'],
    [-1_500_000_000_000_000n, 'JPY', '-1.5'],
    [10n ** 15n, 'JPY', '1'],
    [10n ** 40n, 'USD', '10000000000000000000000000.00'],
  ])('%s are written exactly in %s', (femtos, code, text) => {
    expect(femtosDecimal(femtos, code)).toBe(text);
  });

  it('are rounded for the screen once, half away from zero', () => {
    const cents = (femtos: bigint) => formatFemtos(femtos, 'USD', 'en');
    expect(cents(5_000_000_000_000n)).toBe('$0.01');
    expect(cents(4_999_999_999_999n)).toBe('$0.00');
    expect(cents(-5_000_000_000_000n)).toBe('-$0.01');
    expect(cents(10n ** 33n)).toBe('$1,000,000,000,000,000,000.00');
  });
});
