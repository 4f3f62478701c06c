import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import * as tus from 'tus-js-client';
import WebSocket from 'ws';
import { TestServer } from '../support/server.js';
import { createClient } from '../support/supabase.js';
import { until } from '../support/until.js';

const part = 5 * 1024 * 1024;

/** Large files by `tus-js-client` and by the AWS SDK, with nothing changed but address and key. */
describe('uploads in parts', () => {
  /** @type {TestServer} */
  let server;
  let ada;
  let session;

  const signIn = async () => {
    ada = createClient(server.url, server.run.anon_key, {
      auth: { autoRefreshToken: false, persistSession: false },
      realtime: { transport: WebSocket },
    });
    const { data, error } = await ada.auth.signInWithPassword({
      email: 'owner@example.org',
      password: 'the light of a safelight',
    });
    assert.equal(error, null, error?.message);
    session = data.session;
  };

  /** As the guides of Supabase set the client up. */
  const upload = (body, name, options = {}) => {
    let done;
    const ended = new Promise((resolve, reject) => (done = { resolve, reject }));
    const begun = new tus.Upload(body, {
      endpoint: `${server.url}/storage/v1/upload/resumable`,
      retryDelays: [0, 500, 1000, 2000, 3000, 3000, 3000, 3000, 3000, 3000],
      headers: {
        authorization: `Bearer ${session.access_token}`,
        apikey: server.run.anon_key,
        'x-upsert': 'true',
      },
      uploadDataDuringCreation: true,
      removeFingerprintOnSuccess: true,
      metadata: {
        bucketName: 'user-uploads',
        objectName: `${session.user.id}/${name}`,
        contentType: 'application/octet-stream',
        cacheControl: '3600',
      },
      chunkSize: 6 * 1024 * 1024,
      onError: (error) => done.reject(error),
      onSuccess: () => done.resolve(),
      ...options,
    });
    return { begun, ended };
  };

  const download = async (name) => {
    const { data, error } = await ada.storage.from('user-uploads').download(`${session.user.id}/${name}`);
    assert.equal(error, null, error?.message);
    return Buffer.from(await data.arrayBuffer());
  };

  before(async () => {
    server = await TestServer.startOwned({ ATELIER_LIMITS: 'off' });
    await signIn();
  });
  after(() => server?.close());

  it('sends a file in chunks', async () => {
    const body = randomBytes(15_000_000);
    const { begun, ended } = upload(body, 'chunks.bin');
    begun.start();
    await ended;

    assert.ok(body.equals(await download('chunks.bin')));
  });

  it('goes on by itself after the server was killed', async () => {
    const body = randomBytes(20_000_000);
    let seen = 0;
    const { begun, ended } = upload(body, 'killed.bin', {
      // A busy machine takes its time to start a server.
      retryDelays: Array(60).fill(1000),
      onChunkComplete: (_size, accepted) => (seen = accepted),
    });
    begun.start();
    await until('a chunk was taken', () => seen > 0);
    await server.kill();
    await server.start();
    await ended;
    await signIn();

    assert.ok(body.equals(await download('killed.bin')));
  });

  it('goes on in another client by its address', async () => {
    const body = randomBytes(13_000_000);
    let url;
    const first = upload(body, 'resumed.bin', {
      onChunkComplete: () => {
        url = first.begun.url;
        void first.begun.abort();
      },
    });
    first.begun.start();
    await until('the upload has an address', () => url);
    const second = upload(body, 'resumed.bin', { uploadUrl: url });
    second.begun.start();
    await second.ended;

    assert.ok(body.equals(await download('resumed.bin')));
  });

  it('takes a signed upload token in place of a sign-in', async () => {
    const name = `${session.user.id}/signed.bin`;
    const { data, error } = await ada.storage.from('user-uploads').createSignedUploadUrl(name);
    assert.equal(error, null, error?.message);
    const body = randomBytes(1_000_000);
    const { begun, ended } = upload(body, 'signed.bin', {
      endpoint: `${server.url}/storage/v1/upload/resumable/sign`,
      headers: { 'x-signature': data.token },
    });
    begun.start();
    await ended;

    assert.ok(body.equals(await download('signed.bin')));
  });

  it('hears why an upload is refused', async () => {
    const { begun, ended } = upload(randomBytes(10), 'x', {
      metadata: { bucketName: 'nowhere', objectName: 'x' },
      retryDelays: null,
    });
    begun.start();

    await assert.rejects(ended, (error) => {
      assert.equal(error.originalResponse.getStatus(), 404);
      assert.equal(error.originalResponse.getBody(), 'Bucket not found');
      return true;
    });
  });

  it('speaks S3 with a session token', async () => {
    const s3 = new S3Client({
      endpoint: `${server.url}/storage/v1/s3`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: {
        accessKeyId: 'project',
        secretAccessKey: server.run.anon_key,
        sessionToken: session.access_token,
      },
    });
    const Bucket = 'user-uploads';
    const Key = `${session.user.id}/s3.bin`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'by S3', ContentType: 'text/plain' }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(await got.Body.transformToString(), 'by S3');

    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const bodies = [randomBytes(part), randomBytes(100)];
    const Parts = [];
    for (const [at, Body] of bodies.entries()) {
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: at + 1, Body }));
      Parts.push({ ETag, PartNumber: at + 1 });
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    assert.ok(Buffer.concat(bodies).equals(await download('s3.bin')));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${session.user.id}/s3` }));
    assert.deepEqual(
      listed.Contents.map((one) => [one.Key, one.Size]),
      [[Key, part + 100]],
    );

    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key })), { name: 'NoSuchKey' });
    await assert.rejects(s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })), {
      name: 'NoSuchUpload',
    });
  });
});
