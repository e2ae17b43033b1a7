// Signs in and posts with clients of X's API in JavaScript: sign_in.mjs MODULES CONTROL PORT.
//
// MODULES is the folder with the clients of package.json. They call X's hosts, which are redirected
// to PORT of this machine.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import tls from 'node:tls';

const [modules, control, port] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'script.js'));
const OAuth = require('oauth-1.0a');
const { TwitterApi } = require('twitter-api-v2');
const TwitterLite = require('twitter-lite');
const xdk = require('@xdevplatform/xdk');

const HOSTS = ['api.twitter.com', 'api.x.com'];
const { connect } = tls;
tls.connect = (options, ...rest) => {
  const here = HOSTS.includes(options.host) ? { host: '127.0.0.1', port } : {};
  return connect({ servername: options.host, ...options, ...here }, ...rest);
};

const credentials = await (await fetch(`${control}/emulator/credentials`)).json();
const [app] = credentials.apps;
const consumer = { key: app.consumer_key, secret: app.consumer_secret };

/** Allows a sign-in as a user would in the browser, and returns the PIN. */
async function pinOf(requestToken) {
  const body = JSON.stringify({ user: 'ada' });
  const url = `${control}/emulator/sign-ins/${requestToken}/allow`;
  const response = await fetch(url, { method: 'POST', body });
  assert.equal(response.status, 200);
  return (await response.json()).pin;
}

/** X's sample code for v2. It signs neither the token nor the verifier of the exchange. */
async function sample(host, callback) {
  const oauth = OAuth({
    consumer,
    signature_method: 'HMAC-SHA1',
    hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
  });
  const send = async (method, signed, { url = signed, token, json } = {}) => {
    const headers = { ...oauth.toHeader(oauth.authorize({ url: signed, method }, token)) };
    if (json) headers['content-type'] = 'application/json';
    const response = await fetch(url, { method, headers, body: json && JSON.stringify(json) });
    const text = await response.text();
    assert.ok(response.ok, `${url}: ${text}`);
    return text;
  };
  const api = `https://${host}`;
  const query = callback === undefined ? '' : `?oauth_callback=${callback}&x_auth_access_type=write`;
  const begun = new URLSearchParams(await send('POST', `${api}/oauth/request_token${query}`));
  const token = begun.get('oauth_token');
  const exchange = `${api}/oauth/access_token`;
  const url = `${exchange}?oauth_verifier=${await pinOf(token)}&oauth_token=${token}`;
  const access = new URLSearchParams(await send('POST', exchange, { url }));
  const signer = { key: access.get('oauth_token'), secret: access.get('oauth_token_secret') };
  const me = JSON.parse(await send('GET', `${api}/2/users/me`, { token: signer }));
  assert.equal(me.data.username, 'ada');
  const json = { text: `From ${host}, callback ${callback}` };
  await send('POST', `${api}/2/tweets`, { token: signer, json });
}

async function withTwitterApiV2() {
  const keys = { appKey: consumer.key, appSecret: consumer.secret };
  const begun = await new TwitterApi(keys).generateAuthLink();
  const asked = { accessToken: begun.oauth_token, accessSecret: begun.oauth_token_secret };
  const flow = new TwitterApi({ ...keys, ...asked });
  const { client, screenName } = await flow.login(await pinOf(begun.oauth_token));
  assert.equal(screenName, 'ada');
  assert.equal((await client.v1.verifyCredentials()).screen_name, 'ada');
  const me = (await client.v2.me()).data;
  assert.equal(me.username, 'ada');
  const bob = (await client.v2.userByUsername('bob')).data;
  const tweet = (await client.v2.tweet('From twitter-api-v2')).data;
  assert.equal((await client.v2.reply('A reply', tweet.id)).data.text, 'A reply');
  assert.ok((await client.v2.like(me.id, tweet.id)).data.liked);
  assert.ok((await client.v2.follow(me.id, bob.id)).data.following);
  assert.ok((await client.v2.sendDmToParticipant(bob.id, { text: 'Hi' })).data.dm_event_id);
  assert.equal((await client.v1.tweet('From v1.1')).user.screen_name, 'ada');
  const message = await client.v1.sendDm({ recipient_id: bob.id, text: 'Hi again' });
  assert.equal(message.event.message_create.message_data.text, 'Hi again');
  await client.v1.deleteTweet(tweet.id);
  await assert.rejects(client.v2.like(me.id, tweet.id));
}

async function withTwitterLite() {
  const keys = { consumer_key: consumer.key, consumer_secret: consumer.secret };
  const flow = new TwitterLite(keys);
  const begun = await flow.getRequestToken('oob');
  const oauth_verifier = await pinOf(begun.oauth_token);
  const access = await flow.getAccessToken({ oauth_token: begun.oauth_token, oauth_verifier });
  assert.equal(access.screen_name, 'ada');
  const client = new TwitterLite({
    ...keys,
    access_token_key: access.oauth_token,
    access_token_secret: access.oauth_token_secret,
  });
  assert.equal((await client.get('account/verify_credentials')).screen_name, 'ada');
  const posted = await client.post('statuses/update', { status: 'From twitter-lite' });
  assert.equal(posted.user.screen_name, 'ada');
}

/** X's own SDK, with OAuth 1.0a. */
async function withXdk() {
  const keys = { apiKey: consumer.key, apiSecret: consumer.secret, callback: 'oob' };
  const flow = new xdk.OAuth1(keys);
  const { oauthToken } = await flow.getRequestToken();
  const tokens = await flow.getAccessToken(await pinOf(oauthToken));
  const oauth1 = new xdk.OAuth1({ ...keys, ...tokens });
  const client = new xdk.Client({ oauth1 });
  assert.equal((await client.users.getMe()).data.username, 'ada');
}

for (const host of HOSTS) await sample(host, 'oob');
await sample('api.twitter.com', undefined);
await withTwitterApiV2();
await withTwitterLite();
await withXdk();
console.log('passed');
