import { expect, test } from 'vitest';
import { createGetSigner, encodeKey } from './s3-signature.ts';

// The examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const now = new Date('2013-05-24T00:00:00Z');
const request = {
  path: '/test.txt',
  headers: { host: 'examplebucket.s3.amazonaws.com', range: 'bytes=0-9' },
};

test('a GET has the signature of AWS’s own example', () => {
  const sign = createGetSigner({ region: 'us-east-1', service: 's3' });
  expect(sign(request, credentials, now)).toEqual({
    ...request.headers,
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  });
});

test('the key of another day or of other credentials is another', () => {
  const sign = createGetSigner({ region: 'us-east-1', service: 's3' });
  const fresh = () => createGetSigner({ region: 'us-east-1', service: 's3' });
  const tomorrow = new Date('2013-05-25T00:00:00Z');
  const renewed = { accessKeyId: 'B', secretAccessKey: 'other', sessionToken: 'token' };
  for (const [given, date] of [
    [credentials, now],
    [renewed, now],
    [renewed, tomorrow],
    [credentials, tomorrow],
  ] as const)
    expect(sign(request, given, date)).toEqual(fresh()(request, given, date));
  expect(sign(request, renewed, now)).toMatchObject({
    'x-amz-security-token': 'token',
    authorization: expect.stringContaining('x-amz-date;x-amz-security-token,') as string,
  });
});

test.each([
  ['a/b-c_d.e~f', 'a/b-c_d.e~f'],
  ["a b+c!'()*", 'a%20b%2Bc%21%27%28%29%2A'],
  ['ä=&?#%', '%C3%A4%3D%26%3F%23%25'],
])('key %s is %s in a path', (key, path) => expect(encodeKey(key)).toBe(path));
