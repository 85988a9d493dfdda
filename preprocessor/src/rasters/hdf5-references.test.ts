import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { refuseHdf5References } from './hdf5-references.ts';

/**
 * Written by h5py 3.16, packed: `create_dataset('x', …, external=[('/etc/passwd', 0, 4)])`, `ExternalLink`,
 * `create_virtual_dataset` and their like without references; `libver` as said. The compressed group has
 * `H5Pset_deflate` in its creation properties.
 */
const FILES = {
  'earliest format, external':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwo2sKLyYfIJUJoRSndA6RVMMHFGsJwEVFwQaj66upAgV1eQ6v9oAGZPBguE5mAYBSMReLg6BoDoCCgflkpPMKGqq0BLjx4U2svIwAYxixHG14DQTBABmPW4aGagSxmh7mVESsGsQBrEZ2KCGMQONJcRqgaUYwxwpHeoMFAckqOYGWE5hQVNZQBN40ECLZwD0KzXTy1J1i9ILC4uTwHzg/38XUD+gvlHgXk0TZMDANhWKs2wBQAA',
  'earliest format, plain':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwpYOFD5MPkEKM0IpTug9AommDgjWE4CKi4INR9dXUiQqytI9X80ALPHgAVCczCMgpEIPFwdA0B0BJQPS6UnmFDVVaClRw8K7WVkYIWYxQjja0BoJogAzHpcNDPQpYxQ9zIipWBWIA3iMzFBDOKA5hBmRlgSZ0FzScOgiIdgP38XUI6G5UMF5tG0OQpGwVAF7OyMDADEGaBTBAgAAA==',
  'latest format, external':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DwnRHCN4CKL80R9fX3cAliYqhgEkJWCANcTAxALWw8DECKsWIzzDwPBqqBzJ8yNWAnAC1gVGFgYGJiZGSCyuGimXkYGAUYQG4CAQ4GVqArmbnYNYAmgEUZGfZDPcqBZhsLlOYA+paZEeZLmChDDcOAgjPrHZd4uDoGgNgSUDGoRxjuM6Kq1U8tSdYvSCwuLk8B8wFPqIWr9wEAAA==',
  'latest format, plain':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DAAhUygIrHaep1+Hu4BDExVDAJISuEAS4mBkYGBjYeBiDFWLEZZp4HA9VA5k+ZGrATgBYwqjAwMDExMjJB5XDRzDwMjAIMIDeBAAcDK9CVzFwcQB8wMzJAvcgCs2AFw5ABk+ZPnsswCkbBKBgFo2AUkAPY2RkZAAtO8QYECAAA',
  'earliest format, external link':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwoamFH5MPkEKM0IpTug9AommDgLWE4CKi4ANV+BGVV/SJCrK7L56PaMgpENPFwdA0B0BJTPAaVPMKGqg6XDACrZywRPudhTJhfQJYxI6tkYNCDu4HBgrJBmYNBPLUnWT80pTi3PSC1K1cswZdAvTk0uSi2BqgcAzX2VcYADAAA=',
  'earliest format, soft links':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwoSBFH5MPkEKM0IpTug9AommDgjWE4CKi4INR9dXUiQqysDAxPcfHR7DFggdACUr8EGoVFdOwqGK/BwdQRHfQI0oT2ASdA4ATAysELSNiOMD0nJjIwQAWiyhNPMQAeBZAQ4gNkJLOIAJlmBPJA4ExMTWCMH1BxmRqgyBgU0mycMyngI9vN3YWRgg7sWlk+ZYPkSTb0BDnUWaOoO4FB3Ak3dBRzqbqCpc8ChzgNNXQAOdRGjWQ5LvHPAy3v08MpAU1+AQ10FmroGHOo6cOQGdHUz0NQtwKFuBZq6DTjU7UBTB82cDArM+MNHAId5EkMkfmH1NxO8HBsFo2AUjIJRMApGwXAHBTmJmXlAujg/rQTE14cK5EEb8HC+IRrfCI1vjMY3QeObovHN0PjmaHwLNL4lunsM0PiGKHxGtHYmvQEANj5/8mARAAA=',
  'latest format, external link':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1CwGco3gNJTQ8O6/T1cgpgYKpiEkBXCABcTAyMDA5sSAwMjhwNjhTQDg35qSbJ+ak5xanlGalGqXoYpg35xanJRagkDgxEDGWDnFlVeAIHo3OOzAAAA',
  'latest format, soft links':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1CgABUygIoLS/639PdwCWJiqGASAgkoM0EktkJpLiYGRiAVwUAzIG/LOAfsBEYGRkYRBgYmRkZGFqgcjGbmYWAUADod4noHBlagq5i5OIAuZmaECjIowAzcwTBkwWydk0vcgoNdGW5Dg59RkZHhPojRtX2zHfXscQvyCGBgBzKYGAQYMBKJIiOED3MEAzoNBXxE2saCpJMRGleMDLqsMLHclQZbnEI8XBhYQeq4gSIpGrrMMDtgtnT6zvR2CwaqYoC5j5EBlUbYF8BQAU4PEJn9UAVSDKj03RO+pU4hPm4MrJoPBVkYpoOtO9txkJehE8zMSXohyGAKZrIfnq7BIApkCjDMydMyYzgIZPIzqHmctWS4AGa28++PZ8gFq/UrCs5lUAWrnSmwpYKhGiz6RbKvkmEpmKnfa1DHEAhmJkimTGFwBjNVb5zewrAZzOQ95fSEIR7MFP/YsolhFNAMuHm4OMELPRCIVT4Wy8jAWpCTmJm3GZbAOBhZivPTStgY9MHiQD5TngEKzxCFZ4TCM0bhmaDwTFF4Zig8cxSeBQrPEonHnGdogMqFu2Y0gkcuYEQrtaElKgMAHE4PayAIAAA=',
  'external link among many':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DAzQbhG0DFQ9aZTvT3cAliYljDJAQSeA6VqGSE0FxMDCBWD8OgAhfbs3e6BXkEMLADOUwMAgwYHpWHun8+lAaqQqWhgJdIG1mQdEKMVADS3CwwsZSX/x47hXi4MLCC1HGDRDQ+MsLsgNly5o2HrVswUBUDzH2MDKg0wr4AhgqgHTCZj8wQcSkGVHpL1WQJpxAfNwZWzYeCLAzlQCE+hrMdB3kZMsHMnKQXggyiYOacPC0zhoVAJj+DmsdZS4YNYGY7//54Bl+wgpkCWyoYosHML5J9lQytYKZ+r0EdgyGYmSCZMoVBGcxUvXF6C8NkMJP3lNMTBnswc3nrml8M+4FMJQat7Ru1GUYBPYBbcLArPKEzAlPWQxDj+46N+9w8XJzgWRoERDe/F2HkYGTKM2Bj0C/ISczMA/MMUXhGKDxjFJ4JCs8UhWeGwjNH4Vmg8CyReMx5hgaoXCTXODBWSDMw6KeWJOun5hSnlmekFqXqZZgy6BenJhellozGPX4AAEymBl4LBgAA',
  'external link in compressed group':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1CwkwXCN4CKh3mnzPP3cAliYqhgEkJWCANcTAyMDAxsPAxAijF9M8w8DwaqgUVC60zATlCYfoUpGxm7QJwkxAhRuAdKc7GB3AJicSswMDJCRRkZOMDCKalpOYklqQycUOMlHNRl3YI8AhjYGXgYmBgEGDDCRB5qwiMoDVSFSkMBL5EeYkHSCTES6EwGPxaYWDaSWiZGRrCrQa7l/+a03CnEw4WBFaSfGyiSomHCBLMbZvvZ1FNX3IKBqhjkGZHtQNAIdwQwVADthsmYQF0gxYBKy2TNnegU4uPGwKr5UJCFoRwoxMdwtuMgL0MmmJmT9EKQQRTMnJOnZcawEORWBjWPs5YMG8DMdv798Qy+YAUzBbZUMESDmV8k+yoZWsFM/V6DOgZDMDNBMmUKgzKYqXrj9BaGyWAm7ymnJwz2YOby1jW/GPYDmUoMWts3ajOMAnoAt+BgV3gGYASmrIcgRnB7cmLFreLPBYVJAkkpDcwXVZ/l9Mj0+FSy5fD8YrXsnFmZME+R6zxHa3rPIWPHhzMXfTgTUPFMw4ZbZJ6qUL/l+QsMU7ufSLEf48pkY/t7ZVLK3ytzHl351HNlUchenmC2v4+uPFl0RagtsEGcgSFVRP88AP1rq8q5BAAA',
  'latest format, virtual':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DAIAHhG0DFHTs72f09XIKYGCqYhJAVwgAXEwMjAwMbDwOQYqzYDDPPg4FqIPOnTA3YCYrTrzBlI2MGRkYRBgYmRkZGFqhaGM3Mw8AowAHjKzCwAl3JzM3BBxRhZoD6mhFE7GEY0qC08jUHwygYBaNgFIyCUUAMcHf29wFXfgJIFSEQ+MAUwAT0U0uS9VNzilPLM1KLUvUyTBmKU5OLUksYmJEUgQATqMoFiTExQg1gBFa9nuKis5DtncA/GvajYBSMglEwCkbBKBgFo2AUjIJRMApGAb0AAJU1WLkAGAAA',
  'default format, virtual':
    'H4sIAAAAAAACA+v0cHHj5ZLiYgABDg4GFgYBBmTwHwoYJND4UJAApRmhdAeUXsEEE2cEy0G1MwhCzUdXFxLk6gpS/R8NwOwxYIHQHAyjYCQCD1fHABAdAeXDUukJJlR1FWjp0YNCexkZ2CBmMcL4kJTMyAgRgCZLOM0MdBlIRoADJqYAJlmBKRckzsTMxAhJxxAfsDDDkjTEPCEoF8SbfoUpG5FTBgcI9vN3AeVoWD5UYB5Nm6NgFAxV4O7s78OIVKDCys0wBrSCVD+1JFk/Nac4tTwjtShVL8OUoTg1uSi1hIEZSREIMCHxBaBsRnjpyMCQZMNqjFDdwT8aB6NgFIyCUTAKRsEoGAWjYBSMglEwCkYBrQEA3okX1AAYAAA=',
  'latest format, chunks':
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DwVwLCN4CKJ4bkWvl7uAQxMVQwCSErhAEuJgZGBgY2HgYgxZi8GaoNyi+2ZYLwRYUYWDD1CggwMHgyQ1TEw1zCx4AGzt49lAV2AtBARhUGBiYmRkYuqBwumpmHgVEA6DuIBx0YWIGuZObmBooCNYNcBnIOAwfQR0AZZkZWVg5mrv2MUM0zGAYtuNPonubm6OHCwCjCxQIVuw11d+c596duji5ODIxwn0Dj1wrJBCuomDWSWClUzAZJbCMWsd4LFj/hMQG0HhS5zCIMjJLAMAVGJRgzQi0GhzgTKISZGd9CzRKAGXSAYcgDuRuMa/ydPbx5goE+BIaECBAylDFgCwpgkmOE5gMGGA2S+wsNFmaoOIwPYkvfvXeRYRSMglEwCqgMKuJ0j1oyOQCr+A1WaqdCjrvMFPlfP99xk0pL/NNbvdHl72RtK0o+PbnZHZ5/b27tjy9PH93uj6+f0MGkDtJpDtbp0G3GOXOLp4Hrz//Ped5N0+6GaOV7Z2tR9QWs1e9e7Y+Sb09BWg8HMC1B0pp/SU1xshnnMo3/9W0H7xalflwds7vw9bmDe9nd++fZVH98dfbkbv755/bV/P74mr+njJ0TSe9+uN7/zQT17rdjb+NDKlhBha67s78PI1JlxIjW7ChJrShRyMxTSFTISE0sQBTYMDopCVFoI+tPRAvkBfyjCW0UjIJRMApGwSgYBaNgFIyCUTAKRsEoGCgAANtzKsr9GAAA',
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

const REASONS: readonly [name: RegExp, why: RegExp][] = [
  [
    /virtual/,
    /a\.h5 cannot be used: it is an HDF5 file with virtual datasets, whose values lie in other files/,
  ],
  [/compressed/, /with compressed groups/],
  [/link/, /with links to other files/],
  [/external/, /that keeps its values in other files/],
];

it.each(Object.entries(FILES))('tells whether a file leads to others: %s', async (name, packed) => {
  const checked = check(gunzipSync(Buffer.from(packed, 'base64')));
  const why = /plain|soft|chunks/.test(name) ? undefined : REASONS.find(([what]) => what.test(name))?.[1];
  if (why) await expect(checked).rejects.toThrow(why);
  else await expect(checked).resolves.toBeUndefined();
});

it('finds a link across the border of what is read at once', async () => {
  const linked = gunzipSync(Buffer.from(FILES['latest format, external link'], 'base64'));
  const at = linked.indexOf('/etc/elsewhere.h5') - 40;
  for (const before of [1, 20, 50, 70]) {
    const long = Buffer.alloc(4 * 1024 ** 2 + 200);
    linked.copy(long, 0, 0, 48);
    linked.copy(long, 4 * 1024 ** 2 - before, at);
    await expect(check(long)).rejects.toThrow(/links to other files/);
  }
});

it('looks through random data, of which nothing is a link, and not for ever through what is made to look like some', async () => {
  const start = gunzipSync(Buffer.from(FILES['earliest format, plain'], 'base64')).subarray(0, 48);
  await expect(check(Buffer.concat([start, randomBytes(16 * 1024 ** 2)]))).resolves.toBeUndefined();
  const made = Buffer.alloc(4 * 1024 ** 2, Buffer.of(1, 8, 64, 9));
  await expect(check(Buffer.concat([start, made]))).rejects.toThrow(/too much that looks like links/);
}, 60_000);

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
