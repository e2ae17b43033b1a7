// Drives the X Activity API with X's own SDK: activity.mjs MODULES BASE_URL.
//
// MODULES is the folder with the clients of package.json.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const [modules, baseUrl] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'script.js'));
const { Client } = require('@xdevplatform/xdk');

async function control(method, route, body) {
  const response = await fetch(`${baseUrl}/emulator/${route}`, {
    method,
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${route}: ${text}`);
  return JSON.parse(text);
}

const [app] = (await control('GET', 'credentials')).apps;
const [ada, bob] = ['ada', 'bob'].map(name => app.users.find(user => user.screen_name === name));
const asApp = new Client({ baseUrl, bearerToken: app.bearer_token });
const asAda = new Client({ baseUrl, accessToken: ada.oauth2_token });

/** Expects an error of the SDK, and returns the body of the response, which it has in `data`. */
async function rejected(promise, status) {
  const error = await promise.then(
    () => assert.fail(`expected the status ${status}`),
    error => error,
  );
  assert.equal(error.status, status, error.message);
  return error.data;
}

async function subscribe(client, eventType, user, tag) {
  const filter = { userId: user.id };
  const { data } = await client.activity.createSubscription({ eventType, filter, tag });
  const { subscription } = data;
  assert.equal(subscription.eventType, eventType);
  assert.equal(subscription.filter.userId, user.id);
  assert.equal(subscription.tag, tag);
  return subscription.subscriptionId;
}

/** Returns the tags by id. A page has one subscription. */
async function listed() {
  const tags = {};
  let paginationToken;
  do {
    const page = await asApp.activity.getSubscriptions({ maxResults: 1, paginationToken });
    assert.ok(page.data.length <= 1);
    assert.equal(page.meta.resultCount, page.data.length);
    for (const row of page.data) tags[row.subscriptionId] = row.tag;
    paginationToken = page.meta.nextToken;
  } while (paginationToken);
  return tags;
}

// The app subscribes to public kinds, and a user's token to private ones.
const posts = await subscribe(asApp, 'post.create', ada, 'posts');
const bios = await subscribe(asApp, 'profile.update.bio', bob, 'bios');
const mentions = await subscribe(asAda, 'post.mention.create', ada, 'mentions');
const messages = await subscribe(asAda, 'dm.received', ada, 'messages');
const subscribed = {
  [posts]: 'posts',
  [bios]: 'bios',
  [mentions]: 'mentions',
  [messages]: 'messages',
};
assert.deepEqual(await listed(), subscribed);

let problem = await rejected(subscribe(asApp, 'post.create', ada, 'again'), 400);
assert.match(problem.errors[0].message, /Duplicate/);
problem = await rejected(subscribe(asApp, 'dm.received', bob, 'not mine'), 400);
assert.match(problem.errors[0].message, /OauthAccessTokenRequired/);
const unknown = { eventType: 'post.create', filter: { username: 'ada' } };
problem = await rejected(asApp.activity.createSubscription(unknown), 400);
assert.match(problem.errors[0].message, /username: is not defined in the schema/);

const { data } = await asApp.activity.updateSubscription(posts, { tag: 'all posts' });
assert.equal(data.subscription.subscriptionId, posts);
assert.equal(data.subscription.tag, 'all posts');
subscribed[posts] = 'all posts';
assert.deepEqual(await listed(), subscribed);
problem = await rejected(asApp.activity.updateSubscription('7', { tag: 'none' }), 404);
assert.equal(problem.resource_type, 'subscription');

/** Opens the stream. The head of the response comes with the first blank line. */
async function open() {
  const { streams: before } = await control('GET', 'streams');
  const opening = asApp.stream.activity();
  while ((await control('GET', 'streams')).streams.length === before.length) await sleep(10);
  await control('POST', 'clock/advance', { seconds: 20 });
  return opening;
}

const stream = await open();
const received = [];
const arrived = async () => {
  while (received.length === 0) await sleep(10);
  return received.shift();
};
stream.on('data', event => received.push(event));
const act = async action => {
  await control('POST', 'actions', action);
  return (await arrived()).data;
};

// The SDK passes events on as they are, without camel case.
const post = await act({ action: 'post', user: 'ada', text: 'Grüße & tea' });
assert.deepEqual([post.event_type, post.tag], ['post.create', 'all posts']);
assert.equal(post.filter.user_id, ada.id);
assert.equal(post.payload.text, 'Grüße &amp; tea');
assert.equal(post.event_uuid, post.payload.id);
assert.deepEqual(post.includes.users.map(user => user.username), ['ada']);
const bio = await act({ action: 'profile', user: 'bob', bio: 'Tea' });
assert.deepEqual([bio.event_type, bio.payload.after], ['profile.update.bio', 'Tea']);
const mention = await act({ action: 'post', user: 'bob', text: 'Tea, @ada?' });
assert.deepEqual([mention.event_type, mention.payload.text], ['post.mention.create', 'Tea, @ada?']);
const message = await act({ action: 'direct_message', user: 'bob', to: 'ada', text: 'Coffee?' });
assert.equal(message.event_type, 'dm.received');
const [item] = message.payload.direct_message_events;
assert.equal(item.message_create.message_data.text, 'Coffee?');

// A third connection is one too many.
const second = await open();
problem = await rejected(asApp.stream.activity(), 429);
assert.equal(problem.connection_issue, 'TooManyConnections');

// X's notice before a disconnect is data, and the SDK does not connect again.
const ends = [stream, second].map(it => new Promise(resolve => it.on('close', resolve)));
await control('POST', 'streams/disconnect');
const [notice] = (await arrived()).errors;
assert.equal(notice.title, 'operational-disconnect');
await Promise.all(ends);

assert.deepEqual((await asApp.activity.deleteSubscription(posts)).data, { deleted: true });
problem = await rejected(asApp.activity.deleteSubscription(posts), 404);
assert.equal(problem.resource_id, posts);
const ids = [bios, '7', mentions, messages];
const deleted = await asApp.activity.deleteSubscriptionsByIds(ids);
assert.deepEqual(deleted.data.map(row => row.subscriptionId), [bios, mentions, messages]);
assert.deepEqual(deleted.errors.map(it => [it.subscriptionId, it.reason]), [['7', 'SubscriptionNotFound']]);
assert.equal(deleted.meta.totalSubscriptions, 0);
assert.deepEqual(await listed(), {});
console.log('passed');
