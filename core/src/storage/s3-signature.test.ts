import { expect, test } from 'vitest';
import { createGetSigner, encodeKey } from './s3-signature.ts';

// The examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const nowMs = Date.parse('2013-05-24T00:00:00Z');
const request = { path: '/test.txt', range: 'bytes=0-9' };
const signer = () =>
  createGetSigner({ region: 'us-east-1', service: 's3' }, { host: 'examplebucket.s3.amazonaws.com' });

test('a GET has the signature of AWS’s own example', () => {
  expect(signer()(request, credentials, nowMs).split('\r\n')).toEqual([
    'host: examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date: 20130524T000000Z',
    'range: bytes=0-9',
    'authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    '',
  ]);
});

test('what is kept from one request to the next is of the same second, credentials and kind', () => {
  const sign = signer();
  const renewed = { accessKeyId: 'B', secretAccessKey: 'other', sessionToken: 'token' };
  const whole = { path: '/test.txt' };
  const lines = [nowMs, nowMs + 999, nowMs + 1000, nowMs + 24 * 3600_000, nowMs].flatMap((at) =>
    [credentials, renewed, renewed, credentials].flatMap((given) =>
      [request, whole, { path: '/other.txt' }].map((get) => {
        const signed = sign(get, given, at);
        expect(signed).toBe(signer()(get, given, at));
        return signed;
      }),
    ),
  );
  // Four seconds (one twice), two credentials, three requests.
  expect(new Set(lines).size).toBe(3 * 2 * 3);
});

test('a token is signed and sent', () => {
  const token = { ...credentials, sessionToken: 'token' };
  const signed = signer()(request, token, nowMs);
  expect(signed).toContain('\r\nx-amz-security-token: token\r\n');
  expect(signed).toContain('SignedHeaders=host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token, ');
});

test.each([{ sessionToken: 'to\r\nken' }, { accessKeyId: 'key\n' }, { accessKeyId: 'ключ' }])(
  'credentials that no header can hold are refused: %o',
  (wrong) => {
    expect(() => signer()(request, { ...credentials, ...wrong }, nowMs)).toThrow(TypeError);
  },
);

test.each([
  ['a/b-c_d.e~f', 'a/b-c_d.e~f'],
  ["a b+c!'()*", 'a%20b%2Bc%21%27%28%29%2A'],
  ['ä=&?#%', '%C3%A4%3D%26%3F%23%25'],
])('key %s is %s in a path', (key, path) => expect(encodeKey(key)).toBe(path));
