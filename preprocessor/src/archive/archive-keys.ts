import { createHash } from 'node:crypto';

/**
 * Prefix of a package in the archive: its path, a bucket or host before it.
 * @example `s3://incoming/a/scene.tar` → `incoming/a/scene.tar`
 */
export const archivePrefix = (path: string): string =>
  path
    .replace(/^([a-z0-9+.-]+):\/\//i, '')
    .replace(/[?#].*$/, '')
    .replace(/^\/+/, '');

/**
 * Key of a file in the archive: versions of a package lie beside each other, and one that is copied again, after its
 * copier died, is written in the same place.
 * @param version how its source tells versions apart
 * @example `incoming/a/scene.tar/5f0c1a9e41d2/scene.tar`
 */
export const archiveKey = (path: string, name: string, version: string): string =>
  `${archivePrefix(path)}/${hash(`${path} ${name} ${version}`, 12)}/${name}`;

/** Key of what is known of a package, so that the archive is of use without anything else. */
export const recordKey = (path: string): string => `${archivePrefix(path)}/archived.json`;

/** Where a package comes back to: the key of one that is a file, else the prefix of its files. */
export const landingPath = (directory: string, path: string, fileName?: string): string =>
  [directory, hash(path, 16), ...(fileName === undefined ? [] : [fileName])].join('/');

const hash = (text: string, digits: number) =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);
