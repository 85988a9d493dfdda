import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refuseHdf5References } from './hdf5-references.ts';

/** Written by h5py 3.16 (`libver` earliest and latest), packed: `create_dataset('x', …, external=[('/etc/passwd', 0, 4)])`. */
const FILES = {
  'earliest format, external':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwo2sKLyYfIJUJoRSndA6RVMMHFGsJwEVFwQaj66upAgV1eQ6v9oAGZPBguE5mAYBSMReLg6BoDoCCgflkpPMKGqq0BLjx4U2svIwAYxixHG14DQTBABmPW4aGagSxmh7mVESsGsQBrEZ2KCGMQONJcRqgaUYwxwpHeoMFAckqOYGWE5hQVNZQBN40ECLZwD0KzXTy1J1i9ILC4uTwHzg/38XUD+gvlHgXk0TZMDANhWKs2wBQAA',
  'earliest format, plain':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwpYOFD5MPkEKM0IpTug9AommDgjWE4CKi4INR9dXUiQqytI9X80ALPHgAVCczCMgpEIPFwdA0B0BJQPS6UnmFDVVaClRw8K7WVkYIWYxQjja0BoJogAzHpcNDPQpYxQ9zIipWBWIA3iMzFBDOKA5hBmRlgSZ0FzScOgiIdgP38XUI6G5UMF5tG0OQpGwVAF7OyMDADEGaBTBAgAAA==',
  'latest format, external':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DwnRHCN4CKL80R9fX3cAliYqhgEkJWCANcTAxALWw8DECKsWIzzDwPBqqBzJ8yNWAnAC1gVGFgYGJiZGSCyuGimXkYGAUYQG4CAQ4GVqArmbnYNYAmgEUZGfZDPcqBZhsLlOYA+paZEeZLmChDDcOAgjPrHZd4uDoGgNgSUDGoRxjuM6Kq1U8tSdYvSCwuLk8B8wFPqIWr9wEAAA==',
  'latest format, plain':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DAAhUygIrHaep1+Hu4BDExVDAJISuEAS4mBkYGBjYeBiDFWLEZZp4HA9VA5k+ZGrATgBYwqjAwMDExMjJB5XDRzDwMjAIMIDeBAAcDK9CVzFwcQB8wMzJAvcgCs2AFw5ABk+ZPnsswCkbBKBgFo2AUkAPY2RkZAAtO8QYECAAA',
};

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'pvs-hdf5-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const check = async (bytes: Uint8Array) => {
  const path = join(scratch, 'a.h5');
  await writeFile(path, bytes);
  return refuseHdf5References(path, 'a.h5');
};

it.each(Object.entries(FILES))('tells whether values lie in other files: %s', async (name, packed) => {
  const checked = check(gunzipSync(Buffer.from(packed, 'base64')));
  if (name.endsWith('plain')) await expect(checked).resolves.toBeUndefined();
  else await expect(checked).rejects.toThrow(/a\.h5 cannot be used: .* keeps its values in other files/);
});

it('looks through the whole file, wherever the header lies', async () => {
  const external = gunzipSync(Buffer.from(FILES['latest format, external'], 'base64'));
  const at = external.indexOf(Buffer.from('HEAP'));
  // The message again, far behind and across the border of what is read at once.
  const message = Buffer.alloc(4 + 16);
  message[0] = 7;
  message.writeUInt32LE(1, 4);
  message.writeBigUInt64LE(BigInt(at), 12);
  const long = Buffer.alloc(4 * 1024 ** 2 + 200);
  external.copy(long, 0, 0, 64);
  external.copy(long, at, at, at + 8);
  message.copy(long, 4 * 1024 ** 2 - 10);
  await expect(check(long)).rejects.toThrow(/in other files/);
});

it('lets pass what is no HDF5 file', () => expect(check(Buffer.from('CDF\u0001'))).resolves.toBeUndefined());

it('refuses layouts it does not know', async () => {
  const plain = gunzipSync(Buffer.from(FILES['earliest format, plain'], 'base64'));
  plain[13] = 4;
  await expect(check(plain)).rejects.toThrow(/addresses of an unusual size/);
});
