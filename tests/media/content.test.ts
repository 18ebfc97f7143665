/** What a file is, by its content alone: every kind that is taken, and what poses as one. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContent } from '../../electron/media/content.ts';
import {
  GIF,
  JPEG,
  MP3,
  PNG,
  SAMPLES,
  WAV,
  gif,
  jpeg,
  mp3Frame,
  ogg,
  png,
  webm,
  webp,
} from './samples.ts';

const RESOURCES = join(import.meta.dirname, '../../resources');
const codeOf = (bytes: Buffer): string => {
  const read = readContent(bytes);
  return read.ok ? `taken as ${read.extension}` : read.code;
};

describe('what is taken', () => {
  it.each(Object.entries(SAMPLES))('%s', (extension, bytes) => {
    expect(readContent(bytes)).toMatchObject({ ok: true, extension });
  });

  it.each([
    ['png', PNG, 2, 3],
    ['gif', GIF, 2, 3],
    ['jpg', JPEG, 4, 5],
    ['webp', webp(6, 7), 6, 7],
  ])('the measures of a %s', (_kind, bytes, width, height) => {
    expect(readContent(bytes)).toMatchObject({ size: { width, height } });
  });

  it('every sound and picture of our own', () => {
    const sounds = readdirSync(join(RESOURCES, 'sounds')).filter((name) => name.endsWith('.wav'));
    expect(sounds.length).toBeGreaterThanOrEqual(6);
    for (const name of sounds) {
      expect(codeOf(readFileSync(join(RESOURCES, 'sounds', name))), name).toBe('taken as wav');
    }
    expect(codeOf(readFileSync(join(RESOURCES, 'icons/app.png')))).toBe('taken as png');
  });

  it('a JPEG with the pictures that a camera puts behind its end', () => {
    expect(codeOf(Buffer.concat([JPEG, JPEG]))).toBe('taken as jpg');
  });

  it('an MP3 without tags', () => {
    expect(codeOf(Buffer.concat([mp3Frame(), mp3Frame()]))).toBe('taken as mp3');
  });
});

describe('what is refused', () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['HTML', html],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['an SVG behind a BOM', Buffer.from('\uFEFF<?xml version="1.0"?><svg/>')],
    ['a ZIP', Buffer.from('504b0304140000000800', 'hex')],
    ['a program', Buffer.from('4d5a90000300000004000000ffff', 'hex')],
    ['a script', Buffer.from('#!/bin/sh\nrm -rf /\n')],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['Matroska that is no WebM', webm('matroska')],
    ['an EBML head alone', webm('webm').subarray(0, 17)],
    ['an Ogg of neither Opus nor Vorbis', ogg('\u0080theora')],
    ['an ID3 tag without a frame', Buffer.concat([MP3.subarray(0, 30), html])],
    ['one MP3 frame by chance', Buffer.concat([mp3Frame(), html])],
    ['a PNG signature and nothing', PNG.subarray(0, 8)],
    ['a PNG that is cut off', PNG.subarray(0, PNG.length - 3)],
    ['a PNG with a page behind it', Buffer.concat([PNG, html])],
    ['a GIF with a ZIP behind it', Buffer.concat([GIF, Buffer.from('504b0304', 'hex')])],
    ['a GIF that is a script as well', Buffer.from('GIF89a/*ab*/=1;alert(1)//')],
    ['a WebP longer than it says', Buffer.concat([webp(2, 2), html])],
    ['a WAV longer than it says', Buffer.concat([WAV, html])],
    ['a JPEG signature and a page', Buffer.concat([Buffer.from('ffd8ffe00004', 'hex'), html])],
    ['a JPEG without an end', JPEG.subarray(0, JPEG.length - 2)],
  ])('%s', (_what, bytes) => {
    expect(codeOf(bytes)).toBe('not_media');
  });

  it.each([
    ['PNG', png(1, 1, { width: 50_000, height: 50_000 })],
    ['PNG of no width', png(1, 1, { width: 0, height: 9 })],
    ['GIF', gif(60_000, 2)],
    ['GIF with a frame larger than its screen', gif(2, 2, { width: 65_535, height: 65_535 })],
    ['JPEG', jpeg(65_535, 65_535)],
    ['WebP', webp(16_000_000, 2)],
  ])('a %s that would fill the memory', (_kind, bytes) => {
    expect(codeOf(bytes)).toBe('too_many_pixels');
  });

  it('anything at all, without a crash and in no time', () => {
    const begins = Object.values(SAMPLES).map((bytes) => [...bytes.subarray(0, 24)]);
    const hostile = fc
      .tuple(fc.constantFrom(...begins, []), fc.uint8Array({ maxLength: 600 }))
      .map(([begin, rest]) => Buffer.from([...begin, ...rest]));
    fc.assert(
      fc.property(hostile, (bytes) => {
        const startedAt = performance.now();
        expect(() => readContent(bytes)).not.toThrow();
        expect(performance.now() - startedAt).toBeLessThan(100);
      }),
      { numRuns: 3_000 },
    );
  });
});
